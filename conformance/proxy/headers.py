"""Which headers are passed on, and as what: all but those that are about one connection only (RFC 9110, 7.6.1)."""

from __future__ import annotations

from conformance.proxy.upstream import Upstream

RawHeaders = list[tuple[bytes, bytes]]

HOP_BY_HOP = frozenset(
    {
        b"connection",
        b"keep-alive",
        b"proxy-authenticate",
        b"proxy-authorization",
        b"proxy-connection",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
    }
)
# The server of this connection has answered an Expect already.
_OF_REQUESTS = HOP_BY_HOP | {b"host", b"expect"}
# Addresses that a client goes on with: at the upstream they would lead past the proxy.
_ADDRESSES = frozenset({b"location", b"content-location", b"x-goog-upload-url", b"x-goog-upload-control-url"})


def of_request(headers: RawHeaders) -> RawHeaders:
    """The headers of a request that go on to the upstream, but for its host."""
    return _without(headers, _OF_REQUESTS)


def of_answer(headers: RawHeaders, upstream: Upstream, asked: bytes) -> RawHeaders:
    """The headers of an answer that go on to the client, who asked the host ``asked``: an address at the upstream that
    the client is to go on with is the proxy's there.
    """
    there = upstream.origin.encode() + upstream.prefix.encode()
    here = b"http://" + asked
    return [
        (name, here + value[len(there) :] if _leads(name, value, there) else value)
        for name, value in _without(headers, HOP_BY_HOP)
    ]


def head(method: str, target: bytes, headers: RawHeaders, upstream: Upstream, *, chunked: bool) -> bytes:
    """The head of a request as it goes to the upstream."""
    lines = [method.encode() + b" " + target + b" HTTP/1.1", b"host: " + upstream.authority.encode()]
    lines += [name + b": " + value for name, value in headers]
    if chunked:
        lines.append(b"transfer-encoding: chunked")
    return b"\r\n".join([*lines, b"", b""])


def value_of(headers: RawHeaders, name: bytes) -> bytes:
    """The value of a header; empty where there is none."""
    return next((value for known, value in headers if known.lower() == name), b"")


def _without(headers: RawHeaders, unwanted: frozenset[bytes]) -> RawHeaders:
    named = {name.strip().lower() for name in value_of(headers, b"connection").split(b",")}
    return [(name, value) for name, value in headers if name.lower() not in unwanted and name.lower() not in named]


def _leads(name: bytes, value: bytes, there: bytes) -> bool:
    rest = value[len(there) : len(there) + 1]
    return name.lower() in _ADDRESSES and value.startswith(there) and rest in {b"", b"/", b"?"}
