"""The three ways of uploading: resumable, multipart (metadata and bytes in one request) and raw (bytes alone).

A request says which it is in ``X-Goog-Upload-Protocol`` or, as Google's other APIs have it, ``uploadType``. A resumable
upload is opened with the command ``start``; what follows goes to the address that ``start`` answers with.
"""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from conformance.emulator.files.answers import FileError
from conformance.emulator.files.incoming import METADATA_BYTES, drain, parts, related, whole
from conformance.emulator.files.library import PART_BYTES
from conformance.emulator.files.metadata import Metadata
from conformance.emulator.files.stored import StoredFile
from conformance.emulator.files.uploads import Upload, Uploads, status_header

MULTIPART_BYTES = 20 << 20
COMMANDS = ("start", "upload", "finalize", "query", "cancel")


class Protocols:
    """Takes uploads for ``uploads``."""

    def __init__(self, uploads: Uploads) -> None:
        self.uploads = uploads
        self._busy: set[str] = set()

    async def begin(self, request: Request, owner: str) -> StoredFile | Response:
        """A request without an upload id: the file, or the answer to ``start``."""
        protocol = _protocol(request)
        if protocol == "resumable":
            return await self._start(request, owner)
        if protocol == "multipart":
            return await self._multipart(request, owner)
        metadata = Metadata()
        mime_type = metadata.type_of(request.headers.get("content-type"), None)
        return await self._take(self.uploads.start(owner, mime_type, None, None, None), request)

    async def go_on(self, request: Request, upload_id: str) -> StoredFile | Response:
        """A request of an upload that was started: the file where it is finished, else the status so far.

        One at a time: raises ``FileError`` (409) while another request of the same upload is being read.
        """
        upload = self.uploads.get(upload_id)
        commands = _commands(request)
        if commands == {"query"}:
            return self.uploads.finished(upload) if upload.status == "final" else self._status(upload)
        if upload.id in self._busy:
            await drain(request)
            raise FileError("ABORTED", "Another request of this upload is still being received.")
        self._busy.add(upload.id)
        try:
            return await self._obey(commands, upload, request)
        except FileError:
            await drain(request)
            raise
        finally:
            self._busy.discard(upload.id)

    async def _start(self, request: Request, owner: str) -> Response:
        if _commands(request) != {"start"}:
            raise FileError("INVALID_ARGUMENT", "A resumable upload begins with X-Goog-Upload-Command: start.")
        metadata = Metadata.read(await whole(request, METADATA_BYTES))
        headers = request.headers
        announced = _number(headers.get("x-goog-upload-header-content-length"), "Header-Content-Length")
        file_name = headers.get("x-goog-upload-file-name")
        mime_type = metadata.type_of(headers.get("x-goog-upload-header-content-type"), file_name)
        upload = self.uploads.start(owner, mime_type, metadata.file_id, metadata.display_name, announced)
        address = str(request.url.replace(query=f"upload_id={upload.id}&upload_protocol=resumable"))
        sent = {"x-goog-upload-url": address, "x-goog-upload-control-url": address}
        return Response(headers={**sent, **status_header("active"), "x-goog-upload-chunk-granularity": str(PART_BYTES)})

    async def _multipart(self, request: Request, owner: str) -> StoredFile:
        content_type = request.headers.get("content-type", "")
        described, data, mime_type = related(await whole(request, MULTIPART_BYTES), content_type)
        metadata = Metadata.read(described)
        found = metadata.type_of(mime_type, None)
        upload = self.uploads.start(owner, found, metadata.file_id, metadata.display_name, len(data))
        while len(data) >= PART_BYTES:
            upload = await run_in_threadpool(self.uploads.append, upload, data[:PART_BYTES])
            data = data[PART_BYTES:]
        return await run_in_threadpool(self.uploads.finalize, upload, data)

    async def _obey(self, commands: set[str], upload: Upload, request: Request) -> StoredFile | Response:
        if commands == {"cancel"}:
            self.uploads.cancel(upload)
            return Response(headers=status_header("cancelled"))
        offset = request.headers.get("x-goog-upload-offset") if "upload" in commands else str(upload.received)
        self.uploads.check(upload, _number(offset, "Offset") or 0)
        if "finalize" in commands:
            return await self._take(upload, request)
        return await self._keep(upload, request)

    async def _take(self, upload: Upload, request: Request) -> StoredFile:
        """Read the rest of the file."""
        async for part in parts(request):
            if len(part) < PART_BYTES:
                return await run_in_threadpool(self.uploads.finalize, upload, part)
            upload = await run_in_threadpool(self.uploads.append, upload, part)
        raise ClientDisconnect

    async def _keep(self, upload: Upload, request: Request) -> Response:
        """Read some parts of the file."""
        async for part in parts(request):
            if len(part) == PART_BYTES:
                upload = await run_in_threadpool(self.uploads.append, upload, part)
            elif part:
                message = f"Unless it is the last, a request has a multiple of {PART_BYTES} bytes."
                raise FileError("INVALID_ARGUMENT", message, self.uploads.status(upload))
        return self._status(upload)

    def _status(self, upload: Upload) -> Response:
        return Response(headers=self.uploads.status(upload))


def _protocol(request: Request) -> str:
    said = request.headers.get("x-goog-upload-protocol") or request.query_params.get("uploadType") or "raw"
    if said not in ("resumable", "multipart", "raw", "media"):
        raise FileError("INVALID_ARGUMENT", "X-Goog-Upload-Protocol is one of resumable, multipart, raw.")
    return said


def _commands(request: Request) -> set[str]:
    said = request.headers.get("x-goog-upload-command", "")
    commands = {command.strip().lower() for command in said.split(",")}
    if not commands <= set(COMMANDS) or (len(commands) > 1 and commands != {"upload", "finalize"}):
        known = ", ".join(COMMANDS)
        raise FileError("INVALID_ARGUMENT", f"X-Goog-Upload-Command is one of {known}, or 'upload, finalize'.")
    return commands


def _number(text: str | None, name: str) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 15):
        raise FileError("INVALID_ARGUMENT", f"X-Goog-Upload-{name} is a number of bytes.")
    return int(text)
