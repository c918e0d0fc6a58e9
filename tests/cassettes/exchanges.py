"""Exchanges of any kind, made by hypothesis."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from conformance.exchange import Chunk, Exchange, Request, Response
from conformance.revisions import REVISIONS

# What YAML and SSE treat alone, among what they don't.
_ODD = st.sampled_from(["\r", "\t", "\x85", "\u2028", "\ufeff", "\x00", "'", '"', "#", "-", "é", "😀", "\\"])
_LINES = st.sampled_from(["\n", "\r\n", "\n\n", " ", ": ", "data: {}\n", "event: x\r\n", "---\n", "null", "'a'"])
_WORDS = st.one_of(_ODD, _LINES, st.text(max_size=8))
texts = st.lists(_WORDS, max_size=12).map("".join)
bodies = st.one_of(
    texts.map(lambda text: text.encode("utf-8", "replace")),
    st.binary(max_size=40),
    st.integers(5000, 9000).map(lambda size: b'{"data":"' + b"iVBORw0KGgo" * (size // 11) + b'="}'),
    st.binary(min_size=3, max_size=3).map(lambda piece: piece * 3000),
)
times = st.none() | st.integers(0, 10**6).map(lambda number: number / 10**4)
_names = st.from_regex(r"[a-z][a-z0-9-]{0,12}", fullmatch=True).filter(lambda name: "key" not in name)
_values = st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=12)
_encoded = st.sampled_from([{}, {}, {"content-encoding": "gzip"}, {"content-encoding": "identity"}])
_headers = st.builds(lambda some, more: {**some, **more}, st.dictionaries(_names, _values, max_size=3), _encoded)
headers = st.none() | _headers


@st.composite
def chunks(draw: st.DrawFn) -> tuple[Chunk, ...]:
    """A body, cut anywhere: in the middle of a character as well."""
    body = draw(bodies)
    cuts = sorted(draw(st.lists(st.integers(0, len(body)), max_size=4)))
    pieces = [body[start:end] for start, end in zip([0, *cuts], [*cuts, len(body)], strict=True)]
    return tuple(Chunk(draw(times), piece) for piece in pieces)


requests = st.builds(
    Request,
    method=st.sampled_from(["GET", "POST", "DELETE"]),
    url=texts.map(lambda text: f"https://host.test/v1beta/interactions?q={text}"),
    headers=headers,
    body=st.none() | bodies,
    known=st.booleans(),
)
responses = st.builds(Response, status=st.integers(100, 599), headers=headers, chunks=chunks())
exchanges = st.builds(
    Exchange,
    key=st.just(""),
    request=requests,
    response=st.none() | responses,
    failure=st.none() | texts,
    lane=st.just("replay"),
    started=st.none() | st.just("2026-11-22T04:05:06.789Z"),
    duration=times,
    scenario=st.sampled_from([None, "create/plain", "probe"]),
    revision=st.sampled_from(REVISIONS),
    wording=st.none() | texts,
    hung_up=st.booleans(),
)


def numbered(found: list[Exchange], name: str, recording: str) -> list[Exchange]:
    """``found`` with the keys that a cassette gives them."""
    keys = ["probe:1" if e.scenario == "probe" else f"{name}:{number}" for number, e in enumerate(found, 1)]
    return [replace(e, key=key, recording=recording) for e, key in zip(found, keys, strict=True)]
