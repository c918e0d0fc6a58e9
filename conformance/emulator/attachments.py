"""The media that a request comes with: where they are, what is known of them, and whether they may be used.

An address is one of an uploaded file, a registered object in Google's storage, a video on YouTube, or any other. Only
the last is ever asked for, and only if its host is allowed (``outbound``); otherwise it is taken down as it is.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from conformance.emulator.errors import ApiError, invalid, shown
from conformance.emulator.files.answers import FileError
from conformance.emulator.files.library import Library
from conformance.emulator.files.stored import StoredFile
from conformance.emulator.media import MEDIA, check_type
from conformance.emulator.media_types import UNSAID
from conformance.emulator.outbound import Outbound, Unreachable

Json = dict[str, Any]

GOOGLE = "generativelanguage.googleapis.com"
FILE_PATH = re.compile(r"(?P<version>/v1(?:beta)?)?/files/(?P<id>[^/]+?)(?::download)?")
YOUTUBE = frozenset({"youtube.com", "www.youtube.com", "m.youtube.com", "youtu.be"})
PRIVATE_NAMES = ("localhost", ".localhost", ".local", ".internal", ".invalid")
"""Names that nobody outside of a network can mean; the last of them never exist at all (RFC 6761)."""
REMOTE_BYTES = 100_000_000
"""The most that is fetched of an address (clause rf.size-limit)."""
MAX_NAME = 80


@dataclass(frozen=True, slots=True)
class Attachment:
    """One block of media; ``mime_type``, ``size`` (in bytes) and ``name`` as far as they are known."""

    kind: str
    mime_type: str | None = None
    size: int | None = None
    name: str | None = None

    @property
    def told(self) -> str:
        """What is known of it, for people: ``cats.jpg, image/jpeg, 1,234 bytes``."""
        size = None if self.size is None else f"{self.size:,} byte{'' if self.size == 1 else 's'}"
        return ", ".join(filter(None, (self.name, self.mime_type, size)))


@dataclass(frozen=True, slots=True)
class Attachments:
    """Looks at the media of requests; ``files`` has those that were uploaded."""

    files: Library
    outbound: Outbound

    def of(self, steps: list[Json], owner: str) -> list[Attachment]:
        """The media of the newest user input in ``steps``; raises ``ApiError`` for the first anywhere in ``steps`` that
        ``owner`` can't use."""
        newest: list[Attachment] = []
        for step in steps:
            found = [self._looked_at(content, owner) for content in _media(step)]
            newest = found if step["type"] == "user_input" else newest
        return newest

    def _looked_at(self, content: Json, owner: str) -> Attachment:
        kind, mime_type = content["type"], content.get("mime_type")
        if "data" in content:
            data = content["data"]
            return Attachment(kind, mime_type, len(data) * 3 // 4 - data.count("=", -2))
        uri = content["uri"]
        address = _split(uri)
        if address.scheme == "gs":
            return self._filed(kind, mime_type, self._registered(uri, owner))
        if file_id := _file_id(address):
            return self._filed(kind, mime_type, self._uploaded(file_id, owner))
        if address.host in YOUTUBE:
            if kind != "video":
                raise invalid(f"A YouTube address can't be content of type {kind}: it is a video.")
            return Attachment(kind, mime_type, name=_name(address))
        return self._remote(kind, mime_type, uri, address)

    def _uploaded(self, file_id: str, owner: str) -> StoredFile:
        try:
            file = self.files.get(file_id, owner)
        except FileError as missing:
            raise ApiError(403, "permission_denied", missing.message) from None
        if not file.active(self.files.clock()):
            told = f"The File {file.id} is not in an ACTIVE state and usage is not allowed."
            raise ApiError(400, "failed_precondition", told)
        return file

    def _registered(self, uri: str, owner: str) -> StoredFile:
        found = next((file for file in self.files.all(owner) if file.address == uri), None)
        if found is None:
            told = f"The object {shown(uri)} is not registered. Register it with FileService.RegisterFile"
            raise invalid(f"{told} (POST /v1beta/files:register) before use.")
        return self._uploaded(found.id, owner)

    @staticmethod
    def _filed(kind: str, mime_type: str | None, file: StoredFile) -> Attachment:
        found = mime_type or file.mime_type
        check_type(kind, found, f"mime_type of {file.name}")
        return Attachment(kind, found, file.size, file.display_name or file.address or file.name)

    def _remote(self, kind: str, mime_type: str | None, uri: str, address: _Address) -> Attachment:
        if not self.outbound.allows(uri):
            if _is_private(address.host):
                raise _unfetchable()
            return Attachment(kind, mime_type, name=_name(address))
        try:
            data, said = self.outbound.fetch(uri, REMOTE_BYTES)
        except Unreachable:
            raise _unfetchable() from None
        found = mime_type if said in UNSAID else said
        check_type(kind, found or said or "unknown", "mime_type of the provided URL")
        return Attachment(kind, found, len(data), _name(address))


@dataclass(frozen=True, slots=True)
class _Address:
    scheme: str
    host: str
    path: str


def _split(uri: str) -> _Address:
    try:
        parts = urlsplit(uri)
        return _Address(parts.scheme, (parts.hostname or "").rstrip("."), parts.path)
    except ValueError:
        raise _unfetchable() from None


def _media(step: Json) -> Iterator[Json]:
    """The media blocks of a step: of its content, or of the result of a function."""
    for contents in (step.get("content"), step.get("result")):
        for content in contents if isinstance(contents, list) else ():
            if isinstance(content, dict) and str(content.get("type")) in MEDIA:  # what was found is free in form
                yield content


def _file_id(address: _Address) -> str | None:
    """The id of a file, if it is the address of one: of this API at whatever host it is reached by, or of Google's."""
    match = FILE_PATH.fullmatch(address.path)
    return unquote(match["id"]) if match and (match["version"] or address.host == GOOGLE) else None


def _name(address: _Address) -> str:
    return (unquote(address.path.rstrip("/").rpartition("/")[2]) or address.host)[:MAX_NAME]


def _is_private(host: str) -> bool:
    """Whether ``host`` is one that only somebody inside of a network can mean."""
    try:
        return not ipaddress.ip_address(host.partition("%")[0]).is_global
    except ValueError:
        return not host or ("." + host).endswith(PRIVATE_NAMES) or "." not in host


def _unfetchable() -> ApiError:
    return invalid("Cannot fetch content from the provided URL.")
