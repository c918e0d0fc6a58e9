"""Routes for tests, which no service has: read and move the clock, remove what has expired, deliver what is due.

They are there with ``--control`` only; without it every one of them is a 404 like any other unknown path.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.routing import Route

from conformance.emulator.body import read_json_object
from conformance.emulator.errors import invalid
from conformance.emulator.record import timestamp
from conformance.emulator.wire import json_response

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from conformance.emulator.service import Service

BODY_LIMIT, DEPTH_LIMIT = 10_000, 10


class Control:
    """Handlers for the control routes, over one service."""

    def __init__(self, service: Service) -> None:
        self.service = service

    def routes(self) -> list[Route]:
        """The control routes."""
        return [
            Route("/control/clock", self.clock, methods=["GET"]),
            Route("/control/clock", self.advance, methods=["POST"]),
            Route("/control/sweep", self.sweep, methods=["POST"]),
            Route("/control/deliver", self.deliver, methods=["POST"]),
        ]

    async def clock(self, _: Request) -> Response:
        """GET: ``{"now", "time", "advanced"}``, the time in unix seconds and as text, and by how much it was moved."""
        return json_response(self._time())

    async def advance(self, request: Request) -> Response:
        """POST ``{"advance": seconds}``: moves the clock on, and answers with the new time; it is kept in the store."""
        body = await read_json_object(request, BODY_LIMIT, DEPTH_LIMIT)
        seconds = body.get("advance")
        if set(body) != {"advance"} or isinstance(seconds, bool) or not isinstance(seconds, int | float):
            raise invalid('Give {"advance": SECONDS}, a number of seconds to move the clock on by.')
        try:
            self.service.advance(seconds)
        except ValueError as error:
            raise invalid(f"The clock stays where it is: {error}.") from None
        return json_response(self._time())

    async def sweep(self, _: Request) -> Response:
        """POST: removes what has expired for good; answers ``{"removed": how many documents and files}``."""
        return json_response({"removed": self.service.sweep()})

    async def deliver(self, _: Request) -> Response:
        """POST: sends what webhooks are due now and waits for it; ``{"sent": how many messages}``."""
        return json_response({"sent": await run_in_threadpool(self.service.courier.run_due)})

    def _time(self) -> dict[str, Any]:
        clock = self.service.clock
        now = clock()
        return {"now": now, "time": timestamp(int(now)), "advanced": clock.advanced}
