"""Numbers for a number schema: within its bounds, on its grid."""

from __future__ import annotations

import math
from typing import Any

Json = dict[str, Any]

TINY, LARGE = 1e-9, 1e15


def integer_for(schema: Json, shift: int) -> int:
    """A whole number for ``schema``; each ``shift`` gives the next one where the bounds leave room."""
    low, high = _bounds(schema)
    step = schema.get("multipleOf", 1)
    step = int(step) if 1 <= step < LARGE and float(step).is_integer() else 1
    start = low if low is not None else min(1, high - 1 if high is not None else 1)
    first = math.ceil(start / step) * step
    if low is not None and first <= schema.get("exclusiveMinimum", first - 1):
        first += step
    room = int((high - first) // step) + 1 if high is not None else shift + 1
    return first + (shift % room if room > 0 else 0) * step


def number_for(schema: Json, shift: int) -> float | int:
    """A number for ``schema``, preferably one with a fraction."""
    low, high = _bounds(schema)
    step = schema.get("multipleOf", 0)
    if TINY < step < LARGE:
        first = math.ceil((low or step) / step)
        first += 1 if first * step <= schema.get("exclusiveMinimum", first * step - 1) else 0
        return float(step * first) if isinstance(step, float) else step * first
    if low is not None and high is not None:
        return float(low + (high - low) / (shift + 2))
    if low is None and high is None:
        return 1.5 + shift
    return float(low + 0.5 + shift) if low is not None else float((high or 0) - 0.5 - shift)


def _bounds(schema: Json) -> tuple[float | None, float | None]:
    """The tightest of the inclusive and exclusive bounds; a number that is no number of ordinary size is no bound."""
    low = [schema[word] for word in ("minimum", "exclusiveMinimum") if _usable(schema.get(word))]
    high = [schema[word] for word in ("maximum", "exclusiveMaximum") if _usable(schema.get(word))]
    return max(low, default=None), min(high, default=None)


def _usable(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < LARGE
