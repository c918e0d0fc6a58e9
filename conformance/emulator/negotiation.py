"""Which revision a request is answered in, and, on a given day, whether the service still answered in it.

The header ``Api-Revision`` decides, else the path, else the default. Sources: clauses rev.*; the wordings of the
refusal are recorded.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from conformance.emulator.errors import ApiError, invalid
from conformance.revisions import REVISIONS, Revision, path_revision

DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
OLD_CLIENT = re.compile(r"google-genai-sdk/1\.\S+(?: gl-(?P<language>\w+))?")
NEVER = "9999-12-31"
GUIDE = "https://ai.google.dev/gemini-api/docs/interactions-breaking-changes-may-2026"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request says about the revision it wants: its path, and two headers where it has them."""

    path: str
    revision: str | None = None
    client: str | None = None


def asked_by(path: str, headers: Mapping[str, str]) -> Asked:
    """What a request with that path and those headers (names in lower case, or whatever the case) says."""
    return Asked(path, headers.get("api-revision"), headers.get("x-goog-api-client"))


def negotiate(asked: Asked, default: Revision, day: str | None = None) -> Revision:
    """The revision that ``asked`` is answered in; ``default`` where it names none.

    A header selects the newest revision that is dated no later than it; one that is no date, or a date before the first
    revision, selects nothing. Without a ``day`` all revisions are there at once. On a ``day`` (``YYYY-MM-DD``) only
    those are that existed by then. Raises ``ApiError`` then: 400 once outputs are gone, for a request that asks for
    them or comes from an SDK that reads nothing else; 404 below a path that did not exist yet.
    """
    named = _named(asked.revision, day or NEVER)
    below = path_revision(asked.path)
    if day is None:
        return named or below or default
    refuse_early(asked.path, day)
    chosen = named or below or default
    old = OLD_CLIENT.search(asked.client or "") if named is None else None
    if all(day > r.spoken_until for r in REVISIONS if r.blocks == "outputs") and (chosen.blocks == "outputs" or old):
        raise _gone(old["language"] if old else None)
    return chosen


class Negotiation:
    """``negotiate`` for a server with a ``default`` and a ``day``, which remembers what was asked most recently."""

    def __init__(self, default: Revision, day: str | None) -> None:
        self._default = default
        self._day = day
        self._remembered = lru_cache(maxsize=1000)(self._told)

    def __call__(self, path: str, revision: bytes | None, client: bytes | None) -> Revision:
        """The revision for a request to ``path`` with these two headers; raises as ``negotiate``."""
        return self._remembered(path, revision, client)

    def _told(self, path: str, revision: bytes | None, client: bytes | None) -> Revision:
        told = [None if header is None else header.decode("latin-1") for header in (revision, client)]
        return negotiate(Asked(path, *told), self._default, self._day)


def refuse_early(path: str, day: str | None) -> None:
    """Raise 404 for a path that did not exist yet on ``day``."""
    below = path_revision(path)
    if day is not None and below and below.spoken_from > day:
        raise ApiError(404, "not_found", "Not found.")


def is_day(text: str) -> bool:
    """Whether ``text`` is a day of the calendar, as ``YYYY-MM-DD``."""
    try:
        return bool(DATE.fullmatch(text) and date.fromisoformat(text))
    except ValueError:
        return False


def _named(header: str | None, day: str) -> Revision | None:
    asked = header.strip() if header else ""
    if not asked or not is_day(asked):
        return None
    known = [revision for revision in REVISIONS if revision.name <= asked and revision.spoken_from <= day]
    return known[-1] if known else None


def _gone(language: str | None) -> ApiError:
    """The recorded refusal of the older shape, worded by the client: that of Python is told how to upgrade."""
    upgrade = "your client SDK to Python >= 2.0.0 or JavaScript/TypeScript >= 2.0.0 to adopt the new 'steps' schema."
    if language == "python":
        upgrade = (
            "your google-genai Python SDK to version >= 2.0.0 (e.g., run pip install -U google-genai) "
            "to use the Interactions API."
        )
    return invalid(
        f"The legacy Interactions API schema is no longer supported. Please upgrade {upgrade} "
        f"For details and migration examples, see: {GUIDE}"
    )
