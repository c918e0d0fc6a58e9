"""Two runs beside each other: in what they differ as runs, what changed between them, and what that means for CI."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from conformance.report.diff.change import Category, Change

if TYPE_CHECKING:
    from conformance.report.lines import Verdict
    from conformance.report.view import FeatureView, Report

OK, REGRESSION, INCOMPLETE = range(3)
GROUPED = (Category.NO_LONGER_COVERED, Category.NEWLY_COVERED, Category.NOT_COMPARABLE)
"""The categories that are told by their reason: one reason mostly explains many requirements."""
_UNMOVED = {Category.STILL_FAILING, Category.NOT_COMPARABLE}


@dataclass(frozen=True, slots=True)
class Difference:
    """Something in which the runs differ as a whole, and what follows from it (empty: nothing)."""

    what: str
    old: str
    new: str
    follows: str = ""


@dataclass(frozen=True, slots=True)
class FeatureChange:
    """A feature in both runs, and how many of its requirements are of each category."""

    title: str
    verdicts: tuple[Verdict | None, Verdict | None]
    labels: tuple[str, str]
    counts: dict[Category, int]


@dataclass(frozen=True)
class Comparison:
    """What two runs tell about each other: an entry for each requirement that changed, is failing still, or cannot be
    compared. ``judged_in_both`` counts the requirements that both runs show something of.
    """

    old: Report
    new: Report
    differences: list[Difference]
    entries: list[Change]
    judged_in_both: int

    @property
    def changes(self) -> list[Change]:
        """The entries but for what is failing as it was: none of a run beside itself."""
        return [entry for entry in self.entries if entry.category is not Category.STILL_FAILING]

    @property
    def counts(self) -> dict[Category, int]:
        """How many requirements are of each category, those with none left out."""
        found = Counter(entry.category for entry in self.entries)
        return {category: found[category] for category in Category if found[category]}

    @cached_property
    def by_category(self) -> dict[Category, list[Change]]:
        """The entries of each category that has any, musts first."""
        found: dict[Category, list[Change]] = {category: [] for category in self.counts}
        for change in sorted(self.entries, key=lambda each: ("must", "should", "may").index(_level(each))):
            found[change.category].append(change)
        return found

    def by_reason(self, category: Category) -> dict[str, list[Change]]:
        """The changes of a category by what explains them."""
        found: dict[str, list[Change]] = {}
        for change in self.by_category.get(category, []):
            found.setdefault(change.why, []).append(change)
        return found

    @property
    def features(self) -> list[FeatureChange]:
        """The features in which something changed, in the order of the new run: what fails as it did, or cannot be
        compared, makes none of them.
        """
        sides = [{view.info["name"]: view for view in report.features} for report in (self.old, self.new)]
        counts: dict[str, Counter[Category]] = {}
        for change in self.entries:
            counts.setdefault(change.newest.result["feature"], Counter())[change.category] += 1
        names = [name for name in dict.fromkeys([*sides[1], *sides[0]]) if counts.get(name, {}).keys() - _UNMOVED]
        return [_feature(name, sides[0].get(name), sides[1].get(name), counts[name]) for name in names]

    def regressions(self, *, strict: bool = False) -> int:
        """How many requirements got worse; ``strict``: also those that warn now, or are not covered any more."""
        counts = self.counts
        also = (Category.NEWLY_WARNING, Category.NO_LONGER_COVERED) if strict else ()
        return sum(counts.get(category, 0) for category in (Category.NEWLY_FAILING, *also))

    @property
    def incomplete(self) -> str:
        """Why "no regression" cannot be said though none was seen; empty where it can."""
        for side, report in (("old", self.old), ("new", self.new)):
            if report.run.interrupted:
                return f"the {side} run was interrupted"
        lost = self.by_category.get(Category.NO_LONGER_COVERED, [])
        errors = sum(change.statuses[1] == "error" for change in lost)
        if errors:
            return f"{errors} of the requirements that the old run judged ended in an error"
        return "" if self.judged_in_both else "there is no requirement that both runs judged"

    def exit_code(self, *, strict: bool = False) -> int:
        """0 no regression, 1 a regression, 2 where neither can be said."""
        if self.regressions(strict=strict):
            return REGRESSION
        return INCOMPLETE if self.incomplete else OK

    def sentence(self, *, strict: bool = False) -> str:
        """The outcome in one sentence."""
        compared = f"{self.judged_in_both} requirements were judged in both runs"
        found = self.regressions(strict=strict)
        if found:
            return f"{found} {'regression' if found == 1 else 'regressions'}; {compared}."
        if self.incomplete:
            return f"Whether something got worse cannot be said: {self.incomplete}."
        return f"No regression; {compared}."


def _level(change: Change) -> str:
    return change.newest.result["level"]


def _feature(name: str, old: FeatureView | None, new: FeatureView | None, counts: Counter[Category]) -> FeatureChange:
    title = next((side.info["title"] for side in (new, old) if side), name)
    verdicts = (old.verdict if old else None, new.verdict if new else None)
    labels = (old.label if old else "—", new.label if new else "—")
    ordered = {category: counts[category] for category in Category if counts[category]}
    return FeatureChange(title, verdicts, labels, ordered)
