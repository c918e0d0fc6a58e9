"""One requirement in two runs: where it stood, where it stands, and what that makes of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import TYPE_CHECKING, Any

from conformance.report.view import WORST_FIRST

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from conformance.report.view import RequirementView


class Category(StrEnum):
    """What became of a requirement; in the order in which a reader is told."""

    NEWLY_FAILING = "newly-failing"
    NO_LONGER_COVERED = "no-longer-covered"
    NEWLY_WARNING = "newly-warning"
    FIXED = "fixed"
    NEWLY_COVERED = "newly-covered"
    NO_LONGER_WARNING = "no-longer-warning"
    STILL_FAILING = "still-failing"
    NOT_COMPARABLE = "not-comparable"

    @property
    def heading(self) -> str:
        """As a heading: ``Newly failing``."""
        return self.value.replace("-", " ").capitalize()

    @property
    def mirrored(self) -> Category:
        """What it is when the two runs change places."""
        return _MIRROR.get(self, self)


_MIRROR = {
    Category.NEWLY_FAILING: Category.FIXED,
    Category.NEWLY_WARNING: Category.NO_LONGER_WARNING,
    Category.NEWLY_COVERED: Category.NO_LONGER_COVERED,
}
_WRONG = (Category.NEWLY_FAILING, Category.NEWLY_WARNING, Category.STILL_FAILING)
_MIRROR |= {there: here for here, there in _MIRROR.items()}


class Standing(Enum):
    """What a run shows of a requirement: right, wrong, wrong where that is allowed, or nothing."""

    RIGHT = "right"
    WARNED = "warned"
    WRONG = "wrong"
    UNSEEN = "unseen"


def standing(result: Mapping[str, Any] | None) -> Standing:
    """Where a `result` line stands; one that is missing shows nothing.

    A must that only warned was not scored: the model did otherwise, or a waiver explains it.
    """
    match result and result["status"]:
        case "pass" | "unexpected-pass":
            return Standing.RIGHT
        case "fail" | "expected-fail":
            return Standing.WRONG
        case "warn" if result and result["level"] != "must":
            return Standing.WARNED
        case _:
            return Standing.UNSEEN


def category(old: Standing, new: Standing) -> Category | None:
    """What a requirement became that went from one standing to the other; None where there is nothing to tell."""
    match old, new:
        case (Standing.WRONG, Standing.WRONG):
            return Category.STILL_FAILING
        case (one, other) if one is other:
            return None
        case (Standing.UNSEEN, _):
            return Category.NEWLY_COVERED
        case (_, Standing.UNSEEN):
            return Category.NO_LONGER_COVERED
        case (_, Standing.WRONG):
            return Category.NEWLY_FAILING
        case (Standing.WRONG, _):
            return Category.FIXED
        case (Standing.RIGHT, _):
            return Category.NEWLY_WARNING
        case _:
            return Category.NO_LONGER_WARNING


@dataclass(frozen=True)
class Change:
    """A requirement of which there is something to tell.

    ``was`` is its id in the old run where it has been renamed since; a side without a result is None; ``why`` says why
    it was or is not covered, or cannot be compared, and is empty where the statuses say it all.
    """

    id: str
    was: str | None
    category: Category
    old: RequirementView | None
    new: RequirementView | None
    why: str = ""

    @property
    def newest(self) -> RequirementView:
        """The view of the new run, or of the old one where that alone has it."""
        found = self.new or self.old
        assert found is not None
        return found

    @property
    def outcome(self) -> str:
        """The status of the run that judged it, of the new one where both did."""
        sides = [side.result for side in (self.new, self.old) if side]
        return next((side["status"] for side in sides if standing(side) is not Standing.UNSEEN), sides[0]["status"])

    @property
    def statuses(self) -> tuple[str, str]:
        """The words of both runs; a dash where a run has no result."""
        old, new = (side.result["status"] if side else "—" for side in (self.old, self.new))
        return old, new


def by_outcome(changes: Iterable[Change]) -> dict[str, list[Change]]:
    """The changes by the status of the run that judged them, the worst first."""
    found: dict[str, list[Change]] = {}
    for change in sorted(changes, key=lambda each: WORST_FIRST.index(each.outcome)):
        found.setdefault(change.outcome, []).append(change)
    return found


def by_cause(changes: Iterable[Change]) -> list[list[Change]]:
    """The changes that are wrong with the same message together: most often one fault with many consequences."""
    found: dict[object, list[Change]] = {}
    for change in changes:
        message = change.newest.result["message"] if change.category in _WRONG else ""
        found.setdefault((message, change.statuses, change.why) if message else change.id, []).append(change)
    return list(found.values())
