"""What a server could get wrong about the frames of a stream."""

from __future__ import annotations

from dataclasses import replace

from conformance.exchange import Exchange
from conformance.mutant import doubled, dropped, mutant
from conformance.mutants.streaming import completes, deltas, done, pairs


@mutant(kills="stream-frames.content-type")
def calls_the_stream_lines_of_json(streamed: Exchange) -> Exchange:
    return streamed.with_header("content-type", "application/x-ndjson")


@mutant(kills="stream-frames.frames")
def leaves_out_event_lines(streamed: Exchange) -> Exchange:
    return streamed.with_frames([replace(frame, event=None) for frame in streamed.frames])


@mutant(kills="stream-frames.frames")
def is_cut_off_in_a_frame(streamed: Exchange) -> Exchange:
    return streamed.with_body(streamed.body[:-20])


@mutant(kills="stream-frames.no-stray-lines")
def writes_an_error_as_bare_json(streamed: Exchange) -> Exchange:
    return streamed.with_body(streamed.body + b'{"error":{"message":"Blocked.","code":"prohibited_content"}}\n\n')


@mutant(kills="stream-frames.utf-8")
def writes_latin_1(streamed: Exchange) -> Exchange:
    return streamed.with_body(streamed.body.replace(b'"event_type"', '"ä":0,"event_type"'.encode("latin-1"), 1))


@mutant(kills="stream-frames.json-data")
def writes_pieces_of_text(streamed: Exchange) -> Exchange:
    return streamed.with_frames([replace(f, data="Wind") if deltas(e) else f for e, f in pairs(streamed)])


@mutant(kills="stream-frames.event-type")
def calls_every_event_a_message(streamed: Exchange) -> Exchange:
    return streamed.with_frames([replace(frame, event="message") for frame in streamed.frames])


@mutant(kills="stream-frames.done stream-frames.legacy-done")
def just_stops(streamed: Exchange) -> Exchange:
    return dropped(streamed, done)


@mutant(kills="stream-frames.done stream-frames.legacy-done")
def calls_the_sentinel_a_message(streamed: Exchange) -> Exchange:
    return streamed.with_frames([replace(f, event="message") if e.is_done else f for e, f in pairs(streamed)])


@mutant(kills="stream-frames.nothing-after-done")
def says_done_twice(streamed: Exchange) -> Exchange:
    return doubled(streamed, done)


@mutant(kills="stream-frames.alt-sse", violates="st.alt-sse sample.streaming.curl")
def forgets_the_end_of_what_a_browser_reads(streamed: Exchange) -> Exchange:
    return dropped(streamed, completes)
