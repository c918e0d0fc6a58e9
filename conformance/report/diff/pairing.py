"""Which result of the old run goes with which of the new one, and why some have no partner.

Ids are for ever, so they are what is compared, also where the suites differ: renamed ones are followed through
`requirements.lock`. What differs of the runs as a whole is told; what it explains is said of each requirement.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from conformance import lock
from conformance.report import view
from conformance.report.diff.change import Category, Change, Standing, category, standing
from conformance.report.diff.comparison import Comparison
from conformance.report.diff.differences import differences

if TYPE_CHECKING:
    from conformance.report.results import Run
    from conformance.report.view import Report, RequirementView

# A merged requirement stands as its worst part did.
_WORST = (Standing.UNSEEN, Standing.RIGHT, Standing.WARNED, Standing.WRONG)


def compared(old: Run, new: Run, names: lock.Names | None = None) -> Comparison:
    """What changed from one run to another; ``names`` are the renamed and retired ids (default: those published)."""
    names = lock.names() if names is None else names
    reports = view.report(old), view.report(new)
    pairing = _Pairing(*reports, names)
    olds, news = (_by_id(report, names) for report in reports)
    changes, both = [], 0
    for id in dict.fromkeys([*news, *olds]):  # noqa: A001
        pair = olds.get(id), news.get(id)
        both += all(_standing(side) is not Standing.UNSEEN for side in pair)
        if change := pairing.change(id, *pair):
            changes.append(change)
    return Comparison(*reports, differences(old, new), changes, both)


def _by_id(report: Report, names: lock.Names) -> dict[str, RequirementView]:
    found: dict[str, RequirementView] = {}
    for each in report.requirements:
        id = names.newest(each.result["id"])  # noqa: A001
        if id not in found or _WORST.index(_standing(found[id])) <= _WORST.index(_standing(each)):
            found[id] = each
    return found


def _standing(side: RequirementView | None) -> Standing:
    return standing(side.result if side else None)


@dataclass(frozen=True, slots=True)
class _Pairing:
    """What has to be known of both runs to say why a requirement is in one of them alone."""

    old: Report
    new: Report
    names: lock.Names

    def change(self, id: str, old: RequirementView | None, new: RequirementView | None) -> Change | None:  # noqa: A002
        """What became of a requirement; None where there is nothing to tell."""
        found = category(_standing(old), _standing(new))
        was = old.result["id"] if old and old.result["id"] != id else None
        match found:
            case None:
                return None
            case Category.NEWLY_COVERED:
                comparable, why = self._uncovered(id, old, self.old, "old")
            case Category.NO_LONGER_COVERED:
                comparable, why = self._uncovered(id, new, self.new, "new")
            case _:
                comparable, why = True, _changed(old, new)
        return Change(id, was, found if comparable else Category.NOT_COMPARABLE, old, new, why)

    def _uncovered(
        self,
        id: str,  # noqa: A002
        there: RequirementView | None,
        report: Report,
        side: str,
    ) -> tuple[bool, str]:
        """Whether a run could have shown a requirement, and why it did not; ``there`` is what it says of it."""
        if there is not None:
            return self._unseen(there, report, side)
        if report.run.interrupted:
            return True, f"the {side} run was interrupted before it"
        if self._same_set:
            return True, f"the {side} run did not select it"
        if (reason := self.names.retired.get(id)) and side == "new":
            return False, f"retired since: {reason}"
        version = report.run.header["suite"]["version"]
        if report.run.header.get("selected", {}).get("whole", True):
            return False, f"the suite of the {side} run ({version}) does not have it"
        return False, f"the {side} run did not select it, or its suite ({version}) does not have it"

    def _unseen(self, there: RequirementView, report: Report, side: str) -> tuple[bool, str]:
        status, message = there.result["status"], there.result["message"]
        said = f"in the {side} run {status}" + (f": {message}" if message else "")
        if status == "not-applicable" and not self._same_ground:
            return False, said
        if (
            status == "unsupported"
            and (report.run.header.get("capabilities") or {}).get(there.result["feature"]) == "absent"
        ):
            return True, f"the target of the {side} run declares {there.result['feature']} absent"
        return True, said

    @property
    def _same_set(self) -> bool:
        old, new = (side.run.header["suite"]["requirements"] for side in (self.old, self.new))
        return old == new

    @property
    def _same_ground(self) -> bool:
        old, new = ((side.run.header["revision"], side.run.header["lane"]) for side in (self.old, self.new))
        return old == new


def _changed(old: RequirementView | None, new: RequirementView | None) -> str:
    """What is not the same of a requirement that both runs judged."""
    if old is None or new is None:
        return ""
    said = []
    if old.result["level"] != new.result["level"]:
        said.append(f"it was a {old.result['level']} and is a {new.result['level']}")
    if old.result["sentence"] != new.result["sentence"]:
        said.append("its sentence changed")
    return "; ".join(said)
