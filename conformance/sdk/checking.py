"""``conformance sdk check-driver``: does a driver keep the protocol? Its SDK is not judged here.

What is checked is what would make the results of a run say something of the driver instead of its SDK.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

from conformance.outcome import NOT_CONFORMING, OK
from conformance.requirement import Span
from conformance.revisions import NEWEST
from conformance.sdk.driver import TO_END, Driver, Ended, environment, new_key, words
from conformance.sdk.playing import End, Played, played_once
from conformance.sdk.protocol import Call, Deed, Handshake, Hello, Planned
from conformance.sdk.running import spoken
from conformance.sdk.scenario import (
    ClientScenario,
    Script,
    cancel,
    converse,
    create,
    delete,
    functions,
    get,
    get_stream,
    poll,
    reported,
    resume,
    stream,
)  # fmt: skip
from conformance.sdk.server import ScriptedServer
from conformance.sdk.wire import Wire

WEATHER = {"type": "function", "name": "get_weather", "parameters": {"type": "object", "properties": {}}}
SAID = "Hello from scenario {}."


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was checked: what of, whether it is right, and what was seen or has to be done."""

    what: str
    right: bool
    about: str


def check_driver(command: str) -> int:
    """Check a driver and print a line for each thing; the exit code.

    Raises ``ConfigurationError`` where the command is none.
    """
    found = asyncio.run(_all(words(command)))
    for finding in found:
        print(f"{'✓' if finding.right else '✗'} {finding.what:12} {finding.about}")
    wrong = sum(not finding.right for finding in found)
    print(f"\n{wrong} of {len(found)} checks failed" if wrong else f"\nall {len(found)} checks passed")
    return NOT_CONFORMING if wrong else OK


async def _all(command: list[str]) -> list[Finding]:
    scenarios = [_of(deed, 0) for deed in _CALLS]
    hello = Hello(revision=None, scenarios=tuple(Planned(name=s.name, does=s.does(NEWEST)) for s in scenarios))
    async with ScriptedServer("check/elsewhere", NEWEST, []) as elsewhere:
        try:
            driver = await Driver.start(command, hello, environment(new_key(), elsewhere.base_url))
        except Ended as error:
            return [Finding("handshake", False, f"there was none: {error}")]
        try:
            found = [finding async for finding in _played(driver)]
        finally:
            await driver.close()
        found.append(_address(elsewhere))
    return [*found, _end(driver)]


async def _played(driver: Driver) -> AsyncIterator[Finding]:
    client = driver.handshake
    revision = spoken(None, client)
    yield Finding("handshake", True, f"{client.title}, revision {revision}, {client.concurrency} at a time")
    yield _declared(client)
    for deed in client.does:
        yield _of_deed(deed, await played_once(driver, _of(deed, 0), revision, f"check-{deed}"))
    if {"create", "get"} <= set(client.does):
        yield _of_error(await played_once(driver, _AFTER_ERROR, revision, "check-error"))
    if "create" in client.does and client.concurrency > 1:
        numbers = range(1, client.concurrency + 1)
        order = (played_once(driver, _of("create", n), revision, f"check-{n}") for n in numbers)
        yield _apart(await asyncio.gather(*order))


# --- what is played --------------------------------------------------------------------------------------------------

_CALLS: dict[Deed, Callable[[Wire], Call]] = {
    "create": lambda _: create(input="Hello"),
    "stream": lambda _: stream(input="Hello"),
    "get": lambda wire: get(wire.id()),
    "get_stream": lambda wire: get_stream(wire.id()),
    "cancel": lambda wire: cancel(wire.id()),
    "delete": lambda wire: delete(wire.id()),
    "poll": lambda wire: poll(wire.id()),
    "converse": lambda _: converse("Hello", "Again"),
    "functions": lambda _: functions({"get_weather": {"sky": "blue"}}, input="How is it?", tools=[WEATHER]),
    "resume": lambda _: resume(input="Hello"),
}
_STREAMED: frozenset[Deed] = frozenset({"stream", "get_stream", "resume"})


