"""Requests: what every request of a client looks like, whatever it asks for."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from conformance import schema
from conformance.exchange import Exchange
from conformance.revisions import BY_NAME
from conformance.sdk.features import history
from conformance.sdk.requirement import ClientFeature
from conformance.sdk.scenario import Script, create, stream
from conformance.sdk.seen import Seen
from conformance.sdk.wire import Wire
from conformance.verdict import Verdict, all_of, every, that, unseen

feature = ClientFeature("client-requests", title="Requests", source="https://ai.google.dev/api/interactions-api")

SAID = "Here you are."


@feature.scenario()
def a_create(wire: Wire) -> Script:
    """One create."""
    return Script(calls=[create(input="Hello.")], answers=[wire.unary(wire.text(SAID))])


@feature.scenario()
def a_stream(wire: Wire) -> Script:
    """One streamed create."""
    return Script(calls=[stream(input="Hello.")], answers=[wire.stream(wire.text(SAID))])


@feature.scenario()
def with_headers(wire: Wire) -> Script:
    """One create with headers of the application's own."""
    call = create(input="Hello.").but(headers={"x-conformance-trace": "t-4711;a=1"})
    return Script(calls=[call], answers=[wire.unary(wire.text(SAID))])


@feature.scenario()
def twice(wire: Wire) -> Script:
    """Two creates, the first of them with a header of its own."""
    calls = [create(input="Hello.").but(headers={"x-conformance-trace": "once"}), create(input="Again.")]
    return Script(calls=calls, answers=[wire.unary(wire.text(SAID)), wire.unary(wire.text(SAID), id=wire.id(1))])


def header(exchange: Exchange, name: str) -> str | None:
    """A header of the request; None where there was none."""
    return (exchange.request.headers or {}).get(name)


@feature.must("client-requests.key", clauses="auth.header")
def sends_the_key(seen: Seen) -> Verdict:
    """Every request authenticates with the application's key in ``x-goog-api-key``, and names it once."""
    told = (that(header(e, "x-goog-api-key") == seen.api_key, "x-goog-api-key is the key given", e) for e in _own(seen))
    return every((subject.equals(True) for subject in told), "requests")


@feature.must("client-requests.path", clauses="create.endpoint.post create.endpoint.v1")
def asks_below_the_prefix(seen: Seen) -> Verdict:
    """Every request goes to a path below ``interactions`` of a version in which the revision is served."""
    starts = tuple(f"{prefix}/interactions" for prefix in seen.revision.paths)
    return every(
        (
            that(urlsplit(e.request.url).path, "the path", e).meets(
                lambda path: isinstance(path, str) and path.startswith(starts), f"below {' or '.join(starts)}"
            )
            for e in _own(seen)
        ),
        "requests",
    )


@feature.must("client-requests.content-type", clauses="create.endpoint.post")
def calls_json_json(seen: Seen) -> Verdict:
    """A create says that its body is JSON."""
    return every(
        (
            that((header(e, "content-type") or "").partition(";")[0].strip().lower(), "content-type", e)
            .equals("application/json")
            for e in seen.creates
        ),
        "creates",
    )  # fmt: skip


@feature.must("client-requests.valid", source="the schemas of requests at each revision")
def sends_valid_creates(seen: Seen) -> Verdict:
    """The body of every create is what the revision documents: known fields alone, each with a value it may have."""
    if seen.scenario is history.unknown:
        return unseen("what is sent back holds what the server made up")
    schemas = schema.load(seen.revision.name)
    found = ((e, schemas.check("CreateRequest", e.sent, "request")) for e in seen.creates)
    return every(
        (
            that([f"{v.path}: {v.message}" for v in violations], "violations of the schema", e).equals([])
            for e, violations in found
        ),
        "creates",
    )


@feature.must("client-requests.stream-flag", a_stream, clauses="st.request-flag")
def asks_for_a_stream(seen: Seen) -> Verdict:
    """Who wants a stream asks for one: ``stream`` is true in the body."""
    return all_of(that(seen.sent().get("stream"), "stream as sent").equals(True), seen.reports("text").equals(SAID))


@feature.must("client-requests.no-stream-flag", a_create, clauses="create.stream.flag-default-false")
def asks_for_no_stream(seen: Seen) -> Verdict:
    """Who wants no stream asks for none: ``stream`` is false or left out."""
    return all_of(
        that(bool(seen.sent().get("stream")), "stream as sent").equals(False), seen.reports("text").equals(SAID)
    )


@feature.should("client-requests.accept", source="https://www.rfc-editor.org/rfc/rfc9110#section-12.5.1")
def accepts_what_it_asks_for(seen: Seen) -> Verdict:
    """What a client says to accept includes what it asks for: an event stream where it wants one, else JSON."""
    return every((_accepted(exchange) for exchange in _own(seen)), "requests")


