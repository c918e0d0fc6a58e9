"""``conformance drift`` as people call it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from click.testing import CliRunner

from conformance.cli import commands
from conformance.drift.report import FORMAT
from conformance.target import ConfigurationError

SCHEMA = Path(__file__).resolve().parents[2] / "schemas" / "report" / "drift.schema.json"
Folder = Callable[..., str]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Makes a folder of recordings of one answer on some days."""

    def make(name: str, answer: object, *days: str) -> str:
        (tmp_path / name).mkdir(exist_ok=True)
        for day in days:
            request = {
                "method": "POST",
                "url": "https://e.test/v1beta/interactions",
                "body": {"model": "gemini-9", "input": "Hi"},
            }
            value = {"meta": {"recorded": day}, "request": request, "response": {"status": 200, "body": answer}}
            (tmp_path / name / f"{day}.json").write_text(json.dumps(value))
        return str(tmp_path / name)

    return make


def called(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(commands, ["drift", *arguments], standalone_mode=True)
    if isinstance(result.exception, ConfigurationError):
        return 3, str(result.exception)
    return result.exit_code, result.output


MAY = [f"2026-05-{day:02}" for day in range(1, 7)]
JUNE = [f"2026-06-{day:02}" for day in range(1, 7)]
OLD: dict[str, Any] = {"id": "v1_a b", "status": "completed", "model": "gemini-9"}
NEW = OLD | {"mood": "a good one"}


@pytest.mark.parametrize("style", ["json", "markdown", "text"])
def test_a_new_field_is_told_in_every_format(folder: Folder, style: str) -> None:
    code, output = called(folder("old", OLD, *MAY), folder("new", NEW, *JUNE), "--format", style)
    assert code == 1
    assert "$.mood" in output
    assert "2026-05-06" in output
    assert "2026-06-01" in output


def test_the_json_has_the_form_that_its_schema_says(folder: Folder) -> None:
    old, new = folder("old", OLD, *MAY), folder("new", NEW, *JUNE)
    check = jsonschema_rs.Draft202012Validator(json.loads(SCHEMA.read_text("utf-8")))
    for arguments in ([old, new], [new], [old, new, "--since", "2026-06"], ["2026-11-16", new], [new, "2026-11-16"]):
        document = json.loads(called(*arguments, "--format", "json")[1])
        check.validate(document)
        assert document["format"] == FORMAT


def test_one_set_over_time_and_split_by_a_day(folder: Folder) -> None:
    folder("all", OLD, *MAY)
    both = folder("all", NEW, *JUNE)
    for arguments in ([both], [both, "--at", "2026-06"]):
        document = json.loads(called(*arguments, "--format", "json")[1])
        assert [(c["path"], c["after_day"], c["by_day"], c["sure"]) for c in document["changes"]] == [
            ("$.mood", "2026-05-06", "2026-06-01", True)
        ]
    assert called(both, "--since", "2026-07")[0] == 0


def test_a_set_beside_the_schemas_of_a_revision(folder: Folder) -> None:
    recordings = folder("new", NEW, *JUNE)
    there = json.loads(called("2026-11-16", recordings, "--format", "json")[1])["changes"]
    assert [change["path"] for change in there if change["kind"] == "appeared"] == ["$.mood"]
    never = {change["path"] for change in there if change["kind"] == "vanished" and not change["sure"]}
    assert {"$.steps", "$.usage"} <= never
    assert {c["path"] for c in there if c["kind"] == "vanished" and c["sure"]} == {"$.created", "$.updated"}
    back = json.loads(called(recordings, "2026-11-16", "--format", "json")[1])["changes"]
    assert {(c["path"], c["kind"] == "vanished") for c in back} == {(c["path"], c["kind"] == "appeared") for c in there}
    assert "never shown" in called("2026-11-16", recordings)[1]


def test_nothing_changed_and_nothing_comparable(folder: Folder, tmp_path: Path) -> None:
    old = folder("old", OLD, *MAY)
    assert called(old, old)[0] == 0
    code, output = called(folder("one", OLD, "2026-05-01"))
    assert code == 2
    assert "nothing that could be compared" in output
    assert called(old, old, "--out", str(tmp_path / "out.txt")) == (0, "")
    assert "0 sure" in (tmp_path / "out.txt").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["2026-05-20", "2026-11-16"], "conformance schema diff"),
        (["2026-05-20"], "name recordings"),
        (["nowhere"], "nowhere: no such file or folder"),
        (["OLD", "OLD", "--at", "2026-06"], "--at splits one set"),
        (["OLD", "--since", "June"], "'June' is no date"),
        (["OLD", "--since", "2026-13-45"], "no date"),
        (["OLD", "--out", "nowhere/out.txt"], "nowhere/out.txt: No such file"),
    ],
)
def test_misuse_is_one_line(folder: Folder, arguments: list[str], words: str) -> None:
    old = folder("old", OLD, *MAY)
    code, output = called(*(old if each == "OLD" else each for each in arguments))
    assert code in {2, 3}  # click's own 2 becomes 3 in conformance.cli.main
    assert words in output
    assert "Traceback" not in output
