"""One line of JSON per request on standard error, without anything secret: no key, no id, no query, no body."""

from __future__ import annotations

import json
import sys
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from starlette.datastructures import Headers

from conformance.emulator.authentication import HEADER, owner_of
from conformance.emulator.errors import ApiError
from conformance.emulator.negotiation import Asked, negotiate
from conformance.revisions import REVISIONS

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from conformance.emulator.settings import Settings

PATHS = tuple({f"{path}/" for revision in REVISIONS for path in revision.paths})
OWNER_DIGITS = 8
"""How much of an owner's digest is told: enough to tell keys apart."""


class AccessLog:
    """ASGI middleware: after each answer (for a stream, after its last byte) a line with

    ``time`` (UTC), ``method``, ``path`` (parameters by name), ``status`` (null where none was sent), ``ms`` until the
    last byte, ``bytes`` of the body, ``revision`` and ``owner`` (null where there is none, or
    the request was refused for it).
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and log it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, answered, sent = time.perf_counter(), None, 0

        async def counted(message: Message) -> None:
            nonlocal answered, sent
            if message["type"] == "http.response.start":
                answered = message["status"]
            sent += len(message.get("body", b""))
            await send(message)

        try:
            await self.app(scope, receive, counted)
        finally:
            spent = round((time.perf_counter() - began) * 1000, 1)
            line = {**self._asked(scope), "status": answered, "ms": spent, "bytes": sent}
            sys.stderr.write(json.dumps(line) + "\n")

    def _asked(self, scope: Scope) -> dict[str, Any]:
        headers = Headers(scope=scope)
        now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return {
            "time": now,
            "method": scope["method"],
            "path": _template(scope),
            "revision": self._revision(scope["path"], headers),
            "owner": _owner(headers.get(HEADER)),
        }

    def _revision(self, path: str, headers: Headers) -> str | None:
        if not path.startswith(PATHS):
            return None
        asked = Asked(path, headers.get("api-revision"), headers.get("x-goog-api-client"))
        try:
            return negotiate(asked, self._settings.default, self._settings.as_of).name
        except ApiError:
            return None


def _template(scope: Scope) -> str | None:
    """The path with the names of its parameters in place of their values; None where no route took it."""
    if "endpoint" not in scope:
        return None
    names = {str(value): f"{{{name}}}" for name, value in scope.get("path_params", {}).items()}
    return "/".join(names.get(part, part) for part in str(scope["path"]).split("/"))


def _owner(key: str | None) -> str | None:
    try:
        return owner_of(key)[:OWNER_DIGITS]
    except ApiError:
        return None
