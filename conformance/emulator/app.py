"""The emulator as an ASGI application: the routes of the API and nothing else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match, Route

from conformance.emulator.access_log import AccessLog
from conformance.emulator.control import Control
from conformance.emulator.direct import Creates, Direct, Fronted, Handlers
from conformance.emulator.endpoints import Endpoints
from conformance.emulator.environments import EnvironmentRoutes
from conformance.emulator.errors import ApiError, shown
from conformance.emulator.faults import Faulty, habits, parse_all
from conformance.emulator.files import file_routes
from conformance.emulator.files.answers import is_path, refusal
from conformance.emulator.health import health_of
from conformance.emulator.service import Service
from conformance.emulator.settings import Settings
from conformance.emulator.store import OverLimit, StoreError
from conformance.emulator.webhooks import WebhookRoutes
from conformance.emulator.webhooks.routes import JWKS, keys
from conformance.emulator.wire import ServiceHeaders, error_response
from conformance.revisions import REVISIONS

PATHS = sorted({path for revision in REVISIONS for path in revision.paths})

SERVED_FROM = {path: min(r.spoken_from for r in REVISIONS if path in r.paths) for path in PATHS}
WEBHOOKS_FROM, ENVIRONMENTS_FROM = "2026-05-04", "2026-07-29"
"""The days on which these came (changelog of the documentation; releases of google-genai)."""
LATEST = "9999-12-31"


def create_app(**settings: Any) -> Fronted:
    """The emulator; keyword arguments are the fields of ``Settings`` (``as_of``, ``store``, ``clock``, …).

    Raises ``ValueError`` as those do and ``StoreError`` for a store that cannot be opened. The
    store is closed when the application shuts down.
    """
    chosen = Settings(**settings)
    service = Service(chosen)
    endpoints = Endpoints(service)
    faults = (*parse_all(chosen.faults), *habits(chosen.flavor, chosen.as_of))
    scripted_faults = service.script is not None and service.script.faulty

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        service.close()

    logged = [Middleware(AccessLog, settings=chosen)] if chosen.access_log else []
    creates = Creates([path + "/interactions" for path in PATHS], endpoints.create, REFUSALS, _failed)
    app = Fronted(
        routes=_all_routes(service, endpoints),
        middleware=[
            *logged,
            Middleware(ServiceHeaders, service.clock),
            Middleware(Faulty, service, faults, open=scripted_faults),
            Middleware(Direct, creates),
        ],
        exception_handlers={**REFUSALS, HTTPException: _unrouted, Exception: _failed},
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False
    app.state.service = service
    app.clock = service.clock
    app.front = None if chosen.access_log or faults or scripted_faults else creates
    return app


def _all_routes(service: Service, endpoints: Endpoints) -> list[Route]:
    routes = [Route("/health", health_of(service))]
    routes += [route for path in PATHS for route in _routes(path + "/interactions", endpoints)]
    day = service.settings.as_of or LATEST
    for path in PATHS:
        routes += WebhookRoutes(service).below(path) if day >= max(WEBHOOKS_FROM, SERVED_FROM[path]) else []
        routes += EnvironmentRoutes(service).below(path) if day >= max(ENVIRONMENTS_FROM, SERVED_FROM[path]) else []
    routes += file_routes(service, PATHS)
    routes.append(Route(JWKS, keys, methods=["GET"]))
    return [*routes, *Control(service).routes()] if service.settings.control else routes


def _routes(collection: str, endpoints: Endpoints) -> list[Route]:
    one = collection + "/{id}"
    return [
        Route(collection, endpoints.created, methods=["POST"]),
        Route(one, endpoints.get, methods=["GET"]),
        Route(one, endpoints.delete, methods=["DELETE"]),
        Route(one + "/cancel", endpoints.cancel, methods=["POST"]),
    ]


def _told(request: Request, error: ApiError) -> Response:
    """``error`` in the shape of the API that was asked: that of interactions, or that of files."""
    return refusal(error) if is_path(request.url.path) else error_response(error)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, ApiError)
    return _told(request, error)


async def _full(request: Request, error: Exception) -> Response:
    assert isinstance(error, OverLimit)
    told = f"This key would store more than {error.limit} bytes: delete interactions or files, or let them expire."
    # Waiting a moment does not help, so that SDKs, which retry a 429, are told not to.
    return _told(request, ApiError(429, "quota_exceeded", told, {"x-should-retry": "false"}))


async def _unstored(request: Request, _: Exception) -> Response:
    return _told(request, ApiError(503, "service_unavailable", "The emulator's store does not answer."))


async def _unrouted(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 405:
        message = f"Method {request.method} is not allowed here."
        return _told(request, ApiError(405, "method_not_allowed", message, {"allow": _allowed(request)}))
    message = f"Not found. The emulator has nothing at {request.method} {shown(request.url.path)}."
    return _told(request, ApiError(error.status_code, "not_found", message))


def _allowed(request: Request) -> str:
    """All methods of the path: a router names those of the first route alone that has the path."""
    found = [route.methods or () for route in request.app.routes if route.matches(request.scope)[0] is not Match.NONE]
    return ", ".join(sorted({method for methods in found for method in methods}))


async def _failed(request: Request, _: Exception) -> Response:
    """Whatever goes wrong inside is told in the service's shape, without details."""
    return _told(request, ApiError(500, "api_error", "The emulator failed to answer this request."))


REFUSALS: Handlers = {ApiError: _refused, OverLimit: _full, StoreError: _unstored}
