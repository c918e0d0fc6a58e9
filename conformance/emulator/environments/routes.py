"""The routes of environments: create, list, get, delete, and what files there are. From August 2026."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.responses import Response
from starlette.routing import Route

from conformance.emulator.authentication import HEADER, owner_of
from conformance.emulator.body import read_json_object
from conformance.emulator.environments.keeping import DESCRIBED, archive, listing, resource
from conformance.emulator.errors import invalid, not_found, shown
from conformance.emulator.paging import page, token
from conformance.emulator.wire import json_response

if TYPE_CHECKING:
    from starlette.requests import Request

    from conformance.emulator.service import Service

Json = dict[str, Any]


class EnvironmentRoutes:
    """Handlers for the routes below ``/environments``, over one service."""

    def __init__(self, service: Service) -> None:
        self.service = service

    def below(self, prefix: str) -> list[Route]:
        """The routes below ``prefix``, the path of the API."""
        one = prefix + "/environments/{id}"
        return [
            Route(prefix + "/environments", self.create, methods=["POST"]),
            Route(prefix + "/environments", self.list, methods=["GET"]),
            Route(one, self.get, methods=["GET"]),
            Route(one, self.delete, methods=["DELETE"]),
            Route(prefix + "/files/environment-{id}:download", self.snapshot, methods=["GET"]),
            Route(one + "/files", self.files, methods=["GET"]),
            Route(one + "/files/{path:path}", self.files, methods=["GET"]),
        ]

    async def create(self, request: Request) -> Response:
        """POST: a new environment with the given sources and network rules."""
        owner = owner_of(request.headers.get(HEADER))
        settings = self.service.settings
        body = await read_json_object(request, settings.body_limit, settings.depth_limit)
        for name in body:
            if name not in DESCRIBED:
                raise invalid(f"Unknown parameter '{shown(name)}'.")
        sources = body.get("sources", [])
        if not isinstance(sources, list) or not all(isinstance(source, dict) for source in sources):
            raise invalid("The value is invalid for 'sources'. Expected an array of objects.")
        return json_response(resource(self.service.environments.create(body, owner)))

    async def list(self, request: Request) -> Response:
        """GET: the environments of the key, in pages."""
        owner = owner_of(request.headers.get(HEADER))
        after, size = page(request.query_params)
        found = self.service.environments.list(owner, after, size + 1)
        value: Json = {"environments": [resource(one) for one in found[:size]]}
        if len(found) > size:
            value["next_page_token"] = token(found[size - 1]["id"])
        return json_response(value)

    async def get(self, request: Request) -> Response:
        """GET …/{id}: one environment."""
        return json_response(resource(self._kept(request)))

    async def delete(self, request: Request) -> Response:
        """DELETE …/{id}: removes it; the answer is an empty object."""
        owner = owner_of(request.headers.get(HEADER))
        self.service.environments.delete(request.path_params["id"], owner)
        return json_response({})

    async def files(self, request: Request) -> Response:
        """GET …/{id}/files/{path}: what is there, or with ``alt=media`` the file itself."""
        kept, path = self._kept(request), request.path_params.get("path", "").strip("/")
        if request.query_params.get("alt") == "media":
            if path not in kept["files"]:
                raise not_found(f"File '{shown(path)}' not found.")
            return Response(kept["files"][path].encode(), headers={"content-type": "text/plain; charset=UTF-8"})
        found = listing(kept, path, recursive=request.query_params.get("recursive") == "true")
        if found is None:
            raise not_found(f"File '{shown(path)}' not found.")
        return json_response({"files": found})

    async def snapshot(self, request: Request) -> Response:
        """GET /files/environment-{id}:download: everything in it as a tar archive (page of the managed agents)."""
        return Response(archive(self._kept(request)), headers={"content-type": "application/x-tar"})

    def _kept(self, request: Request) -> Json:
        owner = owner_of(request.headers.get(HEADER))
        return self.service.environments.get(request.path_params["id"], owner)
