"""What a target is made to hold before generated requests are sent to it, so that they can refer to it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.api import Api
from conformance.exchange import Unanswered
from conformance.generate.documented import Call, Place, Stored, World, probes
from conformance.interaction import calls
from conformance.media import mp4, pdf, png, wav

QUESTION = "What is the weather in Paris and in Rome?"
WEATHER = {
    "type": "function",
    "name": "get_weather",
    "description": "Gives the weather of a city.",
    "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
}
DEARER = {"text": ("image", "speech", "video", "agent", "managed"), "media": ("agent", "managed"), "agent": ()}
"""By the dearest thing that may be asked for, the roles of models that are left out."""

_NAME = re.compile(r"files/[A-Za-z0-9_-]{1,200}")


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
    world = world.placing(*_uploaded(api))
    if api.receiver is not None:
        world = world.listening(f"{api.receiver.url}/{api.marker}/fuzz")
    for clause, body in probes(world):
        if api.post(body).status == 200:
            world = world.taking(clause)
    api.stored.update(x.answered_id for x in api.exchanges[kept:] if x.answered_id)
    del api.exchanges[kept:]
    return world


def _uploaded(api: Api) -> Iterator[Place]:
    """A small file of each kind, where the target keeps files; the run deletes them in the end."""
    made = {"image": (png, "image/png"), "audio": (wav, "audio/wav"), "video": (mp4, "video/mp4")}
    for kind, (data, mime_type) in (made | {"document": (pdf, "application/pdf")}).items():
        try:
            sent = None if api.target.lacks("files-api") else api.upload(data(), mime_type).interaction.get("file")
            name = str(sent.get("name")) if isinstance(sent, dict) else ""
            if not _NAME.fullmatch(name):
                continue
            api.uploaded.add(name)
            named = api.await_file(name).interaction
        except Unanswered:
            return
        if named.get("state") == "ACTIVE" and isinstance(uri := named.get("uri"), str):
            yield Place(kind, uri, mime_type)
