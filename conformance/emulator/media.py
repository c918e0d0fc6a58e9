"""Checks on pictures, sound, video and documents in a request, by what the request alone says of them."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from conformance.emulator.errors import invalid, shown
from conformance.emulator.media_types import documented, fits

Json = dict[str, Any]

MEDIA = frozenset({"image", "audio", "video", "document"})
SCHEMES = ("https://", "http://", "gs://")


def check_media(content: Json, path: str) -> None:
    """Raise 400 unless the media block ``content`` carries either base64 data or a URI, and a type of its kind."""
    kind, data, uri = content["type"], content.get("data"), content.get("uri")
    if data is None and uri is None:
        raise invalid(f"Missing 'data' or 'uri' in content of type {kind} at '{path}'.")
    if data is not None and uri is not None:
        raise invalid(f"Only one of 'data' and 'uri' may be set in content of type {kind} at '{path}'.")
    if data is not None:
        _check_data(data, f"{path}.data")
    else:
        _check_uri(str(uri), f"{path}.uri")
    check_type(kind, content.get("mime_type"), f"{path}.mime_type")


def check_type(kind: str, mime_type: str | None, path: str) -> None:
    """Raise 400 if ``mime_type`` is said and none of ``kind``."""
    if mime_type is not None and not fits(kind, mime_type):
        known = ", ".join(f"'{known}'" for known in documented(kind))
        raise invalid(f"The value '{shown(mime_type)}' is not supported for '{path}'. Supported values: {known}.")


def _check_data(data: str, path: str) -> None:
    if data.startswith("data:"):
        raise invalid(f"The value at '{path}' is a data: URL. Send the base64 text alone, and the type as mime_type.")
    try:
        base64.b64decode(data, validate=True)
    except (binascii.Error, ValueError):
        raise invalid(f"The value at '{path}' is no valid base64.") from None
    if not data:
        raise invalid(f"The value at '{path}' is empty.")


def _check_uri(uri: str, path: str) -> None:
    if not uri.lower().startswith(SCHEMES):
        raise invalid(
            f"Unsupported file URI type: {shown(uri)} at '{path}'. File URI must be a File API "
            "(e.g. https://generativelanguage.googleapis.com/files/<id>), Youtube "
            "(e.g. https://www.youtube.com/watch?v=<id>), HTTPS, or gs://bucket/object of a registered file."
        )
