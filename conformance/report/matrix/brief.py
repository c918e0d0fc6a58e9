"""A run in short: what a matrix keeps of it, a hundredth of the result file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from conformance.report import text, view
from conformance.report.matrix.excerpt import BODY, Excerpt, excerpt
from conformance.report.scores import Tally, tally

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from conformance.report.lines import FeatureInfo, Observation, ResultRecord
    from conformance.report.results import Run

SHOWN = 2  # findings of one result; the worst says most
TOLD = (*view.FAILED, "error", "warn", "unexpected-pass")  # what comes with the exchange it was seen in


@dataclass(frozen=True, slots=True)
class Finding:
    """One observation: what was expected and what was there, and the exchange that shows it.

    `anchor` is the place of that exchange in the full report; `reported` is what a client told of it.
    """

    message: str
    expected: str | None
    observed: str | None
    where: str | None
    excerpt: Excerpt | None
    anchor: str | None
    reported: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """Why a failure is known: the line of the list that explains it."""

    reason: str
    link: str | None
    flaky: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one requirement in one run. `more` counts findings that are left out."""

    status: str
    findings: tuple[Finding, ...]
    more: int
    known: Known | None


@dataclass(frozen=True, slots=True)
class Requirement:
    """A requirement as a run tells it; every text may be a stranger's."""

    id: str
    feature: str
    level: str
    sentence: str
    source: str | None
    evidence: str
    clauses: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Brief:
    """A run in short. `outcomes` and `requirements` are by requirement id; `results` are in the order of the run."""

    path: Path
    target: str
    version: str
    revision: str
    lane: str
    started: str
    suite: tuple[str, str]
    partial: str
    interrupted: bool
    features: tuple[FeatureInfo, ...]
    requirements: Mapping[str, Requirement]
    outcomes: Mapping[str, Outcome]
    tally: Tally

    @property
    def identity(self) -> tuple[str, str, str, str]:
        """What makes two runs the same column at two times: target, version, revision, lane."""
        return self.target, self.version, self.revision, self.lane


def brief(run: Run, path: Path) -> Brief:
    """A run in short. Where a file holds a requirement twice, the worse result counts."""
    header = run.header
    anchors = {name: f"exchange-{number}" for number, name in enumerate(run.exchanges, 1)}
    results: dict[str, ResultRecord] = {}
    for result in run.results:
        results[result["id"]] = min(results.get(result["id"], result), result, key=_badness)
    return Brief(
        path=path,
        target=header["target"]["name"],
        version=header["target"].get("version") or "",
        revision=header["revision"],
        lane=header["lane"],
        started=header["started"],
        suite=(header["suite"]["version"], header["suite"]["requirements"]),
        partial=_partial(header.get("selected")),
        interrupted=run.interrupted,
        features=tuple(header["features"]),
        requirements={name: _requirement(result) for name, result in results.items()},
        outcomes={name: _outcome(result, run, anchors) for name, result in results.items()},
        tally=tally(results.values()),
    )


def _badness(result: ResultRecord) -> int:
    return view.WORST_FIRST.index(result["status"])


def _partial(selected: Mapping[str, Any] | None) -> str:
    """What part of the suite was asked for, in words; empty for all of it."""
    if selected is None or selected["whole"]:
        return ""
    said = [f"only {', '.join(selected['select'])}"] if selected["select"] else []
    if selected["level"] != "may":
        said.append(f"{selected['level']} and above" if selected["level"] == "should" else "musts only")
    if selected["cost"] != "agent":
        said.append(f"nothing dearer than {selected['cost']}")
    return text.one_line("; ".join(said) or "not every requirement")


def _requirement(result: ResultRecord) -> Requirement:
    return Requirement(
        id=result["id"],
        feature=result["feature"],
        level=result["level"],
        sentence=text.one_line(result["sentence"], 400),
        source=view.web_link(result["source"]),
        evidence=result["evidence"],
        clauses=tuple(result["clauses"][:12]),
        note=text.cut(result.get("note") or "", 600),
    )


def _outcome(result: ResultRecord, run: Run, anchors: Mapping[str, str]) -> Outcome:
    ranked = sorted(result["observations"], key=lambda seen: view.WORST_FIRST.index(seen["status"]))
    told = [seen for seen in ranked if seen["status"] not in ("pass", "not-applicable")]
    findings: dict[object, Finding] = {}
    for seen in told:
        if _said(seen) not in findings and len(findings) < SHOWN:
            findings[_said(seen)] = _finding(seen, run, anchors)
    if not findings and result["message"] and result["status"] != "pass":
        findings = {None: Finding(text.one_line(result["message"]), None, None, None, None, None)}
    more = max(0, len(told) - len(findings))
    return Outcome(result["status"], tuple(findings.values()), more, _known(result.get("known")))


def _said(seen: Observation) -> object:
    """What an observation says, wherever it was made: another number is mostly another id, and tells nothing more."""
    told = (
        seen["message"],
        seen.get("expected") or "",
        text.quoted(seen.get("observed"), 200),
        seen.get("where") or "",
    )
    return tuple(re.sub(r"\d+", "0", each) for each in told)


def _finding(seen: Observation, run: Run, anchors: Mapping[str, str]) -> Finding:
    named = seen["exchange"] or next(iter(seen.get("exchanges", [])), None)
    record = run.exchanges.get(named) if named and seen["status"] in TOLD else None
    where = text.one_line(seen.get("where") or "") or None
    return Finding(
        message=text.one_line(seen["message"]),
        expected=text.one_line(seen["expected"]) if "expected" in seen else None,
        observed=text.quoted(seen["observed"], text.LINE_LIMIT) if "observed" in seen else None,
        where=where,
        excerpt=excerpt(record, where) if record else None,
        anchor=anchors[named] if named and record else None,
        reported=_reported(seen, run) if seen["status"] in TOLD else "",
    )


def _reported(seen: Observation, run: Run) -> str:
    played = run.reports.get(seen.get("scenario", ""))
    if played is None:
        return ""
    calls = [{name: said for name, said in call.items() if said and name != "log"} for call in played["reported"]]
    return text.compact(calls, BODY) if calls else text.one_line(played["reason"])


def _known(said: Any) -> Known | None:
    if not isinstance(said, dict):
        return None
    return Known(
        text.cut(str(said.get("reason") or ""), 600), view.web_link(said.get("link")), said.get("list") == "flaky"
    )
