"""``conformance list`` and ``conformance explain``: the requirements on servers and on clients, in words."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Iterator

from conformance.mutant import killers
from conformance.outcome import Area
from conformance.requirement import Requirement, Stated, eliciting, features, requirements
from conformance.revisions import REVISIONS
from conformance.sdk.requirement import (
    ClientRequirement,
    client_features,
    client_requirements,
    client_scenarios,
)  # fmt: skip
from conformance.target import ConfigurationError


def listed(*, as_json: bool = False) -> str:
    """All requirements, feature by feature; as JSON a list of objects with everything but the mutants."""
    mine, theirs = requirements(), client_requirements()
    if as_json:
        return json.dumps([*map(_of_server, mine.values()), *map(_of_client, theirs.values())], indent=1)
    lines = [line for feature in features() for line in _listed(feature, feature.requirements)]
    lines += [line for feature in client_features() for line in _listed(feature, feature.requirements)]
    servers = f"{len(mine)} on servers in {len(features())} features"
    clients = f"{len(theirs)} on clients in {len(client_features())}"
    return "\n".join([*lines, "", f"{len(mine) + len(theirs)} requirements: {servers}, {clients}"])


def _listed(area: Area, requirements: Iterable[Stated]) -> list[str]:
    return [f"{area.title} ({area.name})", *(f"  {r.level:6} {r.id:44} {r.sentence}" for r in requirements)]


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
    known: dict[str, Stated] = {**requirements(), **client_requirements()}
    requirement = known.get(id)
    if requirement is None:
        near = ", ".join(difflib.get_close_matches(id, known, n=3, cutoff=0.4)) or "see conformance list"
        raise ConfigurationError(f"no requirement is called {id!r}; nearest: {near}")
    rows = [
        ("sentence", requirement.sentence),
        ("level", f"{requirement.level} ({requirement.evidence})"),
        ("source", f"{requirement.source}  {' '.join(requirement.clauses)}".strip()),
        ("revisions", str(requirement.span)),
        *(_how_server(requirement) if isinstance(requirement, Requirement) else ()),
        *(_how_client(requirement) if isinstance(requirement, ClientRequirement) else ()),
        *((("note", requirement.note),) if requirement.note else ()),
        ("run it", f"conformance {'run' if id in requirements() else 'sdk run --driver CMD'} --select {id}"),
    ]
    return "\n".join([id, *(f"  {name:10} {value}" for name, value in rows)])


def _how_server(requirement: Requirement) -> Iterator[tuple[str, str]]:
    """What it looks at, in which scenarios it is seen, what it was shown to reject."""
    yield "lanes", ", ".join(requirement.lanes)
    yield "looks at", requirement.looks_at.name
    playing = {s.name: s for revision in REVISIONS for s in eliciting(requirement.looks_at, revision)}
    yield from (("scenario", f"{name}: {scenario.about}") for name, scenario in playing.items())
    yield from (("mutant", f"{mutant.name}: {mutant.sin}") for mutant in killers(requirement.id))


def _how_client(requirement: ClientRequirement) -> Iterator[tuple[str, str]]:
    """The scenarios that it is judged on, and the sins that it was shown to notice."""
    from conformance.sdk.sins.sin import sins  # which imports the plain driver

    if not requirement.looks_at:
        yield "looks at", f"all {len(client_scenarios())} scenarios"
    yield from (("scenario", f"{scenario.name}: {scenario.about}") for scenario in requirement.looks_at)
    yield from (("sin", f"{sin.name}: {sin.about}") for sin in sins() if requirement.id in sin.kills)


def _of_server(requirement: Requirement) -> dict[str, object]:
    lanes = {"lanes": list(requirement.lanes), "looks_at": requirement.looks_at.name}
    return {"kind": "server"} | _facts(requirement) | lanes


def _of_client(requirement: ClientRequirement) -> dict[str, object]:
    return {"kind": "client"} | _facts(requirement) | {"looks_at": [s.name for s in requirement.looks_at]}


def _facts(requirement: Stated) -> dict[str, object]:
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
    }
