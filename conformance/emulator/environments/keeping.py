"""Environments in the store: made by a create or on their own, opened again by id, gone after a week offline.

Clauses env.field, env.id-returned, env.ttl. A sandbox here is its files, as text; nothing runs in it.
"""

from __future__ import annotations

import io
import tarfile
from typing import Any

from conformance.emulator.agents import Sandbox
from conformance.emulator.clock import Clock
from conformance.emulator.errors import not_found, shown
from conformance.emulator.ids import Ids
from conformance.emulator.record import timestamp
from conformance.emulator.retention import DAY
from conformance.emulator.store import Store

Json = dict[str, Any]

KIND = "environment"
OFFLINE_SECONDS = 7 * DAY
"""After how long without use an environment is deleted."""
NEW = "remote"
DESCRIBED = ("network", "sources")
"""What of its description is shown again; variables may be secrets and are not."""


class Environments:
    """The environments of one emulator."""

    def __init__(self, store: Store, clock: Clock, ids: Ids) -> None:
        self._store, self._clock, self._ids = store, clock, ids

    def opened(self, asked: Any, owner: str) -> Sandbox | None:
        """The sandbox that the field ``environment`` asks for: a new one, or that of the id in it; None for None.

        It is kept when it is closed. Raises 404 if the owner has none of that id.
        """
        if asked is None:
            return None
        config: Json = asked if isinstance(asked, dict) else {}
        named = config.get("environment_id") if config else (None if asked == NEW else asked)
        found = self.get(named, owner) if named else self._new()
        described = {key: config[key] for key in DESCRIBED if key in config}
        sandbox = Sandbox(found["id"], dict(found["files"]), {**found, **described})
        sandbox.mount(config.get("sources", []))
        return sandbox

    def close(self, sandbox: Sandbox, owner: str) -> Json:
        """Keep ``sandbox`` with what is in it now; the environment as it is kept."""
        now = self._clock()
        body = {**sandbox.kept, "files": sandbox.files, "updated": int(now)}
        self._store.put(KIND, sandbox.id, owner, body, now + OFFLINE_SECONDS)
        return body

    def create(self, config: Json, owner: str) -> Json:
        """A new environment, as it is kept."""
        sandbox = self.opened({"type": NEW, **config}, owner)
        assert sandbox is not None  # something was asked for
        return self.close(sandbox, owner)

    def get(self, environment_id: str, owner: str) -> Json:
        """The environment as it is kept; raises 404 if the owner has none of that id."""
        found = self._store.get(KIND, environment_id, owner, self._clock())
        if found is None:
            raise not_found(f"Environment '{shown(environment_id)}' not found.")
        return found

    def list(self, owner: str, after: str, limit: int) -> list[Json]:
        """At most ``limit`` of the owner's environments past the id ``after``."""
        return self._store.list(KIND, owner, self._clock(), after, limit)

    def delete(self, environment_id: str, owner: str) -> None:
        """Remove it with its files; raises 404 if there is none."""
        self.get(environment_id, owner)
        self._store.delete(KIND, environment_id, owner)

    def _new(self) -> Json:
        while self._store.knows(KIND, made := self._ids.token("env_")):
            continue
        return {"id": made, "created": int(self._clock()), "files": {}}


def resource(kept: Json) -> Json:
    """An environment as the API shows it (Google's OpenAPI document of August 2026)."""
    files = kept["files"]
    size = sum(len(content.encode()) for content in files.values())
    return {
        "id": kept["id"],
        "created": timestamp(kept["created"]),
        "updated": timestamp(kept["updated"]),
        "last_accessed": timestamp(kept["updated"]),
        "status": "active",
        "file_count": str(len(files)),
        "size_bytes": str(size),
        **{key: kept[key] for key in DESCRIBED if key in kept},
    }


def listing(kept: Json, path: str, *, recursive: bool) -> list[Json] | None:
    """The file at ``path`` as a list of one, or what is in the folder ``path`` (``""`` for all); None if neither."""
    files = kept["files"]
    if path in files:
        return [_file(kept, path)]
    prefix = f"{path}/" if path else ""
    inside = sorted(name for name in files if name.startswith(prefix))
    if not inside and path:
        return None
    found: dict[str, Json] = {}
    for name in inside:
        first, _, rest = name.removeprefix(prefix).partition("/")
        if rest:
            found.setdefault(prefix + first, _folder(kept, prefix + first))
        if recursive or not rest:
            found[name] = _file(kept, name)
    return list(found.values())


def archive(kept: Json) -> bytes:
    """All files as a tar archive."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        for path, content in sorted(kept["files"].items()):
            entry = tarfile.TarInfo(path)
            entry.size, entry.mtime = len(content.encode()), kept["updated"]
            tar.addfile(entry, io.BytesIO(content.encode()))
    return packed.getvalue()


def _file(kept: Json, path: str) -> Json:
    content = kept["files"][path]
    head = {"name": path.rpartition("/")[2], "path": path, "type": "file", "mime_type": "text/plain"}
    return {**head, "size_bytes": str(len(content.encode())), **_times(kept)}


def _folder(kept: Json, path: str) -> Json:
    return {"name": path.rpartition("/")[2], "path": path, "type": "directory", **_times(kept)}


def _times(kept: Json) -> Json:
    return {"created": timestamp(kept["created"]), "modified": timestamp(kept["updated"])}
