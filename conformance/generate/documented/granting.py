"""From a body that the schemas allow to one that the documentation grants."""

from __future__ import annotations

from typing import Any

from conformance.generate.documented import config, delivery, dialogue, maker, output, tools
from conformance.generate.documented.world import World
from conformance.target import Models

Json = dict[str, Any]


def granted(body: Json, world: World) -> Json:
    """A copy of ``body``, valid by the schemas of the world's revision, with what the documentation does not grant
    replaced by the nearest that it does.

    The result is valid by the schemas, too; the same body gives the same result, and a result gives itself. Where a
    server may still refuse it, ``refusable`` says why.
    """
    made: Json = _copy(body)
    maker.choose_agent(made, world)
    kind = output.asked(made, world)
    tools.mend(made, kind, world)
    output.mend(made, kind, world)
    maker.choose_model(made, kind, world)
    config.mend(made, world)
    dialogue.mend(made, kind, world)
    delivery.mend(made, world)
    return made


def renamed(body: Any, world: World) -> Any:
    """``body``, any JSON value, with the target's names where it has the suite's own for a model or an agent."""
    if not isinstance(body, dict):
        return body
    usual = Models()
    names = {getattr(usual, role): name for role, name in world.models.items()}
    told = {field: names[body[field]] for field in ("model", "agent") if str(body.get(field)) in names}
    return {**body, **told}


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _copy(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_copy(item) for item in value]
    return value
