"""Scenarios for clients: what a driver is asked to do, and what the scripted server answers meanwhile.

The words for calls (``create``, ``stream`` …) make what a driver gets; those for answers are in
:mod:`conformance.sdk.wire`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal, TypeAlias

from conformance.exchange import Exchange
from conformance.requirement import Span
from conformance.revisions import Revision
from conformance.sdk import protocol
from conformance.sdk.answer import Answer
from conformance.sdk.protocol import Call, Deed, From
from conformance.sdk.wire import MODEL, Wire

Write = Callable[[Wire], "Script"]
Reply: TypeAlias = "Answer | Callable[[Asked], Answer]"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that has come, for an answer that depends on it: ``before`` are the exchanges before it, ``base_url``
    is where the scripted server is.
    """

    exchange: Exchange
    before: tuple[Exchange, ...]
    base_url: str


@dataclass(frozen=True, slots=True)
class Script:
    """The calls of a scenario, in order, and the answers to the requests that come.

    A request gets the first answer that is not given yet and fits it (``Answer.to``); when all that fit are given, the
    last of them again; where none fits, an error 404 of the documented shape. A function in place of an answer fits any
    request, and is asked what to answer.
    """

    calls: Sequence[Call]
    answers: Sequence[Reply]


# eq=False: a scenario is known by itself, and is a key.
@dataclass(frozen=True, slots=True, eq=False)
class ClientScenario:
    """One situation for a client. ``timeout`` is the seconds that it may take in all; one that is ``slow`` waits for a
    client's own back-off, and its time is reported apart.
    """

    name: str
    about: str
    write: Write
    span: Span
    timeout: float = 20.0
    slow: bool = False
    _scripts: dict[Revision, Script] = field(default_factory=dict)

    def at(self, revision: Revision) -> Script:
        """The script at ``revision``."""
        if revision not in self._scripts:
            self._scripts[revision] = self.write(Wire(revision, self.name))
        return self._scripts[revision]

    def does(self, revision: Revision) -> tuple[Deed, ...]:
        """What a driver must be able to do for it."""
        return tuple(dict.fromkeys(call.do for call in self.at(revision).calls))


# --- calls -----------------------------------------------------------------------------------------------------------


def create(**params: Any) -> Call:
    """One create; ``model`` is one that there is unless ``params`` name another model or an agent."""
    return protocol.Create(params=_asked(params))


def stream(**params: Any) -> Call:
    """One streamed create."""
    return protocol.Stream(params=_asked(params))


def resume(**params: Any) -> Call:
    """One streamed create that is resumed until it has ended."""
    return protocol.Resume(params=_asked(params))


def get(interaction: str | From, **params: Any) -> Call:
    """Retrieve an interaction: its id, or ``reported(0)``."""
    return protocol.Get(interaction=interaction, params=params)


def get_stream(interaction: str | From, last_event_id: str | None = None) -> Call:
    """Retrieve an interaction as a stream."""
    return protocol.GetStream(interaction=interaction, last_event_id=last_event_id)


def cancel(interaction: str | From) -> Call:
    """Cancel an interaction."""
    return protocol.Cancel(interaction=interaction)


def delete(interaction: str | From) -> Call:
    """Delete an interaction."""
    return protocol.Delete(interaction=interaction)


def poll(interaction: str | From) -> Call:
    """Retrieve an interaction until it has ended."""
    return protocol.Poll(interaction=interaction)


def converse(*turns: str, history: Literal["stored", "resent"] = "stored", **params: Any) -> Call:
    """A conversation of these turns."""
    return protocol.Converse(turns=turns, history=history, params=_asked(params))


def functions(returns: dict[str, Any], *, stream: bool = False, **params: Any) -> Call:
    """A loop of function calls; ``returns`` says what each function returns."""
    return protocol.Functions(params=_asked(params), returns=returns, stream=stream)


@lru_cache
def reported(number: int) -> From:
    """The id that call ``number`` of the scenario reported."""
    return From.model_validate({"from": number})


def _asked(params: dict[str, Any]) -> dict[str, Any]:
    return params if "model" in params or "agent" in params else {"model": MODEL} | params
