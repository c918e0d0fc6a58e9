"""Generated requests against servers that do nothing right: they pass nothing, and what is told can be repeated."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from conformance.drawing import Drawing
from conformance.run import Run
from conformance.run_target import Wanted, run_target
from conformance.selection import select
from conformance.session import Manner, opened
from conformance.target import find_target
from tests import null_servers
from tests.null_servers import running

DRAWING = Drawing(seed=1, examples=40, seconds=20, tiers=("walk", "invalid"))
FEATURES = ("generated-requests", "invalid-requests")


@pytest.mark.parametrize("sin", ["AlwaysEmpty", "AlwaysNotFound", "AlwaysBroken", "Echo", "Constant"])
def test_a_server_that_does_nothing_right_passes_nothing(sin: str) -> None:
    chosen = select(FEATURES, drawn=True)
    with (
        running(getattr(null_servers, sin)) as url,
        opened(find_target(url), "2026-11-16", Manner(workers=4, drawing=DRAWING, keep=True)) as stage,
    ):
        run = Run(stage, chosen, drawn=True)
        run.open(chosen)
        found = {requirement.id: run.result_of(requirement).status.value for requirement in chosen}
    assert set(found.values()) == {"fail", "warn"}, found


def test_what_was_found_is_told_with_its_smallest_request_and_a_way_to_repeat_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with running(null_servers.Constant) as url:
        wanted = Wanted(url, "2026-11-16", ("generated-requests",), out=tmp_path, drawing=DRAWING, only_drawn=True)
        assert run_target(wanted) == 1
    lines = [json.loads(line) for line in (tmp_path / "results.jsonl").read_text("utf-8").splitlines()]
    (told,) = (line for line in lines if line["kind"] == "generation")
    assert told["whole"]
    assert told["seed"] == 1
    assert told["sent"].keys() == {"walk"}
    found = [failure for failure in told["failures"] if failure["requirement"] == "generated-requests.accepted"]
    assert found[0]["request"]["input"] == "a"
    assert found[0]["size"] <= min(60, found[0]["found"])
    assert found[0]["repeat"].startswith("walk 2026-11-16 1 ")
    shown = {line["id"]: line for line in lines if line["kind"] == "exchange"}[found[0]["exchange"]]
    assert shown["case"]["repeat"] == found[0]["repeat"]
    assert shown["request"]["body"] == found[0]["request"]
    assert "fail: generated-requests.accepted" in capsys.readouterr().out
