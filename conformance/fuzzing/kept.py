"""A failure that is kept for later runs: what was sent, small as it is, and what it broke, as JSON.

What a request takes from its target – ids of stored interactions and calls, addresses of files – is gone in the next
run. It is kept as a name instead (``kept:stored:0``), and gets what the target has then.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Self, cast

from conformance import __version__
from conformance.fuzzing.trial import Plan
from conformance.generate.case import Case, Level, Tier
from conformance.generate.documented import World
from conformance.outcome import now

if TYPE_CHECKING:
    from conformance.generate.sequences.step import Step, Steps

MOST_BYTES = 256 * 2**10
"""Of one entry; whatever is larger is not kept, nor read from a database that others write to."""


@dataclass(frozen=True, slots=True)
class Kept:
    """``content`` is a request (``body``, ``plan`` and what a ``Case`` has) or the ``steps`` of a sequence."""

    requirement: str
    about: str
    repeat: str
    content: Mapping[str, object]
    date: str = ""
    suite: str = ""
    target: str = ""
    revision: str = ""

    @property
    def id(self) -> str:
        """The same for the same content that breaks the same requirement at the same target and revision."""
        named = [self.target, self.revision, self.requirement, self.content]
        return hashlib.sha256(json.dumps(named, sort_keys=True).encode()).hexdigest()[:12]

    @classmethod
    def of_case(cls, requirement: str, case: Case, plan: Plan, world: World) -> Self:
        """What ``case``, played as ``plan``, broke at a target in the state ``world``."""
        said = {"valid": case.valid, "tier": case.tier, "clauses": list(case.clauses), "pointer": case.pointer}
        body = _renamed(case.body, {real: name for name, real in _names(world).items()})
        content = {"body": body, "plan": plan.value, "level": case.level, **said}
        return cls(requirement, case.about, case.repeat, content, now(), __version__)

    @classmethod
    def of_steps(cls, requirement: str, steps: Steps, about: str, repeat: str) -> Self:
        """What a sequence broke."""
        return cls(requirement, about, repeat, {"steps": [asdict(step) for step in steps]}, now(), __version__)

    def case(self, world: World) -> tuple[Case, Plan]:
        """The case, with what there is in ``world``, and its plan; raises ``ValueError`` where it has none."""
        content = self.content
        body = _renamed(content.get("body"), _names(world))
        clauses = content.get("clauses")
        case = Case(
            body,
            content.get("valid") is True,
            self.about,
            cast("Tier", str(content.get("tier"))),
            self.repeat,
            tuple(str(clause) for clause in clauses) if isinstance(clauses, list) else (),
            str(content.get("pointer") or ""),
            cast("Level", str(content.get("level"))),
        )
        return case, Plan(str(content.get("plan")))

    def steps(self) -> Steps:
        """The steps; raises ``ValueError`` where there are none."""
        from conformance.generate.sequences.step import Step

        found = self.content.get("steps")
        if not isinstance(found, list):
            raise ValueError("no sequence")
        try:
            return tuple(_step(Step, step) for step in found)
        except TypeError:
            raise ValueError("steps of another version") from None

    def written(self, clean: Callable[[str], str] = str) -> bytes:
        """The bytes of a database; ``clean`` takes secrets out of them."""
        return clean(json.dumps({"id": self.id, **asdict(self)})).encode()

    @classmethod
    def read(cls, data: bytes) -> Self | None:
        """The entry that ``data`` is; None for anything else, whoever wrote it."""
        if len(data) > MOST_BYTES:
            return None
        try:
            said = json.loads(data)
            words = {name: str(said[name]) for name in cls.__dataclass_fields__ if name != "content"}
            content = said["content"]
        except (ValueError, TypeError, KeyError, RecursionError):
            return None
        return cls(content=content, **words) if isinstance(content, dict) else None


def _step(kind: type[Step], said: object) -> Step:
    if not isinstance(said, dict):
        raise ValueError("no step")
    return kind(**said)


def _names(world: World) -> dict[str, str]:
    """What only this target has now, by its name in entries."""
    names = {f"kept:place:{place.kind}": place.uri for place in world.places}
    for number, stored in enumerate(world.stored):
        names[f"kept:stored:{number}"] = stored.id
        names |= {f"kept:call:{number}:{place}": call.id for place, call in enumerate(stored.calls)}
    return names | ({"kept:webhook": world.webhook} if world.webhook else {})


def _renamed(value: object, names: Mapping[str, str]) -> object:
    """``value`` with each string that is one of ``names`` replaced by what that stands for."""
    match value:
        case str():
            return names.get(value, value)
        case dict():
            return {name: _renamed(part, names) for name, part in value.items()}
        case list():
            return [_renamed(part, names) for part in value]
    return value
