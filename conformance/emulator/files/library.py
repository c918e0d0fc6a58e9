"""The files of one emulator: find them, list them, forget them, read their bytes."""

from __future__ import annotations

import base64
import hashlib
import mimetypes
import random
from collections.abc import Callable, Iterator

from conformance.emulator.files.answers import FileError
from conformance.emulator.files.names import is_id, new_id
from conformance.emulator.files.stored import StoredFile
from conformance.emulator.store import Store

KIND = "file"
"""Under which the store keeps files."""
PART_BYTES = 8 << 20
"""The bytes of a file are kept in parts of this size, so that no request needs more of them in memory at once."""
BATCH = 500
VIDEO_SECONDS = 0.5


class Library:
    """Files in ``store``, on ``clock`` (unix seconds). ``seconds`` is how long every file takes to become
    ACTIVE; None is the usual: videos half a second, everything else no time at all."""

    def __init__(self, store: Store, clock: Callable[[], float], seed: int | None, seconds: float | None) -> None:
        self.store = store
        self.clock = clock
        self._seconds = seconds
        self._random = random.Random(seed)  # noqa: S311 - names need to be distinct, not secret

    def get(self, file_id: str, owner: str) -> StoredFile:
        """The owner's file; raises ``FileError`` (403, as the service does) where there is none of that id."""
        found = self.store.get(KIND, file_id, owner, self.clock()) if is_id(file_id) else None
        if found is None:
            raise unavailable(file_id)
        return StoredFile.from_json(found)

    def delete(self, file_id: str, owner: str) -> None:
        """Forget the file and its bytes; raises as ``get`` does."""
        file = self.get(file_id, owner)
        self.store.delete(KIND, file_id, owner)
        if file.bytes_id is not None:
            self.discard(file.bytes_id, owner, file.size or 0)

    def all(self, owner: str) -> list[StoredFile]:
        """The owner's files, the newest first."""
        found: list[StoredFile] = []
        after, now = "", self.clock()
        while batch := self.store.list(KIND, owner, now, after, BATCH):
            found += (StoredFile.from_json(value) for value in batch)
            after = found[-1].id
        return sorted(found, key=lambda file: (-file.created, file.id))

    def free_id(self) -> str:
        """An id that no file has."""
        while self.store.knows(KIND, made := new_id(self._random)):
            continue
        return made

    def refuse_taken(self, file_id: str) -> None:
        """Raise ``FileError`` (409) if a file of that id is there, whoever's."""
        if self.store.knows(KIND, file_id):
            raise taken(file_id)

    def ready_at(self, mime_type: str) -> float:
        """When a file that is complete now will be ACTIVE."""
        usual = VIDEO_SECONDS if mime_type.startswith("video/") else 0.0
        return self.clock() + (usual if self._seconds is None else self._seconds)

    def keep(self, file: StoredFile) -> StoredFile:
        """Put ``file`` into the store and give it back; raises ``FileError`` (409) if its name is taken."""
        self.refuse_taken(file.id)
        try:
            self.store.put(KIND, file.id, file.owner, file.to_json(), file.expires)
        except ValueError:  # somebody else was faster
            raise taken(file.id) from None
        return file

    def register(self, address: str, owner: str) -> StoredFile:
        """A file for an object in Google's storage (``gs://…``), of which nothing but the address is known."""
        now = self.clock()
        mime_type = mimetypes.guess_type(address)[0] or "application/octet-stream"
        made = StoredFile(
            id=self.free_id(),
            owner=owner,
            mime_type=mime_type,
            created=now,
            changed=now,
            ready=self.ready_at(mime_type),
            address=address,
            source="REGISTERED",
        )
        return self.keep(made)

    def put_part(self, bytes_id: str, index: int, owner: str, data: bytes, expires: float) -> None:
        """Keep one part; all but the last of a file have ``PART_BYTES`` bytes."""
        self.store.put_blob(_part(bytes_id, index), owner, data, expires)

    def parts(self, bytes_id: str, owner: str, size: int) -> Iterator[bytes]:
        """The bytes, part by part; it ends early where the file expires or is deleted meanwhile."""
        for index in range(_count(size)):
            data = self.store.blob(_part(bytes_id, index), owner, self.clock())
            if data is None:
                return
            yield data

    def discard(self, bytes_id: str, owner: str, size: int) -> None:
        """Forget the bytes."""
        for index in range(_count(size)):
            self.store.delete_blob(_part(bytes_id, index), owner)

    def digest(self, bytes_id: str, owner: str, size: int) -> str:
        """SHA-256 of the bytes, as base64."""
        sha = hashlib.sha256()
        for part in self.parts(bytes_id, owner, size):
            sha.update(part)
        return base64.b64encode(sha.digest()).decode()


def taken(file_id: str) -> FileError:
    """409 for a name that another file has."""
    return FileError("ALREADY_EXISTS", f"The File {file_id} already exists.")


def unavailable(file_id: str) -> FileError:
    """403 for a file that is not there, or not the caller's: the service does not tell which."""
    shown = file_id if len(file_id) <= 40 else file_id[:40] + "…"
    message = f"You do not have permission to access the File {shown} or it may not exist."
    return FileError("PERMISSION_DENIED", message)


def _part(bytes_id: str, index: int) -> str:
    return f"{bytes_id}/{index:05d}"


def _count(size: int) -> int:
    return -(-size // PART_BYTES)
