"""Worlds with something in them: made by hand, or of an emulator that really keeps what they name."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from conformance.features.function_calling import QUESTION, WEATHER
from conformance.features.remote_files import FILM, PICTURE
from conformance.generate.documented import Call, Place, Stored, World
from conformance.revisions import Revision
from conformance.target import Target
from tests.emulator.asgi import Local

Json = dict[str, Any]

TWO_CITIES = "What is the weather like in Paris and Tokyo?"
PLACES = (Place("image", PICTURE, "image/jpeg"), Place("video", FILM, "video/mp4"))


def by_hand(revision: Revision) -> World:
    """A world whose ids nobody knows."""
    waiting = Stored("v1_two", (Call("a", "get_weather"), Call("b", "get_weather")))
    return World.of(Target(), revision).storing(Stored("v1_one"), waiting).placing(*PLACES).listening("http://there")


@contextmanager
def emulator(revision: Revision) -> Iterator[Local]:
    """An emulator whose work in the background takes no time."""
    local = Local(revision=revision.name, clock=time.time, background_seconds=0)
    try:
        yield local
    finally:
        local.close()


def kept_by(emulator: Local, revision: Revision) -> World:
    """The world of an emulator that keeps two finished interactions and two that wait for results."""

    def stored(**fields: Any) -> Stored:
        answer = emulator("POST", "", {"model": "gemini-2.5-flash", **fields}, revision=revision.name)
        assert answer.status == 200, answer.content
        made: Json = answer.json()
        pending = [one for one in made[revision.blocks] if one["type"] == "function_call"]
        return Stored(made["id"], tuple(Call(one["id"], one["name"]) for one in pending))

    plain = [stored(input="Hello."), stored(input="Why?")]
    waiting = [stored(input=text, tools=[WEATHER]) for text in (QUESTION, TWO_CITIES)]
    assert [len(one.calls) for one in waiting] == [1, 2]
    world = World.of(Target(), revision).placing(*PLACES).listening("http://127.0.0.1:9/hook")
    return world.storing(*plain, *waiting)
