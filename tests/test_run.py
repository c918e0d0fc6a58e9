"""What a target file changes about a run: prompts, declared features, names that there are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.report.results import read
from conformance.selection import check_declarations, select, selected
from conformance.session import EMULATOR_KEY
from conformance.target import ConfigurationError, Target
from tests.test_cli import conformance


def test_other_wording_is_sent_and_still_recognised(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('[prompts]\n"What is my name?" = "Say it: what is my name?"\n')
    done = conformance(
        "run", "--target", "mine.toml", "--select", "stateful-chat.remembers", "--out", ".", cwd=tmp_path
    )
    assert done.returncode == 0, done.stdout + done.stderr
    run = read(tmp_path / "results.jsonl")
    assert [result["status"] for result in run.results] == ["pass"]
    sent = [exchange["request"]["body"]["input"] for exchange in run.exchanges.values()]
    assert "Say it: what is my name?" in sent
    assert "What is my name?" not in sent


def test_a_feature_declared_absent_but_answered_is_a_warning(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('[features]\nstorage = "absent"\n')
    conformance("run", "--target", "mine.toml", "--select", "stateful-chat.own-id", "--out", ".", cwd=tmp_path)
    (result,) = read(tmp_path / "results.jsonl").results
    assert (result["status"], result["message"]) == ("warn", "declared absent, but the target answers it with 200")


def test_a_feature_that_there_is_not_is_refused() -> None:
    with pytest.raises(ConfigurationError, match=r"names 'stream', which is none; nearest: streaming"):
        check_declarations(Target(name="mine", features={"stream": "absent"}))


def test_a_run_says_what_it_was_to_judge_and_of_which_server(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('version = "1.4.0"\n[features]\nbackground = "absent"\n')
    conformance("run", "--target", "mine.toml", "--select", "errors.*", "--level", "must", "--out", ".", cwd=tmp_path)
    header = read(tmp_path / "results.jsonl").header
    assert (header["target"]["name"], header["target"]["version"]) == ("mine", "1.4.0")
    assert header["selected"] == {"whole": False, "select": ["errors.*"], "level": "must", "cost": "agent"}
    assert header["capabilities"] == {"background": "absent"}


def test_only_what_leaves_out_nothing_is_whole() -> None:
    assert selected()["whole"]
    parts = [selected(["*"]), selected(level="should"), selected(cost="media"), selected(plain=False)]
    assert not any(part["whole"] for part in parts)


def test_levels_select_from_the_top() -> None:
    musts, shoulds = select((), "must"), select((), "should")
    assert {requirement.level for requirement in musts} == {"must"}
    assert {requirement.level for requirement in shoulds} == {"must", "should"}
    assert len(musts) < len(shoulds) < len(select(()))


def test_the_emulator_takes_the_key_that_a_run_gives_it() -> None:
    assert "invalid" not in EMULATOR_KEY


def test_what_a_target_does_not_claim_says_nothing_of_what_it_claims(tmp_path: Path) -> None:
    """A picture that is refused, of a server without pictures, is no answer about streams."""
    text = '[models]\nimage = "no-such-model"\n[features]\nmultimodal-output = "absent"\n'
    (tmp_path / "mine.toml").write_text(text)
    conformance("run", "--target", "mine.toml", "--select", "streaming.start", "--out", ".", cwd=tmp_path)
    (result,) = read(tmp_path / "results.jsonl").results
    assert result["status"] == "pass", result["message"]
    assert "streaming/stream-a-picture" not in result["scenarios"]
