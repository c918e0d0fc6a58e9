"""Checks on pictures, sound, video and documents in a request, by what the request alone says of them."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any

from conformance.emulator.errors import invalid, shown
from conformance.emulator.media_types import documented, fits

Json = dict[str, Any]

MEDIA = frozenset({"image", "audio", "video", "document"})
INLINE_BYTES, PDF_BYTES = 100_000_000, 50_000_000
"""The most that is documented to come inline (clause mm.in.large-via-files); larger files are uploaded."""
OFFSET = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?s")
SCHEMES = ("https://", "http://", "gs://")


def check_media(content: Json, path: str) -> None:
    """Raise 400 unless the media block ``content`` carries either base64 data or a URI, and a type of its kind."""
    kind, data, uri = content["type"], content.get("data"), content.get("uri")
    if data is None and uri is None:
        raise invalid(f"Missing 'data' or 'uri' in content of type {kind} at '{path}'.")
    if data is not None and uri is not None:
        raise invalid(f"Only one of 'data' and 'uri' may be set in content of type {kind} at '{path}'.")
    if data is not None:
        _check_data(data, content.get("mime_type"), f"{path}.data")
    else:
        _check_uri(str(uri), f"{path}.uri")
    check_type(kind, content.get("mime_type"), f"{path}.mime_type")
    _check_span(content.get("processing"), f"{path}.processing")


def check_type(kind: str, mime_type: str | None, path: str) -> None:
    """Raise 400 if ``mime_type`` is said and none of ``kind``."""
    if mime_type is not None and not fits(kind, mime_type):
        known = ", ".join(f"'{known}'" for known in documented(kind))
        raise invalid(f"The value '{shown(mime_type)}' is not supported for '{path}'. Supported values: {known}.")


def _check_data(data: str, mime_type: str | None, path: str) -> None:
    if data.startswith("data:"):
        raise invalid(f"The value at '{path}' is a data: URL. Send the base64 text alone, and the type as mime_type.")
    try:
        base64.b64decode(data, validate=True)
    except (binascii.Error, ValueError):
        raise invalid(f"The value at '{path}' is no valid base64.") from None
    if not data:
        raise invalid(f"The value at '{path}' is empty.")
    limit = PDF_BYTES if mime_type == "application/pdf" else INLINE_BYTES
    if len(data) * 3 // 4 > limit:
        raise invalid(f"The value at '{path}' is larger than {limit} bytes. Upload it with the Files API instead.")


def _check_span(processing: object, path: str) -> None:
    """A part of a recording has a beginning before its end, both in seconds (recorded for videos)."""
    if not isinstance(processing, dict):
        return
    offsets = [processing[name] for name in ("start_offset", "end_offset") if name in processing]
    if not all(OFFSET.fullmatch(offset) for offset in offsets):
        raise invalid(f"Invalid input at '{path}'. Offsets are seconds with an s, such as '1.5s'.")
    if len(offsets) == 2 and not float(offsets[0][:-1]) < float(offsets[1][:-1]):
        raise invalid(f"Invalid input at '{path}'. The start_offset has to be before the end_offset.")


def _check_uri(uri: str, path: str) -> None:
    if not uri.lower().startswith(SCHEMES):
        raise invalid(
            f"Unsupported file URI type: {shown(uri)} at '{path}'. File URI must be a File API "
            "(e.g. https://generativelanguage.googleapis.com/files/<id>), Youtube "
            "(e.g. https://www.youtube.com/watch?v=<id>), HTTPS, or gs://bucket/object of a registered file."
        )
