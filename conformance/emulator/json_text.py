"""JSON as the service writes it: one line, no spaces, non-ASCII as it is."""

from __future__ import annotations

import json
from typing import Any

import orjson


def encoded(value: Any) -> bytes:
    """``value`` as JSON in UTF-8; raises ``ValueError`` for lone surrogates, which UTF-8 does not have."""
    try:
        return orjson.dumps(value)
    except TypeError:  # an integer of more than 64 bits, mostly
        return compact(value).encode()


def compact(value: Any) -> str:
    """``value`` as text, of whatever characters it holds."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
