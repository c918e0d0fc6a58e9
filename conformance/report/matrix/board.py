"""How runs are laid out: sections of servers and clients, columns by target and revision, rows by feature."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from conformance.report.matrix.names import anchor, file_name
from conformance.report.scores import feature_label, feature_verdict, tally
from conformance.report.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from conformance.report.lines import FeatureInfo, Verdict
    from conformance.report.matrix.brief import Brief, Requirement
    from conformance.report.scores import Tally

CLIENT = "client"
Suite = tuple[str, str]
"""A version of the suite, and the hash of its set of requirements."""


@dataclass(frozen=True)
class Column:
    """One target at one revision: the newest whole run, and all of its runs from the oldest on.

    `other` is true where it was judged by another set of requirements than most.
    """

    number: int
    group: str
    run: Brief
    history: tuple[Brief, ...]
    other: bool

    @property
    def label(self) -> str:
        """What stands below the target: the revision, and whether it was not live."""
        return one_line(self.run.revision, 24) + (", recorded" if self.run.lane == "replay" else "")

    @property
    def comparable(self) -> bool:
        """Whether its numbers may stand beside those of the others."""
        return not (self.other or self.run.partial or self.run.interrupted)


@dataclass(frozen=True)
class Group:
    """The columns of one version of a target, side by side."""

    name: str
    columns: tuple[Column, ...]


@dataclass(frozen=True)
class Cell:
    """A feature in one column: its verdict, what that is called, its numbers.

    Where nothing was asked, None stands in place of a cell.
    """

    verdict: Verdict
    label: str
    tally: Tally
    counts: Mapping[str, int]


@dataclass(frozen=True)
class Row:
    """A feature: its requirements, and a cell for each column of the section."""

    page: str
    info: FeatureInfo
    requirements: tuple[Requirement, ...]
    anchors: Mapping[str, str]
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True)
class Section:
    """What stands in one table: servers (in any lane but `client`), or clients."""

    key: str
    title: str
    suite: Suite
    groups: tuple[Group, ...]
    rows: tuple[Row, ...]

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        return tuple(column for group in self.groups for column in group.columns)

    @property
    def apart(self) -> list[Column]:
        """The columns that do not compare with the rest."""
        return [column for column in self.columns if not column.comparable]

    @property
    def targets(self) -> int:
        return len({column.run.target for column in self.columns})

    @property
    def requirements(self) -> int:
        return sum(len(row.requirements) for row in self.rows)


def sections(runs: Iterable[Brief]) -> list[Section]:
    """The sections that have runs, servers first."""
    runs = list(runs)
    servers = [run for run in runs if run.lane != CLIENT]
    clients = [run for run in runs if run.lane == CLIENT]
    named = (("servers", "Servers", "features", servers), ("clients", "Clients", "clients", clients))
    return [_section(key, title, folder, of_one) for key, title, folder, of_one in named if of_one]


def _section(key: str, title: str, folder: str, runs: list[Brief]) -> Section:
    histories: dict[tuple[str, ...], list[Brief]] = {}
    for run in sorted(runs, key=lambda each: (_order(each), each.started, str(each.path))):
        history = histories.setdefault(run.identity, [])
        # A copy of a result file is no second run.
        if not any(run.started == other.started and run.outcomes == other.outcomes for other in history):
            history.append(run)
    suite = _usual([_shown(history) for history in histories.values()])
    columns = [_column(number, history, suite) for number, history in enumerate(histories.values())]
    by_target: dict[tuple[str, str], list[Column]] = {}
    for column in columns:
        by_target.setdefault((column.run.target, column.run.version), []).append(column)
    groups = tuple(Group(of_one[0].group, tuple(of_one)) for of_one in by_target.values())
    return Section(key, title, suite, groups, _rows(folder, columns))


def _shown(history: list[Brief]) -> Brief:
    """The run that stands for a column: the newest whole one, else the newest."""
    whole = [run for run in history if not run.partial and not run.interrupted]
    return (whole or history)[-1]


def _usual(runs: list[Brief]) -> Suite:
    """The suite that judged most of these; of two, the one used last."""
    counts = Counter(run.suite for run in runs)
    return max(counts, key=lambda suite: (counts[suite], max(run.started for run in runs if run.suite == suite), suite))


def _column(number: int, history: list[Brief], suite: Suite) -> Column:
    shown = _shown(history)
    group = f"{shown.target} {shown.version}".strip() or "unnamed"
    return Column(number, group, shown, tuple(history), shown.suite != suite)


def _order(run: Brief) -> tuple[object, ...]:
    return natural(run.target), natural(run.version), run.target, run.version, run.revision, run.lane


def natural(name: str) -> list[tuple[int, str]]:
    """A key that puts 1.9 before 1.10."""
    return [(int(part[:18]), "") if part.isdecimal() else (-1, part) for part in re.split(r"([0-9]+)", name.casefold())]


def _rows(folder: str, columns: list[Column]) -> tuple[Row, ...]:
    infos: dict[str, FeatureInfo] = {}
    requirements: dict[str, Requirement] = {}
    # What the usual suite says of a feature counts, and what the newest says where it said nothing.
    for run in sorted((column.run for column in columns), key=lambda run: run.started, reverse=True):
        for info in run.features:
            infos.setdefault(info["name"], info)
    ordered = sorted(columns, key=lambda column: (column.other, column.number))
    for column in ordered:
        for id_, each in column.run.requirements.items():
            requirements.setdefault(id_, each)
    by_feature: dict[str, list[Requirement]] = {info["name"]: [] for column in ordered for info in column.run.features}
    for each in requirements.values():
        by_feature.setdefault(each.feature, []).append(each)
    return tuple(
        _row(f"{folder}/{file_name(name)}.html", infos.get(name), name, tuple(of_one), columns)
        for name, of_one in by_feature.items()
        if of_one
    )


def _row(
    page: str, info: FeatureInfo | None, name: str, requirements: tuple[Requirement, ...], columns: list[Column]
) -> Row:
    return Row(
        page,
        info or {"name": name, "title": name, "about": "", "source": None},
        requirements,
        {each.id: anchor(each.id) for each in requirements},
        tuple(_cell(requirements, column) for column in columns),
    )


def _cell(requirements: tuple[Requirement, ...], column: Column) -> Cell | None:
    outcomes = column.run.outcomes
    results = [
        {"level": each.level, "status": outcomes[each.id].status} for each in requirements if each.id in outcomes
    ]
    if not results:
        return None
    counts = Counter(result["status"] for result in results)
    verdict = feature_verdict(results)
    return Cell(verdict, feature_label(verdict, results), tally(results), counts)
