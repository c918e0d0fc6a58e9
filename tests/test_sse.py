"""The SSE reader against the standard's own examples, and against every way to split a stream."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.sse import Frame, SseReader, read_frames

# (bytes, [(event, data)] of the frames that the standard dispatches); cases after HTML, section 9.2.6.
CASES = {
    "two events": (b"data: a\n\ndata: b\n\n", [(None, "a"), (None, "b")]),
    "named": (b"event: step.delta\ndata: {}\n\n", [("step.delta", "{}")]),
    "several data lines": (b"data: YHOO\ndata: +2\ndata: 10\n\n", [(None, "YHOO\n+2\n10")]),
    "comment first": (b": test\n\ndata: a\nid: 1\n\n", [(None, "a")]),
    "one leading space only": (b"data:  a\n\ndata:b\n\n", [(None, " a"), (None, "b")]),
    "field without colon": (b"data\n\ndata\ndata\n\n", [(None, ""), (None, "\n")]),
    "carriage returns": (b"data: a\r\rdata: b\r\r", [(None, "a"), (None, "b")]),
    "both": (b"event: x\r\ndata: a\r\n\r\n", [("x", "a")]),
    "mixed": (b"data: a\r\ndata: b\n\r\n", [(None, "a\nb")]),
    "byte order mark": (b"\xef\xbb\xbfdata: a\n\n", [(None, "a")]),
    "no data": (b"event: x\n\n", [("x", None)]),
    "blank lines": (b"\n\n\ndata: a\n\n\n\n", [(None, "a")]),
    "only a mark": (b"\xef\xbb\xbf", []),
    "nothing": (b"", []),
    "colon in data": (b'data: {"a": "b: c"}\n\n', [(None, '{"a": "b: c"}')]),
    "text beyond ASCII": ("data: Zürich – 東京\n\n".encode(), [(None, "Zürich – 東京")]),
}


@pytest.mark.parametrize("name", CASES)
def test_reads_the_standard(name: str) -> None:
    content, expected = CASES[name]
    assert [(frame.event, frame.data) for frame in read_frames([(0.0, content)])] == expected


def test_a_cut_frame_is_kept_and_marked() -> None:
    whole, cut = read_frames([(0.0, b"data: a\n\ndata: b")])
    assert whole.complete
    assert (cut.data, cut.complete) == ("b", False)


def test_a_line_that_is_no_field_is_kept() -> None:
    """Seen live on 2026-09-22: a refusal written into the stream without framing."""
    (frame,) = read_frames([(0.0, b'{"error": {"code": "prohibited_content"}}\n\n')])
    assert frame.stray == ('{"error": {"code": "prohibited_content"}}',)
    assert frame.data is None


def test_offset_and_time_are_those_of_the_frame() -> None:
    frames = read_frames([(0.1, b"data: a\n"), (0.2, b"\n\n\ndata"), (0.3, b": b\n\n")])
    assert [(frame.offset, frame.time) for frame in frames] == [(0, 0.2), (11, 0.3)]


def test_a_frame_is_out_as_soon_as_its_empty_line_is_in() -> None:
    reader = SseReader()
    assert reader.feed(b"data: a\r\n\r") != [], "the LF of the CRLF may be a second away"
    assert reader.feed(b"\ndata: b\r\n\r\n") != []


lines = st.text(st.sampled_from("ab: é\ufeff"), max_size=6).map(lambda text: text.encode())
streams = st.lists(
    st.one_of(lines, st.sampled_from([b"data: x", b"event: y", b": ping", b"id: 1", b""])), max_size=12
).flatmap(
    lambda rows: st.lists(st.sampled_from([b"\n", b"\r\n", b"\r"]), min_size=len(rows), max_size=len(rows)).map(
        lambda ends: b"".join(row + end for row, end in zip(rows, ends, strict=True))
    )
)


@given(streams, st.lists(st.integers(0, 120), max_size=8))
def test_splitting_changes_nothing(stream: bytes, cuts: list[int]) -> None:
    bounds = sorted({0, len(stream), *(cut for cut in cuts if cut < len(stream))})
    parts: list[tuple[float | None, bytes]] = [(None, stream[start:end]) for start, end in itertools.pairwise(bounds)]
    assert read_frames(parts) == read_frames([(None, stream)])


@given(st.binary(max_size=200))
def test_no_bytes_upset_it(stream: bytes) -> None:
    assert all(isinstance(frame, Frame) for frame in read_frames([(None, stream)]))
