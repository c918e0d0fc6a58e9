"""A driver inside the suite's own process: an ``Application`` of the plain driver, each scenario in a thread.

It takes the place of a process where there are many drivers to be played, and each is known not to be hostile.
"""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable
from typing import Any

from conformance.sdk import protocol
from conformance.sdk.driver import Ended, Launch
from conformance.sdk.protocol import SAID, Handshake, Hello, Order, Refusal, Report

Play = Callable[[dict[str, Any]], list[dict[str, Any]]]


class Inside:
    """Plays scenarios with ``play``, which gets what a driver's process would be sent and gives the outcomes."""

    lingered = False
    stderr = ""

    def __init__(self, handshake: Handshake, play: Play) -> None:
        self.handshake, self._play, self.end = handshake, play, "it is running"

    async def ask(self, order: Order, seconds: float) -> Report | Refusal:
        """Have one scenario played. Raises ``Ended`` where it trips, ``TimeoutError`` where it takes too long."""
        loop = asyncio.get_running_loop()
        waiting: asyncio.Future[Report | Refusal] = loop.create_future()

        def settle(report: Report | Refusal | Ended) -> None:
            if waiting.done():
                return
            if isinstance(report, Ended):
                self.end = str(report)
                waiting.set_exception(report)
            else:
                waiting.set_result(report)

        def work() -> None:
            loop.call_soon_threadsafe(settle, self._report(order))

        threading.Thread(target=work, daemon=True).start()
        return await asyncio.wait_for(waiting, seconds)

    async def close(self) -> None:
        """Nothing to end: what still runs holds nothing that anybody waits for."""

    async def kill(self) -> None:
        """The same."""

    def _report(self, order: Order) -> Report | Refusal | Ended:
        try:
            calls = self._play(json.loads(protocol.line(order)))
            said = SAID.validate_json(json.dumps({"kind": "report", "id": order.id, "calls": calls}, default=str))
        except Exception as error:  # whatever a driver trips over is its end
            return Ended(f"{type(error).__name__}: {error}")
        return said if isinstance(said, Report | Refusal) else Ended("it said a handshake")


def launching(handshake: dict[str, Any], play: Play) -> Launch:
    """Starts ``play`` as a driver."""
    read = Handshake.model_validate({"kind": "driver", "protocol": protocol.PROTOCOL, **handshake})

    async def launch(_: Hello) -> Inside:
        return Inside(read, play)

    return launch
