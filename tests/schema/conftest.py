"""What real clients sent and the live service answered, as values of our types."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from conformance.schema import Profile


@dataclass(frozen=True)
class Sample:
    """One recorded value: the type it has to be, in which revision and profile, and the status of its exchange.

    ``real`` is false for what somebody wrote or edited by hand.
    """

    where: str
    revision: str
    name: str
    profile: Profile
    value: Any
    status: int
    real: bool = True


@pytest.fixture(scope="session")
def samples(corpus: Path) -> list[Sample]:
    """Every request body, answer and event of the recordings."""
    folder = corpus / "recordings"
    return [sample for entry in json.loads((folder / "INDEX.json").read_text()) for sample in _samples(folder, entry)]


def revision_of(entry: dict[str, Any]) -> str:
    """The revision that was current on the day of a recording, within its shape; undated ones are of the middle."""
    day = entry.get("recorded") or "2026-06"
    if "outputs" in entry["revision"]:
        return "2025-12-11" if day < "2026-03-17" else "2026-05-07"
    return "2026-05-20" if day < "2026-09" else "2026-11-16"


def _samples(folder: Path, entry: dict[str, Any]) -> Iterator[Sample]:
    """The request, and what was answered: one value, or one for each event."""
    real = entry["verdict"].startswith("real")
    return (replace(sample, real=real) for sample in _values(folder, entry["file"], revision_of(entry)))


def _values(folder: Path, file: str, revision: str) -> Iterator[Sample]:
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