def _of(deed: Deed, number: int) -> ClientScenario:
    """A scenario with one call of a kind and a right answer."""

    def write(wire: Wire) -> Script:
        text = wire.text(SAID.format(number))
        match deed:
            case "delete":
                answers = [wire.json({})]
            case "functions":
                asked = wire.unary(wire.thought(), wire.call("get_weather", {}), status="requires_action")
                answers = [asked, wire.unary(text)]
            case _:
                answers = [wire.stream(text, numbered=True) if deed in _STREAMED else wire.unary(text)]
        return Script([_CALLS[deed](wire)], answers)

    return ClientScenario(f"check/{deed.replace('_', '-')}-{number}", "", write, Span())


def _after_error(wire: Wire) -> Script:
    calls = [get("v1_none"), create(input="Hello"), get(reported(1))]
    return Script(calls, [wire.error(404, "not_found", "There is none.", to="get"), wire.unary(wire.text("Hello"))])


_AFTER_ERROR = ClientScenario("check/after-error", "", _after_error, Span())


# --- what is said of it ----------------------------------------------------------------------------------------------


def _declared(client: Handshake) -> Finding:
    if not client.does:
        return Finding("does", False, "it declares nothing, so every scenario would be unsupported")
    without = [deed for deed in _CALLS if deed not in client.does]
    return Finding("does", True, " ".join(client.does) + (f"; not {' '.join(without)}" if without else ""))


def _trouble(played: Played, calls: int) -> str | None:
    """What is wrong with a report, whatever its scenario."""
    if played.end is not End.REPORTED:
        return f"{played.end}: {played.reason}"
    if len(played.seen.outcomes) != calls:
        return f"{len(played.seen.outcomes)} outcomes were reported of {calls} calls"
    if not played.seen.exchanges:
        return "no request came to base_url of the scenario"
    return None


def _of_deed(deed: Deed, played: Played) -> Finding:
    trouble = _trouble(played, 1)
    if trouble is None and not all(_has_key(exchange.request.headers, played) for exchange in played.seen.exchanges):
        trouble = "a request came without the scenario's api_key in x-goog-api-key"
    if trouble:
        return Finding(deed, False, trouble)
    outcome, times = played.seen.outcome(), len(played.seen.exchanges)
    asked = "one request" if times == 1 else f"{times} requests"
    if outcome.error is not None:
        return Finding(deed, False, f"{asked}, but it reported an error: {outcome.error.cls}: {outcome.error.message}")
    wanted = None if deed == "delete" else SAID.format(0)
    if wanted is not None and outcome.text != wanted:
        return Finding(deed, False, f"{asked}, and of the text {wanted!r} it reported {outcome.text!r}")
    return Finding(deed, True, asked)


def _has_key(headers: dict[str, str] | None, played: Played) -> bool:
    return (headers or {}).get("x-goog-api-key") == played.seen.api_key


def _of_error(played: Played) -> Finding:
    """After an error the driver goes on, unless it needs what the call gave."""
    if trouble := _trouble(played, 3):
        return Finding("errors", False, f"after a refused call: {trouble}")
    error = played.seen.outcome(0).error
    if error is None or error.status != 404:
        return Finding("errors", False, f"a 404 was reported as {error and error.model_dump(by_alias=True)}")
    return Finding("errors", True, f"{error.cls} with status {error.status}, and the next call was made")


def _apart(played: list[Played]) -> Finding:
    """Scenarios that are under way at a time do not get into each other's way."""
    for number, each in enumerate(played, 1):
        if trouble := _trouble(each, 1):
            return Finding("concurrency", False, f"{len(played)} at a time: {trouble}")
        wanted, text = SAID.format(number), each.seen.outcome().text
        if text != wanted:
            return Finding("concurrency", False, f"scenario {number} was answered {wanted!r}, and reported {text!r}")
    return Finding("concurrency", True, f"{len(played)} scenarios under way, each with its own answer")


def _address(elsewhere: ScriptedServer) -> Finding:
    if elsewhere.exchanges:
        return Finding("base_url", False, "a request went to CONFORMANCE_BASE_URL instead of the scenario's base_url")
    return Finding("base_url", True, "every request went to the server of its scenario")


def _end(driver: Driver) -> Finding:
    if driver.lingered:
        return Finding("end", False, f"it did not end within {TO_END:g} s of its input being closed")
    code = driver.process.returncode
    return Finding("end", code == 0, f"it ended with exit code {code} when its input was closed")
