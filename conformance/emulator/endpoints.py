"""The four endpoints: from a request on the wire to an answer on the wire."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import URL, Headers
from starlette.requests import Request
from starlette.responses import Response

from conformance.emulator import render, stream
from conformance.emulator.authentication import HEADER, QUERY, RAW_HEADER, owner_of
from conformance.emulator.body import read_json
from conformance.emulator.commits import Commits
from conformance.emulator.delivery import attached, followed
from conformance.emulator.errors import ApiError, invalid, shown
from conformance.emulator.flavor import coded
from conformance.emulator.generated import kinds_by_address
from conformance.emulator.negotiation import Negotiation, asked_by, negotiate
from conformance.emulator.query import GetQuery
from conformance.emulator.streams import Streams
from conformance.emulator.understanding import Understanding
from conformance.emulator.wire import fields, json_response, raw_fields

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import Receive, Scope

    from conformance.emulator.record import Record
    from conformance.emulator.service import Service
    from conformance.revisions import Revision


EVENT_STREAM = ((b"content-type", b"text/event-stream"),)
DOWNLOAD = (*EVENT_STREAM, (b"content-disposition", b"attachment"))


class Endpoints:
    """Handlers for the routes, over one service."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.streams = Streams(service.settings.stream_limit)
        self._gathers = service.store.gathers
        self._commits = Commits(service.store)
        self._understood = Understanding(service.settings.depth_limit)
        self._negotiated = Negotiation(service.settings.default, service.settings.as_of)

    def _revision(self, request: Request) -> Revision:
        asked = asked_by(request.scope["path"], fields(request.scope))
        return negotiate(asked, self.service.settings.default, self.service.settings.as_of)

    async def created(self, request: Request) -> Response:
        """As ``create``, for a router."""
        return await self.create(request.scope, raw_fields(request.scope), request.receive)

    async def create(self, scope: Scope, headers: Mapping[bytes, bytes], receive: Receive) -> Response:
        """POST: an interaction, as JSON or as a stream. ``headers`` are those of ``scope``, names in lower case."""
        key = headers.get(RAW_HEADER)
        owner = owner_of(key.decode("latin-1") if key else Request(scope).query_params.get(QUERY))
        revision = self._negotiated(scope["path"], headers.get(b"api-revision"), headers.get(b"x-goog-api-client"))
        settings = self.service.settings
        try:
            wanted = self._understood(await read_json(headers, receive, settings.body_limit), revision)
            if wanted.stream:
                self.streams.check()
            if self.service.script:
                wanted = replace(wanted, headers=Headers(scope=scope))
            if wanted.options.formats and kinds_by_address(wanted.options.formats):
                wanted = replace(wanted, base=str(URL(scope=scope)).rpartition("/interactions")[0])
            if self.service.outbound.hosts:  # it may wait for others; otherwise it takes less than a millisecond
                record = await run_in_threadpool(self.service.create, wanted, owner)
            else:
                record = self.service.create(wanted, owner, later=True)
                if self._gathers and record.stored:
                    await self._commits.next()
            if wanted.stream:
                return self._streamed(scope, record, revision)
            if record.delivery and (before := record.delivery.get("before")):
                await asyncio.sleep(before)
            return json_response(render.created(record, revision))
        except ApiError as error:
            raise coded(error, revision, settings.flavor) from None

    def _streamed(self, scope: Scope, record: Record, revision: Revision) -> Response:
        """``record`` as a stream: what has ended already is told at once."""
        download = scope["query_string"] and Request(scope).query_params.get("alt") == "sse"
        headers = DOWNLOAD if download else EVENT_STREAM
        if not record.running:
            return self.streams.whole(b"".join(stream.frames(record, revision)) + stream.DONE, headers)
        tell = followed if record.background else attached
        return self.streams.response(tell(self.service, record, revision), headers)

    async def get(self, request: Request) -> Response:
        """GET: a stored interaction, as JSON or replayed as a stream."""
        owner = owner_of(request.headers.get(HEADER) or request.query_params.get(QUERY))
        revision = self._revision(request)
        query = GetQuery.read(request.query_params)
        record = self.service.get(request.path_params["id"], owner)
        if query.stream:
            self.streams.check()
            seen = self._seen(query.after, record, revision)
            return self.streams.response(followed(self.service, record, revision, seen), EVENT_STREAM)
        return json_response(render.fetched(record, revision, include_input=query.include_input))

    async def delete(self, request: Request) -> Response:
        """DELETE: forgets an interaction; the answer is an empty object."""
        owner = owner_of(request.headers.get(HEADER) or request.query_params.get(QUERY))
        self._revision(request)
        self.service.delete(request.path_params["id"], owner)
        return json_response({})

    async def cancel(self, request: Request) -> Response:
        """POST …/cancel: stops background work."""
        owner = owner_of(request.headers.get(HEADER) or request.query_params.get(QUERY))
        revision = self._revision(request)
        record = self.service.cancel(request.path_params["id"], owner)
        return json_response(render.fetched(record, revision, include_input=False))

    def _seen(self, event_id: str, record: Record, revision: Revision) -> int:
        """How many events of ``record`` a client has seen that saw ``event_id`` last; raises 400 for a foreign id."""
        try:
            return stream.position(event_id, self.service.plan(record), revision) if event_id else 0
        except ValueError:
            told = f"The value '{shown(event_id)}' of 'last_event_id' is no event id of this interaction."
            raise invalid(told) from None
