"""Checks on pictures, sound, video and documents in a request. Nothing is ever fetched."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from conformance.emulator.errors import invalid, shown

Json = dict[str, Any]

MEDIA = frozenset({"image", "audio", "video", "document"})
DOCUMENT_TYPES = ("application/", "text/")


def check_media(content: Json, path: str) -> None:
    """Raise 400 unless the media block ``content`` carries either base64 data or a public URI, of its own kind."""
    kind, data, uri = content["type"], content.get("data"), content.get("uri")
    if data is None and uri is None:
        raise invalid(f"Missing 'data' or 'uri' in content of type {kind} at '{path}'.")
    if data is not None and uri is not None:
        raise invalid(f"Only one of 'data' and 'uri' may be set in content of type {kind} at '{path}'.")
    if data is not None:
        _check_data(data, f"{path}.data")
    else:
        _check_uri(str(uri), f"{path}.uri")
    _check_mime_type(kind, content.get("mime_type"), f"{path}.mime_type")


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
    if not uri.startswith(("https://", "http://", "gs://")):
        message = f"Unsupported file URI type: {shown(uri)} at '{path}'."
        raise invalid(f"{message} It has to be an http(s) address or the URI of an uploaded file.")


def _check_mime_type(kind: str, mime_type: str | None, path: str) -> None:
    if mime_type is None:
        return
    allowed = DOCUMENT_TYPES if kind == "document" else (f"{kind}/",)
    if not mime_type.lower().startswith(allowed):
        raise invalid(f"The value '{shown(mime_type)}' is not supported for '{path}'.")
