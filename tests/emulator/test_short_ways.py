"""Short ways lead where the long ones do: what is asked plainly is answered and kept byte for byte as by the general
code, and what is written at once reads as what is written event by event."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import MISSING, fields
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from conformance.emulator import body as bodies
from conformance.emulator import create_request, stream
from conformance.emulator.errors import ApiError
from conformance.emulator.record import Record, ended
from conformance.revisions import NAMES, REVISIONS, Revision
from tests.emulator.asgi import START, Answer, Local

Json = dict[str, Any]

TEXTS = (
    *("Hi, my name is Phil.", "What is my name?", "Say hi", "Count from 1 to 70.", "Explain how streams work."),
    *("Reply with exactly: Grün!", "my dog is Rex", "What is my dog?", "12 + 30?", "Tell me a joke", "  ", "漢字 ü"),
)
MODELS = ("gemini-2.5-flash", "gemini-3.5-flash", "gemini-2.5-flash-image", "gemini-3.5-transcribe", "nope")
SAID = st.sampled_from(TEXTS) | st.text(max_size=200)
PLAIN = st.fixed_dictionaries(
    {"model": st.sampled_from(MODELS), "input": SAID},
    optional={"stream": st.booleans(), "store": st.booleans(), "previous_interaction_id": st.sampled_from([True, "x"])},
)
OTHERS = st.fixed_dictionaries(
    {},
    optional={
        "input": st.sampled_from([[{"type": "text", "text": "Hi"}], [], None, 3]),
        "generation_config": st.sampled_from([{"max_output_tokens": 20}, {"temperature": None}]),
        "tools": st.sampled_from([[], [{"type": "google_search"}]]),
        "system_instruction": st.just("Talk like a pirate."),
        "labels": st.just({"a": "b"}),
        "unknown": st.just("field"),
        "background": st.booleans(),
    },
)
ASKED = st.tuples(PLAIN, st.just({}) | OTHERS, st.sampled_from(NAMES)).map(
    lambda drawn: (drawn[0] | drawn[1], drawn[2])
)


class Both:
    """Two emulators that differ in nothing but the way: one is not to take any short one."""

    def __init__(self) -> None:
        self.short, self.long = Local(background_seconds=0.0), Local(background_seconds=0.0)
        self.long.app.front = None
        self._last = "x"

    def ask(self, body: Json, revision: str) -> None:
        """The same request to both, which have to do the same about it."""
        if body.get("previous_interaction_id") is True:
            body = body | {"previous_interaction_id": self._last}
        answer = self.short("POST", "", body, revision=revision)
        with generally():
            wanted = self.long("POST", "", body, revision=revision)
        assert _told(answer) == _told(wanted)
        if answer.content.startswith(b'{"id"'):
            self._last = answer.json()["id"]

    def kept(self) -> list[list[Json]]:
        """What both keep."""
        return [
            local.service.store.list("interaction", _owner(), START, "", 10_000) for local in (self.short, self.long)
        ]


@contextmanager
def generally() -> Iterator[None]:
    """No request is plain, no body is flat, no frames are written at once."""
    with ExitStack() as stack:
        stack.enter_context(patch.object(create_request, "PLAIN", frozenset()))
        stack.enter_context(patch.object(bodies, "_flat", lambda _: None))
        stack.enter_context(patch.object(stream, "frames", _one_by_one))
        yield


def _one_by_one(record: Any, revision: Revision) -> list[bytes]:
    return [stream.frame(event) for event in stream.events(record, revision)]


def _told(answer: Answer) -> tuple[int, Json, bytes]:
    return (
        answer.status,
        {key: value for key, value in answer.headers.items() if key != "server-timing"},
        answer.content,
    )


def _owner() -> str:
    from conformance.emulator.authentication import owner_of

    return owner_of("k")


@settings(max_examples=25, deadline=None)
@given(st.lists(ASKED, min_size=1, max_size=8))
def test_a_plain_request_is_answered_and_kept_as_any_other(asked: list[tuple[Json, str]]) -> None:
    both = Both()
    with closing(both.short), closing(both.long):
        for body, revision in [*asked, *asked]:  # the second time the short way remembers
            both.ask(body, revision)
        short, long = both.kept()
        assert short == long


def test_the_short_way_is_there_to_be_compared() -> None:
    body = {"model": "gemini-2.5-flash", "input": "Hi"}
    with closing(Local()) as local:
        assert local.app.front is not None
    assert create_request.read(body, REVISIONS[0]).plain
    assert not create_request.read({**body, "tools": []}, REVISIONS[0]).plain
    with generally():
        assert not create_request.read(body, REVISIONS[0]).plain


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner))
DOCUMENTS = (st.dictionaries(st.text(max_size=8), SCALARS, max_size=4) | VALUES).map(json.dumps)


@settings(max_examples=100, deadline=None)
@given(
    DOCUMENTS,
    st.integers(0, 40),
    st.sampled_from(["", "", "", "}", '"', "\\ud800", "\\u0000", "-0", "1e999", "\ufeff"]),
)
@example('{"a": "b", "a": "c"}', 0, "")
@example('{"a": "\\ud83d\\ude00", "b": true}', 0, "")
@example('{"a": 123456789012345678901234567890}', 0, "")
@example('{"a": "\x00"}', 0, "")
@example(' {"a": ""}\n', 0, "")
def test_a_flat_body_is_read_as_any_other(text: str, at: int, inserted: str) -> None:
    raw = (text[:at] + inserted + text[at:]).encode()
    with patch.object(bodies, "_flat", lambda _: None):
        wanted = _read(raw)
    assert repr(_read(raw)) == repr(wanted)


def _read(raw: bytes) -> Any:
    try:
        return list(bodies.parse_object(raw, 20).items())
    except ApiError as error:
        return error.message


@pytest.mark.parametrize("revision", REVISIONS, ids=str)
@settings(max_examples=40, deadline=None)
@given(said=st.lists(st.text(max_size=300), max_size=3), thought=st.booleans(), cited=st.booleans())
def test_frames_are_those_of_the_events(revision: Revision, said: list[str], thought: bool, cited: bool) -> None:
    note: Json = {"start_index": 0, "end_index": 1, "url": "https://example.com/", "type": "url_citation"}
    contents: list[Json] = [
        {"text": text, **({"annotations": [note]} if cited else {}), "type": "text"} for text in said
    ]
    steps: list[Json] = [{"signature": "c2ln", "type": "thought"}] if thought else []
    steps += [{"content": [content], "type": "model_output"} for content in contents]
    steps += [{"content": contents, "type": "model_output"}]
    with closing(Local()) as local:
        made = local.create("Hi")
        record = local.service.get(made["id"], _owner())
    record.steps = steps
    whole = ended(record)
    assert b"".join(stream.frames(whole, revision)) == b"".join(_one_by_one(whole, revision))


@pytest.mark.parametrize("revision", NAMES)
@pytest.mark.parametrize("body", [{}, {"tools": [{"type": "google_search"}]}, {"store": False}], ids=str)
def test_a_stream_without_pauses_is_told_and_kept_as_one_with_them(revision: str, body: Json) -> None:
    asked = {"model": "gemini-2.5-flash", "input": "Explain how streams work.", "stream": True, **body}
    with closing(Local(pace=0)) as hurried, closing(Local(pace=1e-9)) as paced:
        answers = [local("POST", "", asked, revision=revision) for local in (hurried, paced)]
        assert _told(answers[0]) == _told(answers[1])
        kept = [local.service.store.list("interaction", _owner(), START, "", 9) for local in (hurried, paced)]
    for one in [*kept[0], *kept[1]]:
        assert one.pop("due") >= START
    assert kept[0] == kept[1]
    assert len(kept[0]) == (0 if "store" in body else 1)


OTHER_THAN_USUAL: Json = {
    "model": "gemini-2.5-flash",
    "agent": "deep-research-pro-preview-12-2025",
    "previous": "v1_x",
    "background": True,
    "begins": 1.5,
    "due": 2.5,
    "stored": False,
    "labels": {"a": "b"},
    "environment_id": "env_1",
    "webhook": {"uris": []},
    "errors": [{"code": "x"}],
    "names_previous": False,
    "delivery": {"before": 1},
}


@pytest.mark.parametrize("name", [*OTHER_THAN_USUAL, None])
def test_what_a_record_leaves_out_is_what_is_usual(name: str | None) -> None:
    assert {field.name for field in fields(Record) if field.default is not MISSING} <= OTHER_THAN_USUAL.keys()
    assert {field.name for field in fields(Record) if field.default_factory is not MISSING} <= OTHER_THAN_USUAL.keys()
    record = Record("v1_a", "o", 1, 2, "completed", "completed", [], [], {}, "standard")
    if name is not None:
        setattr(record, name, OTHER_THAN_USUAL[name])
    assert Record.from_json(record.id, record.owner, json.loads(json.dumps(record.to_json()))) == record


@given(st.text(alphabet="ab \n漢", max_size=400))
def test_a_text_is_cut_before_spaces(text: str) -> None:
    found, start, size = [], 0, stream.PIECE // 2
    while len(text) - start > size:
        space = text.find(" ", start + size)
        if space < 0:
            break
        found.append(text[start:space])
        start, size = space, stream.PIECE
    assert stream.pieces(text) == [*found, text[start:]]


def test_a_long_text_without_spaces_is_one_piece_at_once() -> None:
    assert len(stream.pieces("a " + "x" * 3_000_000)) == 1
