"""Failures that are kept: played first by the next run, alone by their id, and forgotten when they are mended."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis.database import InMemoryExampleDatabase

from conformance.drawing import Drawing
from conformance.emulator import serving
from conformance.fuzzing import failures
from conformance.fuzzing.failures import Failures
from conformance.fuzzing.kept import MOST_BYTES, Kept
from conformance.fuzzing.trial import Plan
from conformance.generate.case import Case
from conformance.generate.documented import Call, Place, Stored, World
from conformance.generate.sequences.step import Step
from conformance.revisions import NEWEST
from conformance.run_target import Wanted, run_target
from conformance.target import ConfigurationError, find_target
from tests.fuzz.defects import DEFECTS, defective

AT = NEWEST.name
WORLD = World.of(find_target("emulator"), NEWEST)


def entry(number: int = 0, **content: Any) -> Kept:
    return Kept("a.b", "about", "walk 1", {"body": number, **content}, f"2026-11-{number % 28:02}T00:00:00Z", "0.1.0")


def memory(target: str = "here", revision: str = AT) -> Failures:
    return Failures(InMemoryExampleDatabase(), target, revision)


def test_what_is_kept_is_there_once_with_the_same_id_for_its_target_and_revision_alone() -> None:
    here = memory()
    first = here.keep(entry(1))
    assert here.keep(replace(entry(1), date="2027-01-01", repeat="another")) == first
    assert [(one.id, one.content, one.target) for one in here.known()] == [(first, {"body": 1}, "here")]
    there, later = Failures(here.database, "there", AT), Failures(here.database, "here", "2026-05-20")
    assert there.known() == later.known() == ()
    assert there.keep(entry(1)) != first
    here.drop(first)
    assert (here.known(), len(there.known())) == ((), 1)


def test_the_oldest_give_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(failures, "MOST", 3)
    here = memory()
    for number in (4, 1, 3, 2, 5):
        here.keep(entry(number))
    assert [one.content["body"] for one in here.known()] == [3, 4, 5]


def test_what_others_wrote_is_no_entry_and_what_is_large_is_not_kept() -> None:
    here = memory()
    for junk in (b"", b"\xff", b"{}", b"[" * 100_000, b"7", b'{"content": 1}', b"x" * (MOST_BYTES + 1)):
        here.database.save(here.key, junk)
    assert here.known() == ()
    assert here.keep(entry(body="x" * MOST_BYTES)) == ""


def test_secrets_are_not_written() -> None:
    here = replace(memory(target="me:key@host-of-key"), clean=lambda text: text.replace("key", "***"))
    kept = here.keep(entry(body="a key"))
    (data,) = here.database.fetch(here.key)
    assert b"key" not in data
    assert [one.id for one in here.known()] == [kept]


def test_an_id_is_found_by_its_beginning_and_others_are_told_of_the_nearest() -> None:
    here = memory()
    ids = [here.keep(entry(number)) for number in range(20)]
    assert here.find(ids[3][:8]).content == {"body": 3}
    with pytest.raises(ConfigurationError, match=r"several begin so: .*, "):
        here.find("")
    with pytest.raises(ConfigurationError, match=f"nearest: .*{ids[5]}"):
        here.find(ids[5][:-1] + "g")
    with pytest.raises(ConfigurationError, match="none is kept"):
        memory().find("00")


class Gone(InMemoryExampleDatabase):
    """A database whose server went away."""

    def save(self, key: bytes, value: bytes) -> None:
        raise ConnectionError(f"{len(key)}, {len(value)}: gone")


def test_a_database_that_is_gone_is_told_and_ends_nothing() -> None:
    here = Failures(Gone(), "here", AT)
    assert here.keep(entry()) == ""
    assert here.trouble.startswith("the database of failures: ConnectionError: ")


def test_what_only_the_target_had_gets_what_it_has_then() -> None:
    before = WORLD.storing(Stored("v1_a", (Call("c1", "f"),))).placing(Place("image", "files/1", "image/png"))
    after = WORLD.storing(Stored("v1_b", (Call("c2", "f"),))).placing(Place("image", "files/2", "image/png"))
    body = {"previous_interaction_id": "v1_a", "input": [{"call_id": "c1", "uri": "files/1", "text": "files/1 here"}]}
    case = Case(body, False, "about", "invalid", "walk 1", ("a", "b"), "$.input", "should")
    kept = Kept.read(Kept.of_case("a.b", case, Plan.FETCH, before).written())
    assert kept
    assert "v1_a" not in json.dumps(kept.content)
    again, plan = kept.case(after)
    expected = {
        "previous_interaction_id": "v1_b",
        "input": [{"call_id": "c2", "uri": "files/2", "text": "files/1 here"}],
    }
    assert (again, plan) == (replace(case, body=expected), Plan.FETCH)


def test_steps_come_back_and_what_is_none_is_refused() -> None:
    steps = (Step("create", makes="A", says="Hello"), Step("resume", of="A", part=0.5))
    kept = Kept.read(Kept.of_steps("sequences.apart", steps, "about", "--seed 1").written())
    assert kept
    assert kept.steps() == steps
    for wrong in ({}, {"steps": 1}, {"steps": [1]}, {"steps": [{"leaps": True}]}):
        with pytest.raises(ValueError, match=r"no |version"):
            replace(kept, content=wrong).steps()


@contextmanager
def server(name: str, folder: Path) -> Iterator[Path]:
    """The file of a target that is always called the same, with a defect or (``healthy``) without."""
    serve = serving(revision=AT) if name == "healthy" else defective(DEFECTS[name], AT)
    with serve as url:
        file = folder / "ours.toml"
        file.write_text(f'base_url = "{url}"\n')
        yield file


def played(file: Path, drawing: Drawing, *select: str) -> tuple[int, list[dict[str, Any]]]:
    out = file.parent / "out"
    code = run_target(Wanted(str(file), AT, select, out=out, drawing=drawing, only_drawn=True))
    lines = [json.loads(line) for line in (out / "results.jsonl").read_text("utf-8").splitlines()]
    return code, lines


def generations(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [line for line in lines if line["kind"] == "generation"]


@pytest.mark.fuzz
@pytest.mark.parametrize(
    ("defect", "select"),
    [("breaks-on-a-nested-reference", "generated-requests"), ("deletes-the-other-branch", "sequences")],
)
def test_a_failure_comes_first_in_the_next_run_alone_by_its_id_and_is_dropped_when_mended(
    defect: str,
    select: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GEMINI_API_KEY", "any-key-will-do")
    kept = failures.database(str(tmp_path / "kept"))
    drawing = Drawing(seed=6, examples=2000, seconds=300, tiers=("walk",), first_failure=True, database=kept)
    with server(defect, tmp_path) as file:
        code, lines = played(file, drawing, select)
        (found,) = (failure for line in generations(lines) for failure in line["failures"])
        assert code == 1
        assert f"--replay {found['id']}" in capsys.readouterr().out

        code, lines = played(file, replace(drawing, seed=7), select)
        (again,) = (failure for line in generations(lines) for failure in line["failures"])
        assert (code, again["id"], again["requirement"]) == (1, found["id"], found["requirement"])
        assert again["after"] <= 12

        alone = replace(drawing, replay=found["id"][:8])
        code, lines = played(file, alone)
        assert (code, [line["id"] for line in lines if line["kind"] == "result"]) == (1, [found["requirement"]])
    with server("healthy", tmp_path) as file:
        code, lines = played(file, alone)
        assert (code, [line["mended"] for line in generations(lines)]) == (0, [[found["id"]]])
        assert f"are dropped: {found['id']}" in capsys.readouterr().out
        with pytest.raises(ConfigurationError, match=r"none is kept"):
            played(file, alone)
