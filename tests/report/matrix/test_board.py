"""What stands beside what, and what must not without a word."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from conformance.report.matrix.board import natural, sections
from conformance.report.matrix.brief import brief
from conformance.report.matrix.chart import chart
from conformance.report.results import Run
from tests.report.matrix import many

OTHER = {"version": "0.0.9", "requirements": "sha256:other"}


def run(*names: Any, interrupted: bool = False, **options: Any) -> Any:
    first, *rest = many.lines(*names, requirements=20, exchanges=2, **options)
    results: Any = [line for line in rest if line["kind"] == "result"]
    exchanges: Any = {line["id"]: line for line in rest if line["kind"] == "exchange"}
    header: Any = first
    return brief(Run(header, exchanges, results, None, interrupted), Path("-".join(names), "results.jsonl"))


def selected(**other):
    return {"whole": False, "select": [], "level": "may", "cost": "agent", **other}


def heads(section):
    return [(group.name, [column.run.revision for column in group.columns]) for group in section.groups]


def test_columns_go_by_target_version_and_revision_in_natural_order():
    old, new = many.REVISIONS[0], many.REVISIONS[3]
    runs = [run("b", "1.10", new), run("b", "1.9", new), run("a", "", new), run("b", "1.9", old)]
    (section,) = sections(runs)
    assert heads(section) == [("a", [new]), ("b 1.9", [old, new]), ("b 1.10", [new])]
    assert section.targets == 2
    assert sections(reversed(runs)) == [section]


def test_names_are_ordered_as_people_do():
    assert sorted(["v1.10", "v1.9", "V1", "v1.9-rc", "w", "², "], key=natural) == [
        "V1",
        "v1.9",
        "v1.9-rc",
        "v1.10",
        "w",
        "², ",
    ]


def test_clients_stand_apart():
    both = sections([run("sdk", lane="client"), run("server"), run("recorded", lane="replay")])
    assert [(section.key, heads(section)) for section in both] == [
        ("servers", [("recorded", ["2026-05-20"]), ("server", ["2026-05-20"])]),
        ("clients", [("sdk", ["2026-05-20"])]),
    ]
    assert both[1].rows[0].page.startswith("clients/")


def test_the_newest_whole_run_is_shown_and_the_others_are_its_history():
    part = run("a", day=4, selected=selected(level="must"))
    (column,) = sections([run("a", day=3), part, run("a", day=1), run("a", day=5, interrupted=True)])[0].columns
    assert column.run.started.startswith("2026-11-03")
    assert [each.started[8:10] for each in column.history] == ["01", "03", "04", "05"]
    assert column.comparable


def test_where_no_run_is_whole_the_newest_is_shown_and_marked():
    (section,) = sections([run("a", day=1, interrupted=True), run("a", day=2, selected=selected(select=["x.*"]))])
    (column,) = section.columns
    assert column.run.partial == "only x.*"
    assert section.apart == [column]


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"select": ["a", "b.*"]}, "only a, b.*"),
        ({"level": "must", "cost": "text"}, "musts only; nothing dearer than text"),
        ({"level": "should"}, "should and above"),
        ({}, "not every requirement"),
        ({"whole": True}, ""),
    ],
)
def test_what_was_selected_is_told(other, said):
    assert run("a", selected=selected(**other)).partial == said


def test_what_another_set_of_requirements_judged_is_marked():
    (section,) = sections([run("a"), run("b"), run("c", suite=OTHER, day=9)])
    assert [column.other for column in section.columns] == [False, False, True]
    assert [column.run.target for column in section.apart] == ["c"]
    assert section.suite[0] == "0.1.0"


def test_most_columns_decide_not_most_runs():
    many_times = [run("c", suite=OTHER, day=day) for day in range(1, 6)]
    (section,) = sections([run("a", day=7), run("b", day=8), *many_times])
    assert section.suite[0] == "0.1.0"
    assert [column.run.target for column in section.apart] == ["c"]


def test_a_copy_of_a_result_file_is_no_second_run():
    first, second = run("a"), run("a")
    object.__setattr__(second, "path", Path("elsewhere"))
    (column,) = sections([second, first, run("a", day=2)])[0].columns
    assert [each.path.parts[0] for each in column.history] == ["a", "a"]


def test_targets_that_read_alike_keep_their_columns_apart():
    (section,) = sections([run("a", "b", bad=0.9), run("a b"), run("a", "c")])
    assert [(group.name, len(group.columns)) for group in section.groups] == [("a b", 1), ("a c", 1), ("a b", 1)]
    assert [column.number for column in section.columns] == [0, 1, 2]


def test_a_requirement_that_moved_stands_in_one_feature():
    moved = run("b", suite=OTHER, day=1)
    name, requirement = next(iter(moved.requirements.items()))
    object.__setattr__(moved, "requirements", {**moved.requirements, name: replace(requirement, feature="usage")})
    (section,) = sections([run("a", day=2), moved])
    assert section.requirements == len(moved.requirements)


def test_of_two_sets_used_as_often_the_last_one_counts():
    (section,) = sections([run("a", day=1), run("b", suite=OTHER, day=2)])
    assert section.suite == ("0.0.9", "sha256:other")


def test_a_cell_has_verdict_and_numbers_and_is_empty_where_nothing_was_asked():
    whole, part = run("a", bad=0.4), run("b", selected=selected())
    kept = {name: outcome for name, outcome in part.outcomes.items() if part.requirements[name].feature == "create"}
    object.__setattr__(part, "outcomes", kept)
    (section,) = sections([whole, part])
    cells: dict[str, Any] = {row.info["name"]: row.cells for row in section.rows}
    assert cells["create"][1].verdict == "pass"
    assert cells["streaming"][1] is None
    scored = [each[0].tally.scored for each in cells.values()]
    assert sum(scored) == whole.tally.scored


def test_of_a_requirement_that_is_there_twice_the_worse_result_counts():
    first: Any
    first, *rest = many.lines("a", requirements=10)
    result = next(line for line in rest if line["kind"] == "result")
    twice: Any = [result, {**result, "status": "fail"}, result]
    assert brief(Run(first, {}, twice, None, False), Path("x")).outcomes[result["id"]].status == "fail"


def test_of_observations_that_differ_in_numbers_one_is_told_and_the_rest_counted():
    header: Any
    header, *rest = many.lines("a", requirements=10)
    result = next(line for line in rest if line["kind"] == "result")
    said = ["no step 1 in int_1", "no step 2 in int_2", "another thing", "no step 3 in int_3", "a third"]
    seen = [{"exchange": None, "status": "fail", "message": message} for message in said]
    failed: Any = {**result, "status": "fail", "observations": seen}
    outcome = brief(Run(header, {}, [failed], None, False), Path("x")).outcomes[result["id"]]
    assert [finding.message for finding in outcome.findings] == ["no step 1 in int_1", "another thing"]
    assert outcome.more == 3


def test_a_chart_joins_only_what_compares():
    history = [
        run("a", day=1, bad=0.5),
        run("a", day=2, bad=0.3),
        run("a", day=3, selected=selected()),
        run("a", day=4, suite=OTHER),
        run("a", day=5, suite=OTHER),
    ]
    drawn: Any = chart(history)
    assert [point.whole for point in drawn.points] == [True, True, False, True, True]
    assert [line.count(",") for line in drawn.lines] == [2, 2]
    assert drawn.label.startswith("Conformance over 5 runs: ")
    assert drawn.label.endswith(" % up")
    worst, best = max(point.y for point in drawn.points), min(point.y for point in drawn.points)
    assert 4 <= best < worst <= 24


def test_one_run_is_no_chart():
    assert chart([run("a")]) is None
