"""What real clients sent and the live service answered, as values of our types."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from conformance.schema import Profile


@dataclass(frozen=True)
class Sample:
    """One recorded value: the type it has to be, in which revision and profile, and the status of its exchange."""

    where: str
    revision: str
    name: str
    profile: Profile
    value: Any
    status: int


@pytest.fixture(scope="session")
def samples(corpus: Path) -> list[Sample]:
    """Every request body, answer and event of the recordings."""
    folder = corpus / "recordings"
    return [sample for entry in json.loads((folder / "INDEX.json").read_text()) for sample in _samples(folder, entry)]


def _samples(folder: Path, entry: dict[str, Any]) -> Iterator[Sample]:
    file, revision = entry["file"], "2025-12-11" if "outputs" in entry["revision"] else "2026-05-20"
    exchange = json.loads((folder / file).read_text())
    response, status = exchange["response"], exchange["response"]["status"]
    if (exchange.get("request") or {}).get("body") is not None:
        yield Sample(f"{file} request", revision, "CreateRequest", "request", exchange["request"]["body"], status)
    if response.get("sse"):
        for number, line in enumerate(response["sse"].splitlines(), 1):
            if line.startswith("data:") and line.removeprefix("data:").strip() != "[DONE]":
                event = json.loads(line.removeprefix("data:"))
                yield Sample(f"{file} line {number}", revision, "Event", "response", event, status)
    elif status >= 400:
        yield Sample(f"{file} error", revision, "ErrorResponse", "response", response["body"], status)
    elif exchange["request"]["method"] != "DELETE":
        yield Sample(f"{file} answer", revision, "Interaction", "response", response["body"], status)
