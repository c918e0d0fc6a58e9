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
