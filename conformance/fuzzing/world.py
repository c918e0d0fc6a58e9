"""What a target is made to hold before generated requests are sent to it, so that they can refer to it."""

from __future__ import annotations

from conformance.api import Api
from conformance.generate.documented import Call, Stored, World, probes
from conformance.interaction import calls

QUESTION = "What is the weather in Paris and in Rome?"
WEATHER = {
    "type": "function",
    "name": "get_weather",
    "description": "Gives the weather of a city.",
    "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
}
DEARER = {"text": ("image", "speech", "video", "agent", "managed"), "media": ("agent", "managed"), "agent": ()}
"""By the dearest thing that may be asked for, the roles of models that are left out."""


def explored(api: Api) -> World:
    """The world of ``api``'s target: what is configured, what it stores for us now, and which of the offers that it
    may refuse it grants. What it takes to find out is no part of what the scenario shows.
    """
    kept = len(api.exchanges)
    world = World.of(api.target, api.revision).without(*DEARER[api.drawing.cost])
    plain = api.create()
    waiting = api.create(QUESTION, tools=[WEATHER])
    for made in (plain, waiting):
        if made.status == 200 and made.answered_id:
            asked = [Call(str(call.get("id")), str(call.get("name"))) for call in calls(made.interaction)]
            world = world.storing(Stored(made.answered_id, tuple(asked)))
    for clause, body in probes(world):
        if api.post(body).status == 200:
            world = world.taking(clause)
    api.stored.update(x.answered_id for x in api.exchanges[kept:] if x.answered_id)
    del api.exchanges[kept:]
    return world
