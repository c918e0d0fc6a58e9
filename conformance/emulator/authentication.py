"""Keys: any non-empty one is good, except those that say they are not."""

from __future__ import annotations

import hashlib
from functools import lru_cache

from conformance.emulator.errors import FrontEndError

HEADER = "x-goog-api-key"
RAW_HEADER = HEADER.encode()
QUERY = "key"
"""The query parameter that may carry a key in its place (clause auth.query-key)."""


@lru_cache(maxsize=100)
def owner_of(key: str | None) -> str:
    """The owner that ``key`` stands for, as a digest, so that no key is ever stored; the last ones are remembered.

    Raises ``FrontEndError``: 403 without a key, 400 ``API_KEY_INVALID`` (recorded: not 401) for a key that contains
    the word "invalid".
    """
    if not key or not key.strip():
        raise FrontEndError(403, "PERMISSION_DENIED", f"The request has no API key. Send one in the {HEADER} header.")
    if "invalid" in key.lower():
        message = "API key not valid. Please pass a valid API key."
        raise FrontEndError(400, "INVALID_ARGUMENT", message, reason="API_KEY_INVALID")
    return hashlib.sha256(key.strip().encode()).hexdigest()[:16]
