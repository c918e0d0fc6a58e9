"""Uploads: what has been received of a file so far, kept in the store so that any instance can go on with it.

An upload is known by an id that cannot be guessed; whoever has it may send bytes (the SDKs send no key with them).
Bytes are kept in parts as they come. After a broken request all whole parts are there, and a query tells how far to go
back. Source: the resumable protocol as google-genai and @google/genai speak it.
"""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from conformance.emulator.files.answers import FileError, full
from conformance.emulator.files.duration import video_duration
from conformance.emulator.files.library import PART_BYTES, Library
from conformance.emulator.files.stored import KEPT_SECONDS, StoredFile
from conformance.emulator.store import OverLimit

Json = dict[str, Any]

KIND, ANYBODY = "upload", ""
"""Under which the store keeps uploads: their ids are secret, so they need no owner."""


@dataclass(frozen=True, slots=True)
class Upload:
    """One upload: the file to come, how many bytes are announced (None: not said) and ``received``."""

    id: str
    owner: str
    file_id: str
    mime_type: str
    created: float
    display_name: str | None = None
    announced: int | None = None
    received: int = 0
    status: Literal["active", "final", "cancelled"] = "active"

    @property
    def expires(self) -> float:
        """When it is forgotten, finished or not."""
        return self.created + KEPT_SECONDS


class Uploads:
    """The uploads of one emulator; no file gets larger than ``limit`` bytes."""

    def __init__(self, library: Library, limit: int) -> None:
        self.library = library
        self.limit = limit

    def start(
        self, owner: str, mime_type: str, file_id: str | None, display_name: str | None, announced: int | None
    ) -> Upload:
        """Begin an upload; raises ``FileError`` for a name that is taken and for more bytes than the limit."""
        if announced is not None and announced > self.limit:
            raise self._too_large()
        if file_id is not None:
            self.library.refuse_taken(file_id)
        made = Upload(
            id=secrets.token_urlsafe(32),
            owner=owner,
            file_id=file_id or self.library.free_id(),
            mime_type=mime_type,
            created=self.library.clock(),
            display_name=display_name,
            announced=announced,
        )
        self._put(made)
        return made

    def get(self, upload_id: str) -> Upload:
        """The upload as it stands; raises ``FileError`` (404) if there is none of that id."""
        found = self.library.store.get(KIND, upload_id, ANYBODY, self.library.clock())
        if found is None:
            raise FileError("NOT_FOUND", "There is no such upload: it may have expired. Start a new one.")
        return Upload(**found)

    def check(self, upload: Upload, offset: int) -> None:
        """Raise ``FileError`` unless bytes from ``offset`` on can be taken now."""
        if upload.status != "active":
            raise FileError("INVALID_ARGUMENT", "Upload has already been terminated.", status_header("final"))
        if offset != upload.received:
            message = (
                f"The bytes begin at {offset}, but {upload.received} were received. Query the upload and go on there."
            )
            raise FileError("INVALID_ARGUMENT", message, self.status(upload))

    def append(self, upload: Upload, part: bytes) -> Upload:
        """Keep ``part``, the ``PART_BYTES`` bytes that follow those received.

        Raises ``FileError``, and gives the upload up, where it becomes larger than announced or allowed.
        """
        size = upload.received + len(part)
        self._refuse_too_much(upload, size)
        self._put_part(upload, part)
        return self._put(replace(upload, received=size))

    def finalize(self, upload: Upload, rest: bytes) -> StoredFile:
        """Make the file, which ends with ``rest`` (fewer than ``PART_BYTES`` bytes, maybe none).

        Raises ``FileError`` where bytes are missing; the upload may then go on after the parts before ``rest``. Gives
        it up where there are too many, or the name is taken.
        """
        size = upload.received + len(rest)
        self._refuse_too_much(upload, size)
        if upload.announced is not None and size < upload.announced:
            message = f"Only {size} of {upload.announced} bytes have come: the upload is not complete."
            raise FileError("INVALID_ARGUMENT", message, self.status(upload))
        if rest:
            self._put_part(upload, rest)
        finished = replace(upload, received=size, status="final")
        kept = self._made(finished)
        self._put(finished)
        return kept

    def finished(self, upload: Upload) -> StoredFile:
        """The file that a finished upload made; raises ``FileError`` if it was deleted since."""
        return self.library.get(upload.file_id, upload.owner)

    def _made(self, upload: Upload) -> StoredFile:
        library = self.library
        contents = library.parts(upload.id, upload.owner, upload.received)
        made = StoredFile(
            id=upload.file_id,
            owner=upload.owner,
            mime_type=upload.mime_type,
            created=upload.created,
            changed=library.clock(),
            ready=library.ready_at(upload.mime_type),
            display_name=upload.display_name,
            size=upload.received,
            sha256=library.digest(upload.id, upload.owner, upload.received),
            bytes_id=upload.id,
            duration=video_duration(contents) if upload.mime_type.startswith("video/") else None,
        )
        try:
            return library.keep(made)
        except FileError as taken:
            self._give_up(upload)
            raise FileError(taken.code, taken.message, status_header("final")) from None

    def cancel(self, upload: Upload) -> None:
        """Give the upload up and forget its bytes; raises ``FileError`` once it is finished."""
        self.check(upload, upload.received)
        self._give_up(upload)

    def _give_up(self, upload: Upload) -> None:
        self.library.discard(upload.id, upload.owner, upload.received)
        self._put(replace(upload, status="cancelled", received=0))

    def _refuse_too_much(self, upload: Upload, size: int) -> None:
        if size > self.limit:
            self._give_up(upload)
            raise self._too_large()
        if upload.announced is not None and size > upload.announced:
            self._give_up(upload)
            message = f"More than the {upload.announced} bytes that were announced have come."
            raise FileError("INVALID_ARGUMENT", message, status_header("final"))

    def _put_part(self, upload: Upload, part: bytes) -> None:
        index = upload.received // PART_BYTES
        try:
            self.library.put_part(upload.id, index, upload.owner, part, upload.expires)
        except OverLimit as over:
            self._give_up(upload)
            raise full(over.limit, status_header("final")) from None

    def _put(self, upload: Upload) -> Upload:
        self.library.store.put(KIND, upload.id, ANYBODY, asdict(upload), upload.expires)
        return upload

    def _too_large(self) -> FileError:
        message = f"The file is too large: at most {self.limit} bytes are allowed per file."
        return FileError("INVALID_ARGUMENT", message, status_header("final"))

    @staticmethod
    def status(upload: Upload) -> dict[str, str]:
        """The headers that tell how far the upload is."""
        return {**status_header(upload.status), "x-goog-upload-size-received": str(upload.received)}


def status_header(status: str) -> dict[str, str]:
    """The header that tells a client whether to go on."""
    return {"x-goog-upload-status": status}
