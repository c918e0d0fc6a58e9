"""A file as it is kept, and as it is shown."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Literal

Json = dict[str, Any]

KEPT_SECONDS = 48 * 3600
"""How long a file is kept (clause fa.ttl-48h), counted from the start of its upload."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file. Times are unix seconds; from ``ready`` on it is ACTIVE. ``bytes_id`` names its bytes in the store,
    ``size`` (in bytes) and ``sha256`` (base64) describe them. ``duration`` is that of a video.
    A registered file has none of these, but an ``address`` of its own (``gs://…``)."""

    id: str
    owner: str
    mime_type: str
    created: float
    changed: float
    ready: float
    display_name: str | None = None
    size: int | None = None
    sha256: str | None = None
    bytes_id: str | None = None
    address: str | None = None
    duration: str | None = None
    source: Literal["UPLOADED", "GENERATED", "REGISTERED"] = "UPLOADED"

    @property
    def name(self) -> str:
        """The name of the resource, ``files/ID``."""
        return f"files/{self.id}"

    @property
    def expires(self) -> float:
        """When it is gone."""
        return self.created + KEPT_SECONDS

    def active(self, now: float) -> bool:
        """Whether it may be used at ``now``."""
        return now >= self.ready

    def shown(self, base: str, now: float) -> Json:
        """The resource at ``now`` in the shape of the wire; ``base`` is where the API is, such as
        ``http://127.0.0.1:8080/v1beta``."""
        shown: Json = {"name": self.name, "displayName": self.display_name, "mimeType": self.mime_type}
        shown |= {"sizeBytes": None if self.size is None else str(self.size), "createTime": _timestamp(self.created)}
        changed = self.ready if self.active(now) else self.changed
        shown |= {"updateTime": _timestamp(changed), "expirationTime": _timestamp(self.expires)}
        address = f"{base}/{self.name}"
        shown |= {"sha256Hash": self.sha256, "uri": self.address or address}
        if self.source == "GENERATED":
            shown["downloadUri"] = f"{address}:download?alt=media"
        shown |= {"state": "ACTIVE" if self.active(now) else "PROCESSING", "source": self.source}
        if self.duration and self.active(now):
            shown["videoMetadata"] = {"videoDuration": self.duration}
        return {key: value for key, value in shown.items() if value is not None}

    def to_json(self) -> Json:
        """The file as a JSON object that ``from_json`` reads."""
        return asdict(self)

    @classmethod
    def from_json(cls, value: Json) -> StoredFile:
        """The file that ``to_json`` wrote."""
        return cls(**value)


def _timestamp(second: float) -> str:
    """``second`` with microseconds, in UTC: ``2026-11-22T01:30:34.250000Z``."""
    return datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
