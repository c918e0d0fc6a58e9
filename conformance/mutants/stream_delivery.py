"""What a server could get wrong about when events come, and for whom."""

from __future__ import annotations

from dataclasses import replace

from conformance.exchange import Chunk, Exchange, written
from conformance.mutant import mutant

Left = tuple[Exchange, tuple[Exchange, ...]]


@mutant(kills="stream-delivery.incremental")
def sends_everything_at_the_end(streamed: Exchange) -> Exchange:
    return streamed.with_body(streamed.body)


@mutant(kills="stream-delivery.incremental")
def collects_and_sends_in_the_end(streamed: Exchange) -> Exchange:
    """Event by event, ten microseconds apart, after two seconds of silence."""
    return timed(streamed, [2 + number / 100_000 for number in range(len(streamed.frames))])


@mutant(kills="stream-delivery.opens-at-once")
def opens_with_the_first_words(streamed: Exchange) -> Exchange:
    first = streamed.named(streamed.revision.delta)[0].number
    return timed(streamed, [1.0 if number <= first else 1.0 + number for number in range(len(streamed.frames))])


@mutant(kills="stream-delivery.event-by-event")
def fills_a_buffer_first(streamed: Exchange) -> Exchange:
    return timed(streamed, [float(number // 4) for number in range(len(streamed.frames))])


@mutant(kills="stream-delivery.stops-with-its-connection")
def writes_on_for_nobody(left: Exchange, looks: tuple[Exchange, ...]) -> Left:
    begun = looks[-1].with_json("$.status", "in_progress")
    return left, (begun, looks[-1].with_json("$.status", "completed"))


@mutant(kills="stream-delivery.stops-with-its-connection")
def never_comes_to_rest(left: Exchange, looks: tuple[Exchange, ...]) -> Left:
    return left, (*looks[:-1], looks[-1].with_json("$.status", "in_progress"))


def timed(streamed: Exchange, times: list[float]) -> Exchange:
    """The stream with each frame in a chunk of its own at its time; frames of one time share a chunk."""
    assert streamed.response is not None
    chunks: dict[float, bytes] = {}
    for time, frame in zip(times, streamed.frames, strict=True):
        chunks[time] = chunks.get(time, b"") + written(frame)
    made = tuple(Chunk(time, data) for time, data in chunks.items())
    return replace(streamed, response=replace(streamed.response, chunks=made))
