"""What is to be judged: requirements by globs, level and cost, and what a target declares of features."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from fnmatch import fnmatchcase

from conformance.courtesy import COSTS
from conformance.requirement import Cost, Level, Requirement, Stated, eliciting, features, is_drawn, requirements
from conformance.revisions import REVISIONS
from conformance.target import ConfigurationError, Target

_LEVELS = tuple(Level)


def select(
    globs: Sequence[str],
    level: str = "may",
    cost: Cost = COSTS[-1],
    *,
    drawn: bool = False,
) -> tuple[Requirement, ...]:
    """The requirements whose id or feature matches one of ``globs`` (all for none), from ``level`` up, that a scenario
    up to ``cost`` elicits; those that only drawn scenarios elicit where ``drawn`` says so.

    Raises ``ConfigurationError`` where a glob matches nothing, with the nearest names, or nothing but what is drawn.
    """
    known = requirements()
    check_globs(globs, [*known, *(feature.name for feature in features())])
    for glob in globs:
        if not drawn and all(is_drawn(r) for r in known.values() if _matches(r, [glob])):
            raise ConfigurationError(
                f"--select {glob!r} names what only generated requests show: "
                "conformance fuzz plays them, and so does conformance run --with fuzz"
            )
    return tuple(
        requirement
        for requirement in known.values()
        if is_selected(requirement, globs, level)
        and _costs(requirement) <= COSTS.index(cost)
        and (drawn or not is_drawn(requirement))
    )


def check_globs(globs: Sequence[str], names: Sequence[str]) -> None:
    """Raise ``ConfigurationError`` where a glob of ``--select`` matches none of ``names``, with the nearest."""
    for glob in globs:
        if not any(fnmatchcase(name, glob) for name in names):
            near = ", ".join(difflib.get_close_matches(glob, names, n=3, cutoff=0.4)) or "see conformance list"
            raise ConfigurationError(f"--select {glob!r} matches no requirement and no feature; nearest: {near}")


def is_selected(requirement: Stated, globs: Sequence[str], level: str) -> bool:
    """Whether its id or feature matches one of ``globs`` (any for none), and it is of ``level`` or stronger."""
    strong = _LEVELS.index(requirement.level) <= _LEVELS.index(Level(level))
    return strong and (not globs or _matches(requirement, globs))


def selected(
    globs: Sequence[str] = (), level: str = "may", cost: Cost = COSTS[-1], *, plain: bool = True
) -> dict[str, object]:
    """What a run selected, as its first line says it; not ``plain`` is one that leaves out more than these words say.

    ``whole`` is a run that was to judge every requirement but those that only generated requests show.
    """
    whole = plain and not globs and level == _LEVELS[-1] and cost == COSTS[-1]
    return {"whole": whole, "select": list(globs), "level": str(level), "cost": cost}


def _matches(requirement: Stated, globs: Sequence[str]) -> bool:
    return any(fnmatchcase(name, glob) for glob in globs for name in (requirement.id, requirement.feature))


def _costs(requirement: Requirement) -> int:
    """The place in ``COSTS`` of the cheapest scenario that elicits it at any revision."""
    playing = (s for revision in REVISIONS for s in eliciting(requirement.looks_at, revision))
    return min((COSTS.index(scenario.cost) for scenario in playing), default=0)


def check_declarations(target: Target) -> None:
    """Raise ``ConfigurationError`` where a target declares a feature that there is not, with the nearest name."""
    known = [feature.name for feature in features()]
    for name in target.features:
        if name not in known:
            near = ", ".join(difflib.get_close_matches(name, known, n=3, cutoff=0.4)) or ", ".join(known)
            raise ConfigurationError(f"target {target.name}: [features] names {name!r}, which is none; nearest: {near}")
