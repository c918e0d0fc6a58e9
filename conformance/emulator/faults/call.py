"""One request, as faults see it."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote

from conformance.emulator.authentication import HEADER, owner_of
from conformance.emulator.errors import ApiError
from conformance.emulator.negotiation import asked_by, negotiate

if TYPE_CHECKING:
    from starlette.types import Message, Receive, Scope

    from conformance.emulator.record import Record
    from conformance.emulator.service import Service
    from conformance.revisions import Revision

Json = dict[str, Any]

INTERACTIONS = re.compile(r"/v1(?:beta)?/interactions(?:/(?P<id>[^/]+))?(?P<cancel>/cancel)?/?")
TRUE = ("true", "1")


@dataclass
class Call:
    """``raw`` is the body as it came. ``receive`` is what is left of the connection, which tells when it is gone."""

    scope: Scope
    receive: Receive
    service: Service
    raw: bytes = b""

    @cached_property
    def headers(self) -> Mapping[str, str]:
        """The headers of the request, names in lower case."""
        return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in self.scope["headers"]}

    @cached_property
    def operation(self) -> str:
        """``create``, ``get``, ``delete``, ``cancel``, ``files``, or nothing for what is no part of the API."""
        found = INTERACTIONS.fullmatch(self.scope["path"])
        if found is None:
            return "files" if "/files" in self.scope["path"] else ""
        if found["cancel"]:
            return "cancel"
        method = self.scope["method"]
        return "create" if found["id"] is None else {"GET": "get", "DELETE": "delete"}.get(method, "other")

    @cached_property
    def sent(self) -> Json:
        """The body as an object; an empty one where it is none."""
        try:
            value = json.loads(self.raw) if self.raw else {}
        except (ValueError, RecursionError):
            return {}
        return value if isinstance(value, dict) else {}

    @cached_property
    def query(self) -> Mapping[str, str]:
        """The query parameters, the last of each name."""
        return {name: values[-1] for name, values in parse_qs(self.scope["query_string"].decode("latin-1")).items()}

    @cached_property
    def streamed(self) -> bool:
        """Whether the answer is asked for as a stream."""
        if self.operation == "create":
            return self.sent.get("stream") is True
        return self.operation == "get" and self.query.get("stream", "").lower() in TRUE

    @cached_property
    def revision(self) -> Revision | None:
        """The revision that the request is answered in; None where it is refused."""
        asked = asked_by(self.scope["path"], self.headers)
        try:
            return negotiate(asked, self.service.settings.default, self.service.settings.as_of)
        except ApiError:
            return None

    @cached_property
    def id(self) -> str:
        """The interaction that the path names."""
        found = INTERACTIONS.fullmatch(self.scope["path"])
        return unquote(found["id"] or "") if found else ""

    @cached_property
    def owner(self) -> str:
        """Whose request it is; nobody's without a good key."""
        try:
            return owner_of(self.headers.get(HEADER))
        except ApiError:
            return ""

    @property
    def agent(self) -> str:
        """The agent that a create asks for, or that made the interaction that the path names; empty for models."""
        if self.operation == "create":
            return str(self.sent.get("agent", ""))
        record = self.record()
        return (record.agent if record else None) or ""

    def record(self, interaction_id: str | None = None) -> Record | None:
        """The interaction of that id (default: the one that the path names), if the caller has it."""
        try:
            return self.service.get(interaction_id or self.id, self.owner)
        except ApiError:
            return None

    async def pause(self, seconds: float) -> None:
        """Wait so long, or until the client has gone away."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while (await self.receive())["type"] != "http.disconnect":
                    continue

    async def read(self, limit: int) -> Receive:
        """Read the body into ``raw``; what gives it again. A body over ``limit`` bytes is left to be refused."""
        messages: list[Message] = []
        more = True
        while more and sum(len(message.get("body", b"")) for message in messages) <= limit:
            messages.append(await self.receive())
            more = messages[-1].get("more_body", False)
        if not more:
            self.raw = b"".join(message.get("body", b"") for message in messages)
        rest = iter(messages)

        async def replay() -> Message:
            return next(rest, None) or await self.receive()

        return replay

    def resent(self, body: Json) -> Receive:
        """What gives ``body`` in place of the one that came."""
        raw = json.dumps(body, ensure_ascii=False).encode("utf-8", "surrogatepass")
        rest = iter([{"type": "http.request", "body": raw, "more_body": False}])

        async def replay() -> Message:
            return next(rest, None) or await self.receive()

        return replay
