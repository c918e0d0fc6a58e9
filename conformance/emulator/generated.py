"""Media that a model made and that was asked for by address, kept as files of the client (clause mm.out.delivery)."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from typing import Any

from conformance.emulator.files.library import PART_BYTES, Library
from conformance.emulator.files.stored import StoredFile

Json = dict[str, Any]

NONE: frozenset[str] = frozenset()


def kinds_by_address(formats: Sequence[Json]) -> frozenset[str]:
    """The kinds of media that ``formats`` want as an address."""
    return frozenset(form["type"] for form in formats if form.get("delivery") == "uri") if formats else NONE


def delivered(steps: list[Json], kinds: frozenset[str], files: Library, owner: str, base: str) -> list[Json]:
    """``steps`` with the data of ``kinds`` put into ``files``; ``base`` is where the API is, as
    ``http://127.0.0.1:8080/v1beta``."""
    return [_step(step, kinds, files, owner, base) if step["type"] == "model_output" else step for step in steps]


def _step(step: Json, kinds: frozenset[str], files: Library, owner: str, base: str) -> Json:
    contents = [
        _addressed(content, files, owner, base) if content["type"] in kinds and "data" in content else content
        for content in step["content"]
    ]
    return {**step, "content": contents}


def _addressed(content: Json, files: Library, owner: str, base: str) -> Json:
    file = _kept(base64.b64decode(content["data"]), content["mime_type"], files, owner)
    uri = f"{base}/{file.name}:download?alt=media"
    return {"uri" if key == "data" else key: uri if key == "data" else value for key, value in content.items()}


def _kept(data: bytes, mime_type: str, files: Library, owner: str) -> StoredFile:
    now = files.clock()
    sha = base64.b64encode(hashlib.sha256(data).digest()).decode()
    file_id = files.free_id()
    file = StoredFile(
        id=file_id,
        owner=owner,
        mime_type=mime_type,
        created=now,
        changed=now,
        ready=now,
        size=len(data),
        sha256=sha,
        bytes_id=file_id,
        source="GENERATED",
    )
    for index, start in enumerate(range(0, len(data), PART_BYTES)):
        files.put_part(file_id, index, owner, data[start : start + PART_BYTES], file.expires)
    return files.keep(file)
