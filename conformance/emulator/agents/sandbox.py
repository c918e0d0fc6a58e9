"""The sandbox of an agent as it works in it: files by path, all of them text."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass(slots=True)
class Sandbox:
    """An environment that is open: its id, its files, and what else is kept of it."""

    id: str
    files: dict[str, str] = field(default_factory=dict)
    kept: Json = field(default_factory=dict)

    def mount(self, sources: list[Json]) -> None:
        """Copy in what ``sources`` hold themselves; what lies elsewhere is remembered but never fetched."""
        for source in sources:
            if source.get("type") == "inline" and source.get("target"):
                self.files[normal(source["target"])] = _content(source)


def normal(path: str) -> str:
    """``path`` without a slash at either end and without dots, so that a file has one name."""
    return "/".join(part for part in path.split("/") if part not in ("", ".", ".."))


def _content(source: Json) -> str:
    content = str(source.get("content", ""))
    if source.get("encoding") != "base64":
        return content
    try:
        return base64.b64decode(content, validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return content
