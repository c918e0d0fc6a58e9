"""What a client says of a file to come: a JSON object beside the bytes."""

from __future__ import annotations

import json
import mimetypes
import re
from dataclasses import dataclass
from typing import Any

from conformance.emulator.files.answers import FileError
from conformance.emulator.files.names import MAX_DISPLAY_NAME, chosen_id

Json = dict[str, Any]

MIME_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+")
ADDRESS = re.compile(r"gs://[a-z0-9._-]{3,222}/.{1,1024}")
MAX_ADDRESSES = 100
FALLBACK = "application/octet-stream"
FORM = "application/x-www-form-urlencoded"
"""What curl sends with a body unless told otherwise: it says nothing about the bytes."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """The wishes for a file, each None where there is none."""

    file_id: str | None = None
    display_name: str | None = None
    mime_type: str | None = None

    @classmethod
    def read(cls, raw: bytes) -> Metadata:
        """The metadata in ``raw``, ``{"file": {…}}`` or nothing; raises ``FileError`` for anything else.

        Field names may be in camelCase or snake_case, strings in single quotes: the documented curl sample does both.
        """
        file = _object(_parsed(raw), "the request body").get("file")
        fields = {} if file is None else _object(file, "'file'")
        name = _text(fields, "name")
        display_name = _text(fields, "displayName", "display_name")
        if display_name is not None and len(display_name) > MAX_DISPLAY_NAME:
            raise _refused(f"file.displayName has to be at most {MAX_DISPLAY_NAME} characters long.")
        mime_type = _text(fields, "mimeType", "mime_type")
        return cls(chosen_id(name) if name else None, display_name, mime_type)

    def type_of(self, header: str | None, file_name: str | None) -> str:
        """The media type of the file, without parameters: what the ``header`` says, else the metadata, else the ending
        of ``file_name``. Raises ``FileError`` for what is no media type."""
        said = header if header and not header.startswith(FORM) else None
        guessed = mimetypes.guess_type(file_name or "")[0]
        found = (said or self.mime_type or guessed or FALLBACK).split(";")[0].strip().lower()
        if not MIME_TYPE.fullmatch(found):
            raise _refused("The media type of the file is none.")
        return found


def addresses(raw: bytes) -> list[str]:
    """The ``uris`` of objects to register; raises ``FileError`` unless there are one to ``MAX_ADDRESSES`` of them."""
    uris = _object(_parsed(raw), "the request body").get("uris")
    if not isinstance(uris, list) or not 1 <= len(uris) <= MAX_ADDRESSES:
        raise _refused(f"'uris' has to be a list of one to {MAX_ADDRESSES} addresses.")
    for uri in uris:
        if not isinstance(uri, str) or not ADDRESS.fullmatch(uri):
            raise _refused("'uris' has to hold addresses of the form gs://BUCKET/OBJECT.")
    return uris


def _parsed(raw: bytes) -> object:
    if not raw.strip():
        return {}
    try:
        text = raw.decode("utf-8")
        value: object = json.loads(text if '"' in text else text.replace("'", '"'))
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError):
        raise _refused("Invalid JSON payload received.") from None
    return value


def _object(value: object, what: str) -> Json:
    if not isinstance(value, dict):
        raise _refused(f"{what} has to be a JSON object.")
    return value


def _text(fields: Json, *names: str) -> str | None:
    value = next((fields[name] for name in names if fields.get(name) is not None), None)
    if value is not None and not isinstance(value, str):
        raise _refused(f"file.{names[0]} has to be a string.")
    return value


def _refused(message: str) -> FileError:
    return FileError("INVALID_ARGUMENT", message)