@feature.must("client-requests.revision", clauses="rev.2026-05-20.steps rev.header")
def names_the_revision_it_reads(seen: Seen) -> Verdict:
    """A client that names a revision in ``Api-Revision`` names one whose shape it reads."""
    named = [(e, BY_NAME.get(header(e, "api-revision") or "")) for e in _own(seen) if header(e, "api-revision")]
    if not named:
        return unseen("no request names a revision")
    return every((that(r and r.blocks, "the shape of the revision named", e).equals(seen.revision.blocks)
                  for e, r in named), "requests")  # fmt: skip


@feature.should("client-requests.names-itself", source="https://www.rfc-editor.org/rfc/rfc9110#section-10.1.5")
def names_itself(seen: Seen) -> Verdict:
    """Every request says which client sent it, and which version: in ``user-agent`` or ``x-goog-api-client``."""
    return every(
        (
            that(f"{header(e, 'user-agent')} {header(e, 'x-goog-api-client')}", "user-agent and x-goog-api-client", e)
            .meets(lambda told: re.search(r"[A-Za-z]/v?\d+\.\d+", str(told)) is not None, "a name and a version")
            for e in _own(seen)
        ),
        "requests",
    )  # fmt: skip


@feature.should("client-requests.one-user-agent", source="https://www.rfc-editor.org/rfc/rfc9110#section-5.3")
def names_itself_once(seen: Seen) -> Verdict:
    """``user-agent`` is sent once: it is no list, and two of them are one that nobody can read."""
    agents = [(e, re.sub(r"\([^)]*\)", "", header(e, "user-agent") or "")) for e in _own(seen)]
    return every((that("," in told, "a second user-agent", e).equals(False) for e, told in agents), "requests")


@feature.should("client-requests.no-empty-cookie", source="https://www.rfc-editor.org/rfc/rfc6265#section-4.2.1")
def sends_no_empty_cookie(seen: Seen) -> Verdict:
    """A ``cookie`` header holds a cookie; who has none sends none."""
    return every((that(header(e, "cookie") == "", "an empty cookie", e).equals(False) for e in _own(seen)), "requests")


@feature.should("client-requests.no-body", source="https://www.rfc-editor.org/rfc/rfc9110#section-9.3.1")
def sends_no_body_to_get(seen: Seen) -> Verdict:
    """What retrieves or deletes has no body."""
    bare = [e for e in _own(seen) if e.request.method in {"GET", "DELETE"}]
    return every((that(len(e.request.body or b""), "bytes in the body", e).equals(0) for e in bare), "gets and deletes")


@feature.must("client-requests.extra-headers", with_headers, source="an application that gives headers is heard")
def sends_headers_given(seen: Seen) -> Verdict:
    """A header that the application gives for one call is sent with it, beside those of the client."""
    sent = [header(e, "x-conformance-trace") for e in seen.creates]
    return all_of(that(sent, "the header as sent").equals(["t-4711;a=1"]), seen.reports("text").equals(SAID))


@feature.must("client-requests.headers-of-one-call", twice, source="what is given for one call is for that call")
def keeps_headers_to_their_call(seen: Seen) -> Verdict:
    """A header that was given for one call is not sent with the next."""
    sent = [header(e, "x-conformance-trace") for e in seen.creates]
    return that(sent, "the headers as sent").equals(["once", None])


def _own(seen: Seen) -> list[Exchange]:
    """The requests that the client chose the address of: not those to which a server sent it on."""
    return [exchange for exchange in seen.exchanges if exchange.request.known and not _sent_on(exchange, seen)]


def _sent_on(exchange: Exchange, seen: Seen) -> bool:
    targets = {(before.header("location") or "").partition("://")[2] for before in seen.exchanges}
    return (header(exchange, "host") or "") + _target(exchange) in targets


def _target(exchange: Exchange) -> str:
    parts = urlsplit(exchange.request.url)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _wants_a_stream(exchange: Exchange) -> bool:
    return exchange.sent.get("stream") is True or exchange.query.get("stream") == "true"


def _accepted(exchange: Exchange) -> Verdict:
    wanted = "text/event-stream" if _wants_a_stream(exchange) else "application/json"
    good = {wanted, f"{wanted.partition('/')[0]}/*", "*/*"}
    ranges = [part.partition(";")[0].strip().lower() for part in (header(exchange, "accept") or "*/*").split(",")]
    return that(ranges, "the types accepted", exchange).meets(lambda _: not good.isdisjoint(ranges), f"with {wanted}")
