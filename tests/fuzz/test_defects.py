"""Each defect shows with its witness, and a server that has it is otherwise the emulator."""

from __future__ import annotations

import json

import pytest

from conformance.requirement import Span
from conformance.revisions import NEWEST, REVISIONS
from tests.emulator.in_process import Emulator
from tests.fuzz.defects import DEFECTS, seam
from tests.fuzz.defects.defect import Json, Kind

ORDINARY: tuple[Json, ...] = (
    {"input": "Hello."},
    {"stream": True},
    {"previous_interaction_id": "{0}", "generation_config": {"temperature": 0.5}},
    {"tools": [{"type": "function", "name": "look"}], "store": False},
    {"input": 5},
    *("GET {0}", "GET {1}?stream=true", "GET {2}?include_input=true", "DELETE {2}", "GET {2}", "GET {0}"),
)


@pytest.fixture(autouse=True)
def soon_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    """Silence ends at once: what comes after it is what a client would have waited for in vain."""
    monkeypatch.setattr(seam, "SILENT_SECONDS", 0.0)


def emulators(name: str, revision: str) -> tuple[Emulator, Emulator]:
    """An emulator as it should be, and one with the defect."""
    healthy, wrong = Emulator(revision), Emulator(revision)
    wrong.app = seam.Defective(wrong.app, DEFECTS[name].commit())  # type: ignore[assignment]
    return healthy, wrong


def transcript(emulator: Emulator, calls: tuple[Json, ...]) -> list[tuple[int, bytes]]:
    """What is answered to the calls of a witness."""
    ids: list[str] = []
    answers: list[tuple[int, bytes]] = []
    for call in calls:
        if isinstance(call, str):
            method, _, path = call.format(*ids).partition(" ")
            got = emulator.ask(method, f"/{path}")
        else:
            body = {"model": "gemini-2.5-flash", "input": "Hello.", **call}
            if "previous_interaction_id" in call:
                body["previous_interaction_id"] = str(call["previous_interaction_id"]).format(*ids)
            got = emulator.ask("POST", "", body)
            ids.append(id_in(got.body))
        answers.append((got.status, got.body))
    return answers


def id_in(raw: bytes) -> str:
    """The id in the answer to a create, whole or streamed; empty where there is none."""
    start = raw.partition(b"data: ")[2].partition(b"\n")[0] or raw
    try:
        answer = json.loads(start)
    except ValueError:
        return ""
    return str({**answer, **answer.get("interaction", {})}.get("id", ""))


@pytest.mark.parametrize("name", DEFECTS)
def test_a_defect_shows_with_its_witness(name: str) -> None:
    defect = DEFECTS[name]
    for revision in REVISIONS:
        if revision in defect.span:
            healthy, wrong = (transcript(emulator, defect.witness) for emulator in emulators(name, revision.name))
            assert healthy[0][0] == (400 if defect.kind == "invalid" else 200), (revision.name, healthy[0])
            assert healthy != wrong, revision.name


@pytest.mark.parametrize("name", DEFECTS)
def test_a_defect_does_not_show_with_what_is_ordinary(name: str) -> None:
    healthy, wrong = (transcript(emulator, ORDINARY) for emulator in emulators(name, NEWEST.name))
    assert [status for status, _ in healthy] == [200, 200, 200, 200, 400, 200, 200, 200, 200, 404, 200]
    assert healthy == wrong


def test_there_are_defects_of_every_kind() -> None:
    kinds: list[Kind] = ["valid", "invalid", "answer", "stream", "store", "sequence"]
    assert {defect.kind for defect in DEFECTS.values()} == {*kinds}
    assert len(DEFECTS) >= 18
    assert all(defect.about and isinstance(defect.span, Span) for defect in DEFECTS.values())
