"""Mutants: edits of a good exchange, each named by its sin, that prove that a check can fail.

A mutant declares which requirements must reject it. It takes what the requirement looks at and returns the same, with
something wrong; ``conformance/mutants/`` holds them, one module beside each feature.
"""

from __future__ import annotations

import importlib
import inspect
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache

from conformance import path
from conformance.conversation import Found
from conformance.event import Event
from conformance.exchange import Exchange
from conformance.features import CONTENTS
from conformance.interaction import Json, blocks
from conformance.requirement import Requirement, requirements
from conformance.sse import Frame

PRODUCED = frozenset({"model_output", "text", "image", "audio", "video"})
Edit = Callable[..., "Exchange | Found"]
Pick = Callable[[Event], bool]

_REGISTRY: list[Mutant] = []


@dataclass(frozen=True, slots=True)
class Mutant:
    """``edit`` takes what the requirements named in ``kills`` look at, and returns it spoiled (one exchange or all).

    ``violates`` are the documented clauses that the sin is against."""

    name: str
    sin: str
    kills: tuple[str, ...]
    edit: Edit
    violates: tuple[str, ...] = ()

    @property
    def feature(self) -> str:
        """The feature beside which it is declared; ``refusals`` for those that all refusals share."""
        return self.edit.__module__.rpartition(".")[2].replace("_", "-")

    def against(self, requirement: Requirement) -> tuple[str, ...]:
        """The clauses of ``requirement`` that the sin is against; where it cites a single one, that is the one."""
        if len(requirement.clauses) == 1:
            return requirement.clauses
        return tuple(clause for clause in requirement.clauses if clause in self.violates)

    def spoil(self, found: Found) -> Found:
        """What the edit makes of ``found``; where it returns one exchange, that is the last one."""
        spoiled = self.edit(*found)
        return spoiled if isinstance(spoiled, tuple) else (*found[:-1], spoiled)


def mutant(*, kills: str, violates: str = "") -> Callable[[Edit], Edit]:
    """Declare a mutant; ``kills`` are ids of requirements, separated by spaces, that look at the same thing.

    ``violates`` says which clauses the sin is against, where a requirement that it kills cites several.
    """

    def declare(edit: Edit) -> Edit:
        sin = (inspect.getdoc(edit) or edit.__name__.replace("_", " ")).splitlines()[0]
        _REGISTRY.append(Mutant(edit.__name__, sin, tuple(kills.split()), edit, tuple(violates.split())))
        return edit

    return declare


@cache
def mutants() -> tuple[Mutant, ...]:
    """All mutants; raises ``ValueError`` where one names a requirement that is not there."""
    for name in ("refusals", *CONTENTS):
        importlib.import_module(f"conformance.mutants.{name}")
    for found in _REGISTRY:
        for id in found.kills:  # noqa: A001
            if id not in requirements():
                raise ValueError(f"mutant {found.name} is to kill {id}, which does not exist")
        cited = {clause for id in found.kills for clause in requirements()[id].clauses}  # noqa: A001
        if strange := sorted(set(found.violates) - cited):
            raise ValueError(f"mutant {found.name} is against {strange[0]}, which nothing that it kills cites")
    return tuple(_REGISTRY)


def killers(id: str) -> Iterator[Mutant]:  # noqa: A002
    """The mutants that the requirement ``id`` must reject."""
    return (found for found in mutants() if id in found.kills)


# --- edits of streams ------------------------------------------------------------------------------------------------


def of_type(*types: str) -> Pick:
    """Picks the events of these types."""
    return lambda event: event.type in types


def first(stream: Exchange, pick: Pick) -> Pick:
    """Picks the first event that ``pick`` picks; raises ``LookupError`` where there is none."""
    numbers = [event.number for event in stream.events if pick(event)]
    if not numbers:
        raise LookupError("the stream has no such event")
    return lambda event: event.number == numbers[0]


def last(stream: Exchange, pick: Pick) -> Pick:
    """Picks the last event that ``pick`` picks; raises ``LookupError`` where there is none."""
    numbers = [event.number for event in stream.events if pick(event)]
    if not numbers:
        raise LookupError("the stream has no such event")
    return lambda event: event.number == numbers[-1]


def edited(stream: Exchange, pick: Pick, where: str, value: object) -> Exchange:
    """The stream with ``value`` at the path ``where`` of the data of the events picked; ``MISSING`` removes it."""

    def edit(event: Event) -> Frame:
        data = json.dumps(path.put(event.json, where, value), ensure_ascii=False, separators=(",", ":"))
        return replace(event.frame, data=data)

    return stream.with_frames([edit(event) if pick(event) else event.frame for event in stream.events])


def dropped(stream: Exchange, pick: Pick) -> Exchange:
    """The stream without the events picked."""
    return stream.with_frames([event.frame for event in stream.events if not pick(event)])


def doubled(stream: Exchange, pick: Pick) -> Exchange:
    """The stream with the events picked sent twice."""
    return stream.with_frames([event.frame for event in stream.events for _ in range(2 if pick(event) else 1)])


def inserted(stream: Exchange, before: Pick, *frames: Frame) -> Exchange:
    """The stream with ``frames`` before each event picked."""
    return stream.with_frames(
        [frame for event in stream.events for frame in ((*frames, event.frame) if before(event) else (event.frame,))]
    )


def swapped(stream: Exchange, pick: Pick) -> Exchange:
    """The stream with the first event picked moved behind the event after it."""
    number = next(event.number for event in stream.events if pick(event))
    frames = [event.frame for event in stream.events]
    frames[number], frames[number + 1] = frames[number + 1], frames[number]
    return stream.with_frames(frames)


def last_content(answer: Exchange) -> str:
    """The path of the last content that was produced, in either shape, wherever the steps of tools stand."""
    found = [number for number, block in enumerate(blocks(answer.interaction)) if block.get("type") in PRODUCED]
    last = found[-1] if found else -1
    return f"$.outputs[{last}]" if answer.revision.blocks == "outputs" else f"$.steps[{last}].content[-1]"


def producing(answer: Exchange, *contents: Json) -> Exchange:
    """The answer with nothing produced but ``contents``, in the shape of its revision."""
    if answer.revision.blocks == "outputs":
        return answer.with_json("$.outputs", list(contents))
    return answer.with_json("$.steps", [{"type": "model_output", "content": list(contents)}])


def with_steps(answer: Exchange, ending: str, **changes: object) -> Exchange:
    """The answer with every block changed whose type ends in ``ending``; ``MISSING`` removes a field."""
    changed = [
        {key: value for key, value in {**block, **changes}.items() if value is not path.MISSING}
        if str(block.get("type")).endswith(ending)
        else block
        for block in blocks(answer.interaction)
    ]
    return answer.with_json(f"$.{answer.revision.blocks}", changed)


def without_steps(answer: Exchange, ending: str) -> Exchange:
    """The answer without the blocks whose type ends in ``ending``."""
    left = [block for block in blocks(answer.interaction) if not str(block.get("type")).endswith(ending)]
    return answer.with_json(f"$.{answer.revision.blocks}", left)
