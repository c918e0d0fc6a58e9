"""Drives google-genai, any version from 1.55.0 on: ``python google_genai.py``, or ``--async`` for ``client.aio``.

Run it with the interpreter of the environment that the SDK is installed in; it needs nothing else. It is written as an
application would be, by the documentation of its version: what the SDK does not hand over is not reported, and what it
raises is reported as it is raised.
"""

from __future__ import annotations

import asyncio
import json
import os
import platform
import ssl
import sys
import time
import warnings
from collections.abc import AsyncIterator, Callable
from importlib.metadata import version
from inspect import isawaitable
from typing import Any

from delivery import Delivery
from lines import Json, listen, speak

# The most talkative that each generation of the SDK can be; read when it is imported.
os.environ |= {"GEMINI_NEXT_GEN_API_LOG": "debug", "GOOGLE_GENAI_DEBUG": "1"}
warnings.simplefilter("ignore")

from google import genai  # noqa: E402 - after what it reads when it is imported
from google.genai import types  # noqa: E402 - as above

VERSION = version("google-genai")
RELEASE = tuple(map(int, VERSION.split(".")[:2]))
HAS_STEPS = RELEASE >= (2, 0)
# The first release that reads a revision, newest first.
REVISIONS = {(3, 0): "2026-11-16", (2, 0): "2026-05-20", (1, 68): "2026-05-07", (1, 55): "2025-12-11"}
ASYNC = "--async" in sys.argv[1:]

DOES = ["create", "stream", "get", "get_stream", "cancel", "delete", "poll", "converse", "functions", "resume"]
TERMINAL_EVENTS = ("interaction.complete", "interaction.completed")
UNDER_WAY = ("in_progress", "queued")
POLL_SECONDS = 0.05
RESUMPTIONS = 3
MOST_HOPS = 12
# Reading the certificates is most of what it costs to make a client, and here each scenario has one of its own.
TLS = ssl.create_default_context()


class Blocking:
    """``client.interactions`` with the methods of ``client.aio.interactions``, so that one program shows both."""

    def __init__(self, interactions: Any) -> None:
        self._interactions = interactions

    def __getattr__(self, name: str) -> Callable[..., Any]:
        async def called(*arguments: Any, **options: Any) -> Any:
            return getattr(self._interactions, name)(*arguments, **options)

        return called


async def each(stream: Any) -> AsyncIterator[Any]:
    """The events of a stream of either client."""
    if hasattr(stream, "__aiter__"):
        async for event in stream:
            yield event
    else:
        for event in stream:
            yield event


