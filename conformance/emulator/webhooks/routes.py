"""The routes of webhooks: create, list, get, update, delete, ping, rotate the secret; and the public key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.routing import Route

from conformance.emulator.authentication import HEADER, owner_of
from conformance.emulator.body import read_json_object
from conformance.emulator.errors import invalid, shown
from conformance.emulator.paging import page, token
from conformance.emulator.webhooks.registry import FIELDS, REVOCATIONS, resource
from conformance.emulator.webhooks.signing import key_set
from conformance.emulator.wire import json_response

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from conformance.emulator.service import Service

Json = dict[str, Any]

JWKS = "/.well-known/jwks.json"
"""Where the public key is, as at the live service."""


class WebhookRoutes:
    """Handlers for the routes below ``/webhooks``, over one service."""

    def __init__(self, service: Service) -> None:
        self.service = service

    def below(self, prefix: str) -> list[Route]:
        """The routes below ``prefix``, the path of the API. The webhooks page names two ways to rotate a secret."""
        one = prefix + "/webhooks/{id}"
        return [
            Route(prefix + "/webhooks", self.create, methods=["POST"]),
            Route(prefix + "/webhooks", self.list, methods=["GET"]),
            Route(one + ":ping", self.ping, methods=["POST"]),
            Route(one + ":rotateSigningSecret", self.rotate, methods=["POST"]),
            Route(one + "/rotate_secret", self.rotate, methods=["POST"]),
            Route(one, self.get, methods=["GET"]),
            Route(one, self.update, methods=["PATCH"]),
            Route(one, self.delete, methods=["DELETE"]),
        ]

    async def create(self, request: Request) -> Response:
        """POST: a new webhook; its secret is in this answer only."""
        owner = owner_of(request.headers.get(HEADER))
        made, secret = self.service.webhooks.create(await self._body(request), owner)
        return json_response({**self._shown(made), "new_signing_secret": secret})

    async def list(self, request: Request) -> Response:
        """GET: the webhooks of the key, in pages."""
        owner = owner_of(request.headers.get(HEADER))
        after, size = page(request.query_params)
        found = self.service.webhooks.list(owner, after, size + 1)
        value: Json = {"webhooks": [self._shown(one) for one in found[:size]]}
        if len(found) > size:
            value["next_page_token"] = token(found[size - 1]["id"])
        return json_response(value)

    async def get(self, request: Request) -> Response:
        """GET …/{id}: one webhook."""
        owner = owner_of(request.headers.get(HEADER))
        return json_response(self._shown(self.service.webhooks.get(request.path_params["id"], owner)))

    async def update(self, request: Request) -> Response:
        """PATCH …/{id}: changes the fields in the body, with ``update_mask`` only those that it names."""
        owner = owner_of(request.headers.get(HEADER))
        body = await self._body(request)
        named = [name.strip() for name in request.query_params.get("update_mask", "").split(",") if name.strip()]
        for name in named:
            if name not in FIELDS:
                raise invalid(f"The value '{shown(name)}' is invalid for 'update_mask'.")
        wanted = {name: value for name, value in body.items() if not named or name in named}
        return json_response(self._shown(self.service.webhooks.update(request.path_params["id"], wanted, owner)))

    async def delete(self, request: Request) -> Response:
        """DELETE …/{id}: removes it; the answer is an empty object."""
        self.service.webhooks.delete(request.path_params["id"], owner_of(request.headers.get(HEADER)))
        return json_response({})

    async def ping(self, request: Request) -> Response:
        """POST …/{id}:ping: sends a message that means nothing; the answer is an empty object."""
        owner = owner_of(request.headers.get(HEADER))
        self.service.courier.ping(self.service.webhooks.get(request.path_params["id"], owner), owner)
        return json_response({})

    async def rotate(self, request: Request) -> Response:
        """POST …/{id}:rotateSigningSecret: a new secret, in this answer only."""
        owner = owner_of(request.headers.get(HEADER))
        body = await self._body(request)
        behavior = body.get("revocation_behavior", REVOCATIONS[0])
        return json_response({"secret": self.service.webhooks.rotate(request.path_params["id"], str(behavior), owner)})

    async def _body(self, request: Request) -> Json:
        settings = self.service.settings
        if int(request.headers.get("content-length", "1") or 0) == 0:
            return {}  # ping and rotate need none
        return await read_json_object(request, settings.body_limit, settings.depth_limit)

    def _shown(self, webhook: Json) -> Json:
        return resource(webhook, self.service.clock())


async def keys(_: Request) -> Response:
    """GET: the public key as a JSON Web Key Set, for everybody."""
    return json_response(key_set())
