"""Which revision a request is answered in."""

from __future__ import annotations

import re
from datetime import date

from conformance.revisions import REVISIONS, Revision, revision_named

DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def negotiate(header: str | None, default: str) -> Revision:
    """The newest revision dated no later than the ``Api-Revision`` header, else the revision named ``default``.

    A header that is no date, or a date before the first revision, selects the default as well.
    """
    asked = (header or "").strip()
    if DATE.fullmatch(asked) and _exists(asked):
        spoken = [revision for revision in REVISIONS if revision.name <= asked]
        if spoken:
            return spoken[-1]
    return revision_named(default)


def _exists(day: str) -> bool:
    try:
        date.fromisoformat(day)
    except ValueError:
        return False
    return True