class Application:
    """The program that uses the SDK: one scenario's calls, in order."""

    def __init__(self, scenario: Json) -> None:
        self.scenario = scenario
        self.clients: dict[int | None, Any] = {}
        self.outcomes: list[Json] = []

    async def play(self) -> list[Json]:
        """Make the calls; one that needs what an earlier one did not give is the end."""
        for call in self.scenario["calls"]:
            if isinstance(wanted := call.get("interaction"), dict):
                call["interaction"] = self.outcomes[wanted["from"]]["id"]
                if call["interaction"] is None:
                    break
            delivery = Delivery(HAS_STEPS)
            try:
                await getattr(self, call["do"])(call, delivery)
            except Exception as error:
                delivery.failed(error)
            self.outcomes.append(delivery.outcome("response_format" in call.get("params", {})))
        for client in self.clients.values():
            await client.aio.aclose() if ASYNC else client.close()
        return self.outcomes

    def api(self, call: Json) -> Any:
        """``client.interactions`` of the application's client, or of one that has its own word on trying again."""
        retries = call.get("retries")
        if retries not in self.clients:
            options: Json = {"client_args": {"verify": TLS}, "async_client_args": {"verify": TLS, "ssl": TLS}}
            if retries is not None:
                # "Maximum number of attempts, including the original request. If 0 or 1, it means no retries."
                options["retry_options"] = types.HttpRetryOptions(attempts=int(retries) + 1)
            options = types.HttpOptions(base_url=self.scenario["base_url"], **options)
            self.clients[retries] = genai.Client(api_key=self.scenario["api_key"], http_options=options)
        client = self.clients[retries]
        return client.aio.interactions if ASYNC else Blocking(client.interactions)

    async def create(self, call: Json, delivery: Delivery, **params: Any) -> None:
        """One answer as a whole."""
        delivery.answer(await self.api(call).create(**{**call["params"], **params}, **options_of(call)))

    async def stream(self, call: Json, delivery: Delivery, **params: Any) -> None:
        """One answer as a stream."""
        asked = {**call["params"], **params, "stream": True}
        stream = await self.api(call).create(**asked, **options_of(call))
        delivery.begins()
        await consumed(stream, delivery, call.get("stop_after"))

    async def get(self, call: Json, delivery: Delivery) -> None:
        """What is stored."""
        params = call.get("params", {})
        if RELEASE < (1, 61):  # whose get has no such arguments
            params = {"extra_query": {name: json.dumps(value) for name, value in params.items()}}
        delivery.answer(await self.api(call).get(call["interaction"], **params, **options_of(call)))

    async def get_stream(self, call: Json, delivery: Delivery) -> None:
        """What is stored, or the rest of it, as a stream."""
        delivery.begins()
        await self.rest(call, delivery, call["interaction"], call.get("last_event_id"))

    async def rest(self, call: Json, delivery: Delivery, interaction: str, last: str | None) -> None:
        """The events after ``last``."""
        token = {} if last is None else {"last_event_id": last}
        stream = await self.api(call).get(interaction, stream=True, **token, **options_of(call))
        await consumed(stream, delivery, call.get("stop_after"))

    async def cancel(self, call: Json, delivery: Delivery) -> None:
        """Stop background work."""
        delivery.answer(await self.api(call).cancel(call["interaction"], **options_of(call)))

    async def delete(self, call: Json, _: Delivery) -> None:
        """Delete what is stored; nothing comes back."""
        await self.api(call).delete(call["interaction"], **options_of(call))

    async def poll(self, call: Json, delivery: Delivery) -> None:
        """Ask until the work is over."""
        until = time.monotonic() + self.scenario["timeout"]
        while time.monotonic() < until:
            await self.get(call, delivery)
            if delivery.status not in UNDER_WAY:
                return
            await asyncio.sleep(POLL_SECONDS)

    async def resume(self, call: Json, delivery: Delivery) -> None:
        """A stream, and the rest of it if it breaks off."""
        broken: Exception | None = None
        try:
            await self.stream(call, delivery)
        except Exception as error:
            broken = error
        for _ in range(RESUMPTIONS):
            if set(delivery.events) & set(TERMINAL_EVENTS):
                return
            if delivery.id is None or not delivery.event_ids:
                break
            try:
                await self.rest(call, delivery, delivery.id, delivery.event_ids[-1])
            except Exception as error:
                broken = error
        if broken is not None:
            raise broken

    async def converse(self, call: Json, delivery: Delivery) -> None:
        """Several turns, by the id of the last one or with a history of the application's own."""
        kept = call.get("history") == "resent"
        history: list[Any] = []
        before: Json = {}
        for turn in call["turns"]:
            history += said(turn)
            await self.create(
                call, delivery, **({"input": history, "store": False} if kept else {"input": turn} | before)
            )
            history += answered(delivery.blocks)
            before = {"previous_interaction_id": delivery.id}

    async def functions(self, call: Json, delivery: Delivery) -> None:
        """Run the functions that are called until none is."""
        ask = self.stream if call.get("stream") else self.create
        kept = call["params"].get("store") is False
        asked = call["params"]["input"]
        history = said(asked) if isinstance(asked, str) else list(asked)
        await ask(call, delivery, **({"input": history} if kept else {}))
        for _ in range(MOST_HOPS):
            if not (results := [result_of(one, call["returns"]) for one in delivery.pending()]):
                return
            history = [*history, *answered(delivery.blocks), *returned(results)]
            await ask(
                call,
                delivery,
                **({"input": history} if kept else {"input": results, "previous_interaction_id": delivery.id}),
            )


def result_of(call: Json, returns: Json) -> Json:
    """What a call is answered with: what the application's own function returns."""
    name = call["name"]
    value = returns.get(name, {"error": f"there is no function {name}"})
    return {"type": "function_result", "name": name, "call_id": call["id"], "result": value}


def said(text: str) -> list[Json]:
    """What the user said, as items of a history."""
    content = [{"type": "text", "text": text}]
    return [{"type": "user_input", "content": content} if HAS_STEPS else {"role": "user", "content": content}]


def answered(blocks: list[Any]) -> list[Any]:
    """What the model said, as items of a history: all of it, thoughts too, as it came."""
    return blocks if HAS_STEPS else [{"role": "model", "content": blocks}]


def returned(results: list[Json]) -> list[Any]:
    """Results of functions, as items of a history."""
    return list(results) if HAS_STEPS else [{"role": "user", "content": results}]


def options_of(call: Json) -> Json:
    """The arguments of a call that are not the API's."""
    named = {"timeout": call.get("timeout"), "extra_headers": call.get("headers")}
    return {name: value for name, value in named.items() if value is not None}


async def consumed(stream: Any, delivery: Delivery, most: int | None) -> None:
    """Read a stream to its end, or leave it after ``most`` events."""
    try:
        async for event in each(stream):
            delivery.event(event)
            if most is not None and len(delivery.events) >= most:
                break
    finally:
        delivery.ends()
        if isawaitable(closing := stream.close()):
            await closing


def play(scenario: Json) -> list[Json]:
    """One scenario, in a thread and an event loop of its own."""
    return asyncio.run(Application(scenario).play())


if __name__ == "__main__":
    listen()
    handshake: Json = {
        "name": "google-genai",
        "version": VERSION,
        "language": "python",
        "runtime": f"{platform.python_implementation()} {platform.python_version()}",
        "flavor": "async" if ASYNC else "sync",
        "does": DOES,
        "except": {},
        "concurrency": 8,
        "revisions": [next(name for first, name in REVISIONS.items() if first <= RELEASE)],
    }
    speak(handshake, play)
