"""What a reader sees of scenarios that were played with a client: what its driver was asked, and what it reported."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from conformance.report.lines import ReportRecord
    from conformance.report.results import Run
    from conformance.report.view import ExchangeView


@dataclass(frozen=True)
class PlayedView:
    """One scenario with its place on the page, and the exchanges that the scripted server saw."""

    anchor: str
    record: ReportRecord
    exchanges: list[ExchangeView]

    @property
    def mark(self) -> str:
        """The status whose mark stands beside how it ended: that it was reported says nothing of what was."""
        return "not-applicable" if self.record["end"] == "reported" else "fail"

    @property
    def calls(self) -> list[tuple[dict[str, Any], dict[str, Any] | None]]:
        """Each call with what was reported of it; None where nothing was."""
        reported = self.record["reported"]
        found: list[dict[str, Any] | None] = [_said(outcome) for outcome in reported]
        asked = self.record["asked"]
        return list(zip(asked, found + [None] * (len(asked) - len(found)), strict=False))


def played(run: Run, exchanges: dict[str, ExchangeView]) -> dict[str, PlayedView]:
    """The views of all scenarios by name, in the order of the file."""
    found: dict[str, list[ExchangeView]] = {}
    for exchange in exchanges.values():
        found.setdefault(exchange.record["scenario"] or "", []).append(exchange)
    return {
        name: PlayedView(f"scenario-{number}", record, found.get(name, []))
        for number, (name, record) in enumerate(run.reports.items(), 1)
    }


def _said(outcome: dict[str, Any]) -> dict[str, Any]:
    """What an outcome says; what it says nothing of is left out."""
    return {name: value for name, value in outcome.items() if value not in (None, [])}
