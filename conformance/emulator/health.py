"""``GET /health``: whether this server can do its work, for whoever starts or balances it. No key is needed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from conformance import __version__
from conformance.emulator.store import StoreError
from conformance.revisions import REVISIONS

if TYPE_CHECKING:
    from starlette.requests import Request

    from conformance.emulator.service import Service


def health_of(service: Service) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint for ``service``: 200, or 503 while its store does not answer; an object either way."""
    about = {
        "version": __version__,
        "revisions": [revision.name for revision in REVISIONS],
        "default_revision": service.settings.default.name,
    }

    async def health(_: Request) -> Response:
        try:
            await run_in_threadpool(service.store.check)
        except StoreError:
            return JSONResponse({"status": "failing", "store": "failing", **about}, 503)
        return JSONResponse({"status": "ok", "store": "ok", **about})

    return health
