"""Reading the bytes of a request: part by part, or as a whole where they are few."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import suppress
from email import message_from_bytes
from email.message import Message

from starlette.requests import ClientDisconnect, Request

from conformance.emulator.files.answers import FileError
from conformance.emulator.files.library import PART_BYTES

METADATA_BYTES = 64 << 10
DRAIN_BYTES = 8 * PART_BYTES
"""How much of a refused body is read and thrown away, so that an ordinary client gets to see the answer."""


async def parts(request: Request) -> AsyncIterator[bytes]:
    """The body in parts of ``PART_BYTES``, then the rest, which is shorter and may be empty.

    Raises starlette's ``ClientDisconnect`` where the client breaks off; the parts up to there have been yielded.
    """
    buffer = bytearray()
    async for chunk in request.stream():
        buffer += chunk
        while len(buffer) >= PART_BYTES:
            yield bytes(buffer[:PART_BYTES])
            del buffer[:PART_BYTES]
    yield bytes(buffer)


async def whole(request: Request, limit: int) -> bytes:
    """The body; raises ``FileError`` where it has more than ``limit`` bytes."""
    buffer = bytearray()
    async for chunk in request.stream():
        buffer += chunk
        if len(buffer) > limit:
            await drain(request)
            message = f"This request may have at most {limit} bytes. Upload large files with the resumable protocol."
            raise FileError("INVALID_ARGUMENT", message)
    return bytes(buffer)


async def drain(request: Request) -> None:
    """Read on and throw away, up to ``DRAIN_BYTES``."""
    size = 0
    with suppress(RuntimeError, ClientDisconnect):  # it was read to its end, or nobody is there any more
        async for chunk in request.stream():
            size += len(chunk)
            if size > DRAIN_BYTES:
                return


def related(raw: bytes, content_type: str) -> tuple[bytes, bytes, str | None]:
    """The two parts of a ``multipart/related`` body: the metadata, the bytes and their media type.

    Raises ``FileError`` unless there are just these two.
    """
    outer = Message()
    outer["content-type"] = content_type
    boundary = (outer.get_boundary() or "").encode("utf-8", "replace")
    pieces = (b"\r\n" + raw).split(b"\r\n--" + boundary) if boundary else []
    if outer.get_content_type() != "multipart/related" or len(pieces) != 4 or not pieces[3].startswith(b"--"):
        message = "A multipart upload is multipart/related with two parts: metadata as JSON, then the bytes."
        raise FileError("INVALID_ARGUMENT", message)
    metadata, data = (piece.partition(b"\r\n\r\n") for piece in pieces[1:3])
    head = message_from_bytes(data[0].strip() + b"\r\n\r\n")
    return metadata[2], data[2], head.get("content-type")
