"""Which media types a block of each kind may have: those that the newest schemas list, and their other spellings.

The lists grew over the revisions while the service took most of it all along (the first one lists no PDF), so one list
serves all revisions. Sources: clauses mm.in.mime-enum.*, mm.in.document.*; recorded ``image/jpg``.
"""

from __future__ import annotations

from functools import cache

from conformance.revisions import NEWEST
from conformance.schema import load

SPELLINGS = {
    "image/jpg": "image/jpeg",
    "audio/wave": "audio/wav",
    "audio/mp4": "audio/m4a",
    "video/quicktime": "video/mov",
    "video/msvideo": "video/avi",
    "video/ms-wmv": "video/wmv",
    "video/flv": "video/x-flv",
}
"""What programs call a type (after an ``x-`` is taken away) and what the documentation calls it."""
PLAIN = frozenset({"application/json", "application/xml", "application/rtf", "application/javascript"})
"""Documents that are read as text, as is everything below ``text/``."""
UNSAID = frozenset({"", "application/octet-stream", "binary/octet-stream"})
"""What servers say of bytes that they know nothing about."""


@cache
def documented(kind: str) -> tuple[str, ...]:
    """The types that the schemas list for blocks of ``kind``."""
    return tuple(load(NEWEST.name).document(f"{kind.title()}MimeType", "request")["examples"])


def fits(kind: str, mime_type: str) -> bool:
    """Whether a block of ``kind`` may be of ``mime_type``, whatever its case and parameters."""
    bare = mime_type.split(";")[0].strip().lower()
    plain = bare.replace("/x-", "/")
    if kind == "document" and (bare.startswith("text/") or plain in PLAIN):
        return True
    return bool({bare, plain, SPELLINGS.get(plain)} & set(documented(kind)))
