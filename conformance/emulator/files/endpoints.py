"""The routes of the Files API."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Awaitable, Callable, Iterator
from typing import TYPE_CHECKING

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from conformance.emulator.authentication import HEADER, owner_of
from conformance.emulator.errors import ApiError
from conformance.emulator.files.answers import FileError, answer, full, refusal
from conformance.emulator.files.incoming import METADATA_BYTES, whole
from conformance.emulator.files.library import Library
from conformance.emulator.files.metadata import addresses
from conformance.emulator.files.protocols import Protocols
from conformance.emulator.files.stored import StoredFile
from conformance.emulator.files.uploads import Uploads, status_header
from conformance.emulator.negotiation import refuse_early
from conformance.emulator.store import OverLimit

if TYPE_CHECKING:
    from conformance.emulator.service import Service

Handler = Callable[[Request], Awaitable[Response]]

DEFAULT_PAGE, MAX_PAGE = 10, 100


def file_routes(service: Service, prefixes: list[str]) -> list[Route]:
    """The routes below each of ``prefixes`` (``/v1beta`` …), and below ``/upload`` for the bytes."""
    files = Files(service)
    return [route for prefix in prefixes for route in files.routes(prefix)]


class Files:
    """Handlers over the files of one service."""

    def __init__(self, service: Service) -> None:
        self.settings = service.settings
        self.library: Library = service.files
        self.protocols = Protocols(Uploads(service.files, service.settings.file_limit))

    def routes(self, prefix: str) -> list[Route]:
        """The routes below ``prefix``."""
        handlers: tuple[tuple[str, str, Handler], ...] = (
            ("POST", f"/upload{prefix}/files", self.upload),
            ("PUT", f"/upload{prefix}/files", self.upload),
            ("GET", f"{prefix}/files", self.list),
            ("POST", f"{prefix}/files:register", self.register),
            ("GET", f"{prefix}/files/{{id}}:download", self.download),
            ("GET", f"{prefix}/files/{{id}}", self.get),
            ("DELETE", f"{prefix}/files/{{id}}", self.delete),
        )
        return [Route(path, self._answering(handler), methods=[method]) for method, path, handler in handlers]

    def _answering(self, handler: Handler) -> Handler:
        async def answering(request: Request) -> Response:
            try:
                refuse_early(request.url.path.removeprefix("/upload"), self.settings.as_of)
                return await handler(request)
            except ClientDisconnect:
                return Response(status_code=499)  # nobody reads it; what came before stays
            except OverLimit as over:
                return refusal(full(over.limit))
            except ApiError as error:
                return refusal(error)

        return answering

    async def upload(self, request: Request) -> Response:
        """POST to ``/upload``: some or all bytes of a file. Who has the address of an upload needs no key."""
        upload_id = request.query_params.get("upload_id")
        if upload_id is None:
            done = await self.protocols.begin(request, _owner(request))
        else:
            done = await self.protocols.go_on(request, upload_id)
        if isinstance(done, Response):
            return done
        headers = {**status_header("final"), "x-goog-upload-size-received": str(done.size)}
        return answer({"file": self._shown(done, request)}, headers)

    async def get(self, request: Request) -> Response:
        """GET: what is known of a file."""
        return answer(self._shown(self.library.get(request.path_params["id"], _owner(request)), request))

    async def list(self, request: Request) -> Response:
        """GET: the files of a key, the newest first, page by page."""
        owner, size = _owner(request), _page_size(request.query_params.get("pageSize", ""))
        after = _position(request.query_params.get("pageToken", ""))
        left = [file for file in self.library.all(owner) if (-file.created, file.id) > after]
        page: dict[str, object] = {"files": [self._shown(file, request) for file in left[:size]]} if left else {}
        if len(left) > size:
            page["nextPageToken"] = _token(left[size - 1])
        return answer(page)

    async def delete(self, request: Request) -> Response:
        """DELETE: forgets a file; the answer is an empty object."""
        self.library.delete(request.path_params["id"], _owner(request))
        return answer({})

    async def download(self, request: Request) -> Response:
        """GET …:download?alt=media: the bytes of a generated file; others are refused, as documented."""
        file = self.library.get(request.path_params["id"], _owner(request))
        if request.query_params.get("alt") != "media":
            raise FileError("INVALID_ARGUMENT", "Ask for the bytes with alt=media.")
        if file.source != "GENERATED" or file.bytes_id is None:
            raise FileError("FAILED_PRECONDITION", "Only generated files can be downloaded, uploaded ones cannot.")
        content: Iterator[bytes] = self.library.parts(file.bytes_id, file.owner, file.size or 0)
        return StreamingResponse(content, headers={"content-type": file.mime_type, "content-length": str(file.size)})

    async def register(self, request: Request) -> Response:
        """POST …:register: makes files of objects in Google's storage; it takes the token of an account."""
        owner = _owner(request)
        if not request.headers.get("authorization", "").lower().startswith("bearer "):
            raise FileError("PERMISSION_DENIED", "Files are registered with the token of a Google account.")
        made = [self.library.register(uri, owner) for uri in addresses(await whole(request, METADATA_BYTES))]
        return answer({"files": [self._shown(file, request) for file in made]})

    def _shown(self, file: StoredFile, request: Request) -> dict[str, object]:
        prefix = request.url.path.removeprefix("/upload").split("/files")[0]
        return file.shown(f"{str(request.base_url).rstrip('/')}{prefix}", self.library.clock())


def _owner(request: Request) -> str:
    """Whose request it is: by the header, or as the older samples of the Files API have it, by ``?key=``."""
    return owner_of(request.headers.get(HEADER) or request.query_params.get("key"))


def _page_size(text: str) -> int:
    """How many files a page has: ten unless said otherwise, a hundred at most."""
    if not text:
        return DEFAULT_PAGE
    if not (text.isascii() and text.isdigit()):
        raise FileError("INVALID_ARGUMENT", "pageSize is a whole number, not less than zero.")
    return min(int(text[:9]), MAX_PAGE) or DEFAULT_PAGE


def _token(file: StoredFile) -> str:
    return base64.urlsafe_b64encode(f"{file.created!r} {file.id}".encode()).decode()


def _position(token: str) -> tuple[float, str]:
    """Where the page before ended; raises ``FileError`` for what is no token."""
    if not token:
        return float("-inf"), ""
    try:
        created, file_id = base64.urlsafe_b64decode(token.encode("ascii")).decode("ascii").split(" ")
        return -float(created), file_id
    except (ValueError, binascii.Error):
        raise FileError("INVALID_ARGUMENT", "The page token is invalid.") from None
