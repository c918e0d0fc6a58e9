"""The formulas of the scoreboard: counts, feature verdicts, conformance and coverage. Nothing else computes them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from conformance.report.lines import STATUSES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from conformance.report.lines import Summary, Verdict


_UNSEEN = {"unsupported", "not-applicable", "error"}


@dataclass(frozen=True, slots=True)
class Tally:
    """The results of a run in numbers: `passed` and `failed` are scored, `applicable` all that could be."""

    passed: int
    failed: int
    applicable: int

    @property
    def scored(self) -> int:
        return self.passed + self.failed

    @property
    def conformance(self) -> float | None:
        """Passed of scored, 0–1; None where nothing was scored."""
        return self.passed / self.scored if self.scored else None

    @property
    def coverage(self) -> float | None:
        """Scored of applicable, 0–1; None where nothing was scored."""
        return self.scored / self.applicable if self.scored else None


def tally(results: Iterable[Mapping[str, Any]]) -> Tally:
    """These `result` lines, counted. `not-applicable` is outside; a known failure is still a failure."""
    counts = Counter(result["status"] for result in results)
    return Tally(
        passed=counts["pass"] + counts["unexpected-pass"],
        failed=counts["fail"] + counts["expected-fail"],
        applicable=counts.total() - counts["not-applicable"],
    )


def feature_verdict(results: Iterable[Mapping[str, Any]]) -> Verdict:
    """The verdict of one feature's `result` lines: fail if a must failed, else pass if a must passed."""
    results = list(results)
    musts = tally(result for result in results if result["level"] == "must")
    if musts.failed:
        return "fail"
    if musts.passed:
        return "pass"
    return "unsupported" if any(result["status"] == "unsupported" for result in results) else "untested"


def feature_label(verdict: Verdict, results: Iterable[Mapping[str, Any]]) -> str:
    """The verdict of a feature as a reader is shown it: the verdict, but for features that are not untested at all.

    Where no must was scored and yet something was looked at, "untested" would deny what the counts beside it say.
    """
    seen = any(result["status"] not in _UNSEEN for result in results)
    return "no must scored" if verdict == "untested" and seen else verdict


def summarise(results: Iterable[Mapping[str, Any]]) -> Summary:
    """The `summary` line for these `result` lines, in their order, without `finished`."""
    results = list(results)
    features: dict[str, list[Mapping[str, Any]]] = {}
    for result in results:
        features.setdefault(result["feature"], []).append(result)
    counts = Counter(result["status"] for result in results)
    all_of_them = tally(results)
    return {
        "kind": "summary",
        "counts": {status: counts[status] for status in STATUSES if counts[status]},
        "features": {name: feature_verdict(of_one) for name, of_one in features.items()},
        "conformance": all_of_them.conformance,
        "coverage": all_of_them.coverage,
    }
