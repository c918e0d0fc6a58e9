"""How a sin is declared: the plain driver with one thing done wrong, and the requirements that must notice.

Most sins are an edit of one thing on its way: the body of a create, the headers of a request, an interaction that is
read, the events that are heard, the outcome that is told. The others take a class of the driver and do a method wrong.
"""

from __future__ import annotations

import importlib
import inspect
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

from conformance.revisions import LATE_OUTPUTS, NEWEST, Revision

sys.path.append(str(files("conformance.sdk") / "drivers"))  # a driver is a script: it finds its neighbours beside it

from conformance.sdk.drivers.delivery import Delivery
from conformance.sdk.drivers.plain_httpx import HANDSHAKE, Application, Client

__all__ = ["HANDSHAKE", "OLD", "Application", "Client", "Delivery", "Json", "Sin"]

CONTENTS = ("saying", "asking", "reading", "hearing", "framing", "conversing", "failing", "telling")
OLD = LATE_OUTPUTS
"""The revision for sins against requirements that ended with the first shape."""

Json = dict[str, Any]
_Class = TypeVar("_Class", bound=type)
_Edit = TypeVar("_Edit", bound=Callable[..., Any])

_REGISTRY: list[Sin] = []


@dataclass(frozen=True, slots=True)
class Sin:
    """``application`` does one thing wrong; ``kills`` are the ids of the requirements that must notice.

    ``plays`` are names of scenarios to be played besides the first ones of those requirements.
    """

    name: str
    about: str
    kills: tuple[str, ...]
    application: type[Application]
    revision: Revision
    plays: tuple[str, ...]


def sin(kills: str, *, at: Revision = NEWEST, plays: str = "") -> Callable[[_Class], _Class]:
    """Declare a sin: a class derived from the driver's application, client or delivery."""

    def declare(sinner: _Class) -> _Class:
        name = re.sub(r"(?<!^)(?=[A-Z])", "-", sinner.__name__).lower().replace("_", "-")
        about = (inspect.getdoc(sinner) or "").splitlines()[0]
        _REGISTRY.append(Sin(name, about, tuple(kills.split()), _using(sinner), at, tuple(plays.split())))
        return sinner

    return declare


@cache
def sins() -> tuple[Sin, ...]:
    """All sins, module by module."""
    for name in CONTENTS:
        importlib.import_module(f"conformance.sdk.sins.{name}")
    return tuple(_REGISTRY)


def _using(sinner: type) -> type[Application]:
    if issubclass(sinner, Application):
        return sinner
    place = "client" if issubclass(sinner, Client) else "handover"
    return type(sinner.__name__, (Application,), {place: sinner})


# --- edits of one thing on its way -----------------------------------------------------------------------------------


def says(kills: str, *, at: Revision = NEWEST, plays: str = "") -> Callable[[_Edit], _Edit]:
    """Declare a sin: an edit of the body that a create is sent with."""

    def declare(edit: _Edit) -> _Edit:
        class Sinner(Client):
            def send(self, method: str, url: str, *, body: Json | None = None, **more: Any) -> Any:
                return super().send(method, url, body=body and edit(dict(body)), **more)

        return _declared(edit, Sinner, kills, at, plays)

    return declare


def heads(kills: str, *, at: Revision = NEWEST, plays: str = "") -> Callable[[_Edit], _Edit]:
    """Declare a sin: an edit of the client's own headers; it gets the client too."""

    def declare(edit: _Edit) -> _Edit:
        class Sinner(Client):
            def headers(self, *, streamed: bool) -> dict[str, str]:
                edited: dict[str, str] = edit(super().headers(streamed=streamed), self)
                return edited

        return _declared(edit, Sinner, kills, at, plays)

    return declare


def reads(kills: str, *, at: Revision = NEWEST, plays: str = "") -> Callable[[_Edit], _Edit]:
    """Declare a sin: an edit of an interaction that was answered as a whole."""

    def declare(edit: _Edit) -> _Edit:
        class Sinner(Client):
            def read(self, response: Any) -> Json:
                edited: Json = edit(super().read(response))
                return edited

        return _declared(edit, Sinner, kills, at, plays)

    return declare


def hears(kills: str, *, at: Revision = NEWEST, plays: str = "") -> Callable[[_Edit], _Edit]:
    """Declare a sin: an edit of the events of a stream, from all there are to those that are handed on."""

    def declare(edit: _Edit) -> _Edit:
        class Sinner(Client):
            def events(self, response: Any) -> Iterator[Json]:
                yield from edit(super().events(response))

        return _declared(edit, Sinner, kills, at, plays)

    return declare


def tells(kills: str, *, at: Revision = NEWEST, plays: str = "") -> Callable[[_Edit], _Edit]:
    """Declare a sin: an edit of what is reported of each call; it gets the scenario too."""

    def declare(edit: _Edit) -> _Edit:
        class Sinner(Application):
            def play(self) -> list[Json]:
                return [edit(outcome, self.scenario) for outcome in super().play()]

        return _declared(edit, Sinner, kills, at, plays)

    return declare


def _declared(edit: _Edit, sinner: type, kills: str, at: Revision, plays: str) -> _Edit:
    sinner.__name__, sinner.__doc__ = edit.__name__, edit.__doc__
    sin(kills, at=at, plays=plays)(sinner)
    return edit
