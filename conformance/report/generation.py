"""What a reader sees of generated requests: how many of each tier, what they reached, what failed, how to repeat it."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from conformance.report import text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conformance.report.lines import Found, GenerationRecord
    from conformance.report.results import Run
    from conformance.report.view import ExchangeView

GOALS = {"branch": "branches", "field": "fields", "value": "enum values", "known": "known values"}
"""What coverage counts, in words."""


@dataclass(frozen=True)
class FailureView:
    """One failure, the exchange that shows it where the file has it, and the command that finds it again."""

    record: Found
    exchange: ExchangeView | None
    rerun: str

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What there is to say of it, as (name, text) pairs in the order of reading."""
        found = self.record
        small = f"{found['size']} bytes, found with {found['found']}, after {found['after']} requests"
        rows = [
            ("message", text.cut(text.clean(found["message"]), 800)),
            ("about", text.cut(text.clean(found["about"]), 300)),
            ("size", f"{small} and {found['shrinking']} smaller ones"),
            ("drawn by", text.cut(text.clean(found["repeat"]), 200)),
        ]
        if found.get("id"):
            rows.append(("kept as", f"{text.cut(text.clean(found['id']), 40)}, for --replay"))
        return [*rows, ("request", text.quoted(found["request"]))] if "request" in found else rows


@dataclass(frozen=True)
class GenerationView:
    """One scenario of generated requests."""

    record: GenerationRecord
    failures: list[FailureView]

    @property
    def total(self) -> int:
        """The requests of all tiers."""
        return sum(self.record["sent"].values())

    @property
    def tiers(self) -> list[tuple[str, int, str]]:
        """Tier, requests, requests in a second."""
        seconds = self.record["seconds"]
        return [
            (tier, sent, f"{sent / seconds[tier]:,.0f}/s" if seconds.get(tier) else "")
            for tier, sent in self.record["sent"].items()
        ]

    @property
    def reached(self) -> list[tuple[str, str]]:
        """What of the schemas was reached, by which requests; what else a scenario measured is left to the file."""
        return [(name, said) for name, coverage in self.record["coverage"].items() if (said := _reached(coverage))]

    @property
    def counted(self) -> list[tuple[str, int]]:
        """Requirements that further requests broke, and how many did."""
        return sorted(self.record["again"].items())

    @property
    def explained(self) -> list[tuple[str, int]]:
        """Findings of another tool that are none: the reason, and how many there were."""
        return sorted(self.record["explained"].items())


def generations(run: Run, exchanges: dict[str, ExchangeView]) -> Iterator[GenerationView]:
    """The scenarios of a run that generated requests."""
    for record in run.generations:
        failures = [
            FailureView(found, exchanges.get(found["exchange"]), rerun(run, found["requirement"], record["seed"]))
            for found in record["failures"]
        ]
        yield GenerationView(record, failures)


def rerun(run: Run, requirement: str, seed: int) -> str:
    """The command that draws the same requests for one requirement again."""
    target = run.header["target"]
    words = ["conformance", "fuzz", "--target", target.get("argument") or target["base_url"] or target["name"]]
    return shlex.join([*words, "--revision", run.header["revision"], "--select", requirement, "--seed", str(seed)])


def _reached(coverage: Any) -> str:
    """``96 of 96 branches, 210 of 212 fields`` where ``coverage`` is as ``generate.coverage`` reports it."""
    parts = []
    for name, words in GOALS.items():
        match coverage.get(name) if isinstance(coverage, dict) else None:
            case {"reached": int(hit), "total": int(total)} if total:
                parts.append(f"{hit} of {total} {words}")
    return ", ".join(parts)
