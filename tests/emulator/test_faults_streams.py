"""What each fault of streams does to the bytes, compared with the same stream without it: that and nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.emulator.in_process import LONG, Emulator, Json

Frames = list[bytes]
TOLD = b'"error":{"message":"An internal error has occurred.","code":"api_error"}'
ERROR = b"event: error\ndata: {" + TOLD + b',"event_type":"error"}\n\n'
BARE = b"{" + TOLD + b"}\n"
BEAT = b'event: interaction.heartbeat\ndata: {"beat":1,"event_type":"interaction.heartbeat"}\n\n'
DONE = b"event: done\ndata: [DONE]\n\n"


def named(frames: Frames, name: bytes) -> Frames:
    return [frame for frame in frames if frame.startswith(b"event: " + name)]


def event(name: str, **data: object) -> bytes:
    return f"event: {name}\ndata: {json.dumps({**data, 'event_type': name}, separators=(',', ':'))}\n\n".encode()


def with_note(f: Frames) -> Frames:
    at, note = (
        next(n for n, frame in enumerate(f) if b"completed" in frame),
        {
            "note": "Made up by the emulator.",
            "type": "emulator_note",
        },
    )
    index = len(named(f, b"step.start"))
    return [*f[:at], event("step.start", index=index, step=note), event("step.stop", index=index), *f[at:]]


def with_beats(f: Frames) -> Frames:
    def beat(frame: bytes) -> Frames:
        index = json.loads(frame.split(b"data: ")[1])["index"]
        return [frame, event("step.delta", index=index, delta={"beat": 1, "type": "emulator_beat"})]

    return [made for frame in f for made in (beat(frame) if frame in named(f, b"step.start") else [frame])]


def with_empty(f: Frames) -> Frames:
    empty = event("step.delta", index=1, delta={"text": "", "type": "text"})
    return [made for frame in f for made in ([empty, frame] if b'"delta":{"text"' in frame else [frame])]


# Fault: the chunks that are sent, made of the frames of the plain stream; whether the connection is closed then.
EFFECTS: dict[str, tuple[Callable[[Frames], Frames], bool]] = {
    "cut:4": (lambda f: f[:4], True),
    "cut:event=0": (lambda f: [], True),
    "cut:4,how=end": (lambda f: f[:4], False),
    "bare-json": (lambda f: [*f[:2], BARE], False),
    "error-event": (lambda f: [*f[:3], ERROR, DONE], False),
    "error-event:5,done=no": (lambda f: [*f[:5], ERROR], False),
    "error-event:event=999": (lambda f: [*f[:-1], ERROR, DONE], False),
    "no-completed": (lambda f: [frame for frame in f if frame not in named(f, b"interaction.completed")], False),
    "disc.stream.no-completed": (
        lambda f: [frame for frame in f if frame not in named(f, b"interaction.completed")],
        False,
    ),
    "no-done": (lambda f: f[:-1], False),
    "stall:seconds=0": (lambda f: f, False),
    "comments:text=hm": (lambda f: [b": hm\n\n" + frame for frame in f], False),
    "line-ends": (lambda f: [frame.replace(b"\n", b"\r\n") for frame in f], False),
    "line-ends:cr": (lambda f: [frame.replace(b"\n", b"\r") for frame in f], False),
    "split:1": (lambda f: [bytes((byte,)) for byte in b"".join(f)], False),
    "split:80000": (lambda f: [b"".join(f)], False),
    "merge:2": (lambda f: [b"".join(f[n : n + 2]) for n in range(0, len(f), 2)], False),
    "merge:0": (lambda f: [b"".join(f)], False),
    "terse": (lambda f: [x.replace(b"event: ", b"event:", 1).replace(b"data: ", b"data:", 1) for x in f], False),
    "data-lines": (lambda f: [frame.replace(b"data: {", b"data: {\ndata: ", 1) for frame in f], False),
    "fields": (lambda f: [b"id: %d\nretry: 1000\nx-shard: 7\n" % n + x for n, x in enumerate(f, 1)], False),
    "bom": (lambda f: [b"\xef\xbb\xbf" + f[0], *f[1:]], False),
    "unnamed": (lambda f: [frame[frame.index(b"data") :] for frame in f], False),
    "duplicate": (lambda f: [frame for frame in f for _ in range(2)], False),
    "duplicate:3": (lambda f: [*f[:3], f[2], *f[3:]], False),
    "unknown-event": (lambda f: [*f[:2], BEAT, *f[2:]], False),
    "unknown-step": (with_note, False),
    "unknown-delta": (with_beats, False),
    "empty-delta": (with_empty, False),
    "disc.sdk.step-stop-without-start": (
        lambda f: f[next(n for n, frame in enumerate(f) if b"step.stop" in frame) :],
        False,
    ),
    "disc.sse.resume-stuck:seconds=0": (lambda f: f[:2], True),
    "drop": (lambda f: [], True),
    "drop:after": (lambda f: [], True),
    "hang:0": (lambda f: [], True),
    "latency:0": (lambda f: f, False),
}


@pytest.fixture(scope="module")
def emulator() -> Emulator:
    return Emulator()


@pytest.fixture(scope="module")
def stored(emulator: Emulator) -> str:
    return str(emulator.create(LONG).json["id"]) + "?stream=true"


@pytest.fixture(scope="module")
def plain(emulator: Emulator, stored: str) -> Frames:
    # Without pauses the frames go out together; faults see one after the other all the same.
    return [frame + b"\n\n" for frame in emulator.get(stored).body.split(b"\n\n")[:-1]]


@pytest.mark.parametrize("fault", EFFECTS)
def test_a_stream_with_it_differs_in_that_alone(emulator: Emulator, stored: str, plain: Frames, fault: str) -> None:
    effect, dropped = EFFECTS[fault]
    got = emulator.get(stored, fault=fault)
    assert (got.chunks, got.dropped) == (effect(plain), dropped)


def test_a_cut_inside_a_character(emulator: Emulator, stored: str, plain: Frames) -> None:
    got = emulator.get(stored, fault="cut-utf8:end")
    assert b"".join(plain).startswith(got.body)
    with pytest.raises(UnicodeDecodeError):
        got.body.decode()
    got.body[:-1].decode()
    ascii_only = str(emulator.create("Say hi shortly.").json["id"]) + "?stream=true"
    whole, cut = emulator.get(ascii_only), emulator.get(ascii_only, fault="cut-utf8")
    assert cut.dropped
    assert cut.body == whole.body[: whole.body.index(DONE) - 4]


def test_faults_work_together_in_the_order_of_their_layers(emulator: Emulator, stored: str, plain: Frames) -> None:
    got = emulator.get(stored, fault="split:9, line-ends, no-done, unknown-event")
    expected = b"".join([*plain[:2], BEAT, *plain[2:-1]]).replace(b"\n", b"\r\n")
    assert got.body == expected
    assert {len(chunk) for chunk in got.chunks[:-1]} == {9}


def test_arguments_in_pieces_add_up(emulator: Emulator) -> None:
    place = {"type": "object", "properties": {"location": {"type": "string"}}}
    tool = {"type": "function", "name": "get_weather", "parameters": place}
    stream = emulator.create("What is the weather in Paris?", tools=[tool]).json["id"] + "?stream=true"
    (whole,) = arguments(emulator.get(stream).events)
    pieces = arguments(emulator.get(stream, fault="split-arguments:3").events)
    assert "".join(pieces) == whole
    assert {len(piece) for piece in pieces[:-1]} == {3}
    events = emulator.get(stream, fault="disc.legacy.sig-functioncall").events
    steps = [data["step"] for _, data in events if "step" in data]
    assert [step["signature"] for step in steps if step["type"] == "function_call"] == [""]


def arguments(events: list[tuple[str, Json]]) -> list[str]:
    return [data["delta"]["arguments"] for _, data in events if "arguments" in data.get("delta", {})]


@pytest.mark.parametrize("fault", ["disc.ids.location", "disc.sdk.done-json", "disc.sdk.event-type"])
def test_what_clients_fall_over_anyway_changes_nothing(
    emulator: Emulator, stored: str, plain: Frames, fault: str
) -> None:
    got = emulator.get(stored, fault=fault)
    assert got.chunks == plain
    ids = {name: "interaction" in data or "interaction_id" in data for name, data in got.events}
    assert ids == {name: name.startswith("interaction.") for name in ids}
    assert got.chunks[-1] == DONE
    assert not any("type" in data for _, data in got.events)
