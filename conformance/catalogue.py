"""``conformance list`` and ``conformance explain``: the requirements in words."""

from __future__ import annotations

import difflib
import json

from conformance.mutant import killers
from conformance.requirement import Requirement, eliciting, features, requirements
from conformance.revisions import REVISIONS
from conformance.target import ConfigurationError


def listed(*, as_json: bool = False) -> str:
    """All requirements, feature by feature; as JSON a list of objects with everything but the mutants."""
    if as_json:
        return json.dumps([_facts(requirement) for requirement in requirements().values()], indent=1)
    lines: list[str] = []
    for feature in features():
        lines.append(f"{feature.title} ({feature.name})")
        lines += [f"  {r.level:6} {r.id:44} {r.sentence}" for r in feature.requirements]
    return "\n".join([*lines, "", f"{len(requirements())} requirements in {len(features())} features"])


def accounted(*, as_json: bool = False) -> str:
    """The ledger in numbers, area by area: clauses documented, tested and excluded, and exclusions by category."""
    from conformance import ledger

    areas, excluded = ledger.counts(), ledger.by_category()
    if as_json:
        clauses = [
            {"id": e.clause, "area": e.area, "fate": e.fate, "tested_by": list(e.tested_by)}
            | ({"category": e.exclusion.category, "reason": e.exclusion.reason} if e.exclusion else {})
            for e in ledger.ledger()
        ]
        return json.dumps({"areas": areas, "excluded": excluded, "clauses": clauses}, indent=1)
    rows = [(area, *found.values()) for area, found in areas.items()]
    rows.append(("all", *(sum(column) for column in zip(*(row[1:] for row in rows), strict=True))))
    lines = [f"{area:30} {documented:>10} {tested:>8} {left:>9}" for area, documented, tested, left in rows]
    kinds = [f"  {kind:28} {number:>10}  {ledger.categories()[kind]}" for kind, number in excluded.most_common()]
    head = f"{'area':30} {'documented':>10} {'tested':>8} {'excluded':>9}"
    return "\n".join([head, *lines, *(["", "excluded, by category", *kinds] if kinds else [])])


def explained(id: str) -> str:  # noqa: A002
    """One requirement in full; raises ``ConfigurationError`` for an unknown id, with the nearest."""
    requirement = requirements().get(id)
    if requirement is None:
        near = ", ".join(difflib.get_close_matches(id, requirements(), n=3, cutoff=0.4)) or "see conformance list"
        raise ConfigurationError(f"no requirement is called {id!r}; nearest: {near}")
    playing = {s.name: s for revision in REVISIONS for s in eliciting(requirement.looks_at, revision)}
    rows = [
        ("sentence", requirement.sentence),
        ("level", f"{requirement.level} ({requirement.evidence})"),
        ("source", f"{requirement.source}  {' '.join(requirement.clauses)}".strip()),
        ("revisions", str(requirement.span)),
        ("lanes", ", ".join(requirement.lanes)),
        ("looks at", requirement.looks_at.name),
        *(("scenario", f"{name}: {scenario.about}") for name, scenario in playing.items()),
        *(("mutant", f"{mutant.name}: {mutant.sin}") for mutant in killers(id)),
        *((("note", requirement.note),) if requirement.note else ()),
        ("run it", f"conformance run --select {id}"),
    ]
    return "\n".join([id, *(f"  {name:10} {value}" for name, value in rows)])


def _facts(requirement: Requirement) -> dict[str, object]:
    return {
        "id": requirement.id,
        "feature": requirement.feature,
        "level": requirement.level.value,
        "sentence": requirement.sentence,
        "source": requirement.source,
        "clauses": list(requirement.clauses),
        "evidence": requirement.evidence,
        "since": requirement.span.since,
        "until": requirement.span.until,
        "lanes": list(requirement.lanes),
        "looks_at": requirement.looks_at.name,
    }
