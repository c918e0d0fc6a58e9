"""The SDK versions that are tried, what each is tried at, and where one differs: ``matrix.json`` as objects.

The same file is read by the tests in Python, by those in JavaScript (``tests/sdk-js``) and by the page of the
documentation, so that none of them can say what another does not hold.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conformance.revisions import Revision, revision_named

FILE = Path(__file__).with_name("matrix.json")
RULES = Path(__file__).with_name("rules.yaml")
# The first day on which the service answered nobody with outputs any more (clause rev.header-ignored-after-0608).
DAY_WITHOUT_OUTPUTS = "2026-06-08"


@dataclass(frozen=True)
class Client:
    """One pinned SDK. ``day`` is one on which it was current: the emulator is the service of that day."""

    name: str
    language: str
    version: str
    revision: Revision
    day: str


@dataclass(frozen=True)
class Oddity:
    """What some versions do otherwise than the rest: a fact about the SDK, held by a test that asks for ``slug``."""

    slug: str
    behaviour: str
    says: str
    clients: frozenset[str]


def _client(value: dict[str, Any]) -> Client:
    return Client(**{**value, "revision": revision_named(value["revision"])})


_READ = json.loads(FILE.read_text("utf-8"))
CLIENTS = tuple(map(_client, _READ["clients"]))
BEHAVIOURS: dict[str, str] = _READ["behaviours"]
ODDITIES = {
    slug: Oddity(slug, value["behaviour"], value["says"], frozenset(value["clients"]))
    for slug, value in _READ["oddities"].items()
}


def behaviours(language: str) -> list[str]:
    """What is tried in ``language``: all but what only another has."""
    return [slug for slug in BEHAVIOURS if _READ["only"].get(slug, language) == language]


def clients(language: str) -> dict[str, Client]:
    """The clients in ``language`` by version, oldest first."""
    return {client.version: client for client in CLIENTS if client.language == language}
