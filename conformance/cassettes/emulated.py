"""A stage on the emulator that plays the same in every run, byte for byte: for cassettes that are kept.

Each scenario has an emulator to itself, with ids by the scenario's name and a clock that starts on the day from which
the revision was the default; nothing goes over a socket. So one scenario recorded alone is as it is among all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from conformance.api import Api
from conformance.cassettes.cassette import PROBE
from conformance.cassettes.inside import Inside
from conformance.cassettes.own_time import OwnTime
from conformance.cassettes.shelf import RECEIVER, SERVICE
from conformance.client import Client
from conformance.emulator import create_app
from conformance.emulator.outbound import AGENT, Outbound, Unreachable
from conformance.exchange import Request, Response
from conformance.play import Played, Stage
from conformance.receiver import Receiver
from conformance.requirement import Scenario
from conformance.revisions import Revision
from conformance.session import EMULATOR_KEY
from conformance.target import Target

if TYPE_CHECKING:
    import httpx

STEP = 0.05
"""Seconds between two looks at what the emulator has to deliver."""


@dataclass(slots=True)
class EmulatedStage(Stage):
    """A stage of which every scenario has its own emulator."""

    shares_probe: ClassVar[bool] = False

    def _play(self, scenario: Scenario) -> Played:
        with emulated(scenario.name, self.target, self.revision) as (client, receiver):
            return self._tried(scenario, client, receiver)


@contextmanager
def opened(target: Target, revision: Revision) -> Iterator[Stage]:
    """The stage, after its probe."""
    with emulated(PROBE, target, revision) as (client, _):
        probe = Api(client, target, revision, PROBE).create()
        stage = EmulatedStage(client, target, revision, probe)
        yield stage
        stage.close()


def opening(revision: Revision) -> datetime:
    """The moment at which each emulator's clock starts: noon of the revision's first day as the default."""
    return datetime.fromisoformat(revision.default_from).replace(hour=12, tzinfo=UTC)


@contextmanager
def emulated(scenario: str, target: Target, revision: Revision) -> Iterator[tuple[Client, Receiver]]:
    """A new emulator for a scenario: a client of it, and the receiver that it reaches."""
    start, loop = opening(revision), OwnTime()
    receiver = _Receiver(RECEIVER)
    app = create_app(
        revision=revision.name,
        seed=int.from_bytes(hashlib.sha256(scenario.encode()).digest()[:8]),
        clock=lambda: start.timestamp() + loop.time(),
        allow_fetch=(receiver.host,),
        network=partial(_ToReceiver, receiver=receiver),
    )
    receiver.due, receiver.loop = app.state.service.courier.run_due, loop
    timing = loop.timing(start)
    answering = Inside(app, loop)
    try:
        with Client(SERVICE, EMULATOR_KEY, revision, target.timeout, answering=answering, timing=timing) as client:
            yield client, receiver
    finally:
        app.state.service.close()
        loop.close()


@dataclass(slots=True)
class _Receiver(Receiver):
    """Hears what is due on the emulator's clock; waiting moves the clock on."""

    loop: OwnTime | None = None
    due: Callable[[], int] = field(default=lambda: 0)

    def heard(self, path: str, number: int, seconds: float, about: str = "") -> list[tuple[Request, Response]]:
        assert self.loop is not None
        deadline = self.loop.time() + seconds
        while True:
            self.due()
            found = Receiver.heard(self, path, 0, 0, about)
            if len(found) >= number or self.loop.time() >= deadline:
                return found
            self.loop.sleep(STEP)


@dataclass(frozen=True)
class _ToReceiver(Outbound):
    """The emulator's way to other servers, of which there is one: the receiver."""

    receiver: Receiver | None = None

    def _send(
        self, method: str, url: httpx.URL, headers: Mapping[str, str], content: bytes, limit: int, deadline: float
    ) -> tuple[int, dict[str, str], bytes]:
        assert self.receiver is not None
        if method == "POST":
            size = {"content-length": str(len(content))} if content else {}
            heard = {"host": url.netloc.decode("ascii"), **AGENT, **headers, **size}
            return self.receiver.take(url.path, heard, content), {}, b""
        page = self.receiver.pages.get(url.path) if method == "GET" else None
        if page is None:
            return 404, {}, b""
        if (page.size or len(page.data)) > limit:
            raise Unreachable(f"more than {limit} bytes")
        return 200, {"content-type": page.mime_type}, b"".join(page.pieces())
