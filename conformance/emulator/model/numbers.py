"""Numbers for a number schema: within its bounds, on its grid."""

from __future__ import annotations

import math
from typing import Any

Json = dict[str, Any]

TINY, LARGE = 1e-9, 1e15


def integer_for(schema: Json, shift: int) -> int:
    """A whole number for ``schema``; each ``shift`` gives the next one where the bounds leave room."""
    step = schema.get("multipleOf", 1)
    step = int(step) if 1 <= step < LARGE and float(step).is_integer() else 1
    low, high = _whole_bounds(schema, step)
    if low is None and high is None:
        return step * (1 + shift)
    if low is None:
        return min(high or 0, step if high is None or step <= high else high) - shift * step
    room = (high - low) // step + 1 if high is not None else shift + 1
    return low + (shift % room if room > 0 else 0) * step


def _whole_bounds(schema: Json, step: int) -> tuple[int | None, int | None]:
    """The least and the greatest multiple of ``step`` within the bounds."""
    low, high = _bounds(schema)
    least = None if low is None else math.ceil(low / step) * step
    greatest = None if high is None else math.floor(high / step) * step
    if least is not None and least <= _open(schema, "exclusiveMinimum", least - 1):
        least += step
    if greatest is not None and greatest >= _open(schema, "exclusiveMaximum", greatest + 1):
        greatest -= step
    return least, greatest


def number_for(schema: Json, shift: int) -> float | int:
    """A number for ``schema``, preferably one with a fraction."""
    low, high = _bounds(schema)
    step = schema.get("multipleOf", 0)
    if TINY < step < LARGE:
        return _on_grid(schema, step, low, high, shift)
    if low is not None and high is not None:
        return low if low == high else float(low + (high - low) / (shift + 2))
    if low is None and high is None:
        return 1.5 + shift
    return float(low + 0.5 + shift) if low is not None else float((high or 0) - 0.5 - shift)


def _on_grid(schema: Json, step: float, low: float | None, high: float | None, shift: int) -> float | int:
    if low is None and high is not None:
        last = math.floor(high / step)
        last -= 1 if last * step >= _open(schema, "exclusiveMaximum", last * step + 1) else 0
        return step * (last - shift)
    first = math.ceil((step if low is None else low) / step)
    first += 1 if first * step <= _open(schema, "exclusiveMinimum", first * step - 1) else 0
    room = math.floor((high - first * step) / step) + 1 if high is not None else shift + 1
    return step * (first + (shift % room if room > 0 else 0))


def _open(schema: Json, word: str, otherwise: float) -> float:
    """The open bound of ``schema``, or what is no bound; in older schemas the word is a flag, which is passed over."""
    value = schema.get(word)
    return float(value) if _usable(value) else otherwise  # type: ignore[arg-type]


def _bounds(schema: Json) -> tuple[float | None, float | None]:
    """The tightest of the inclusive and exclusive bounds; a number that is no number of ordinary size is no bound."""
    low = [schema[word] for word in ("minimum", "exclusiveMinimum") if _usable(schema.get(word))]
    high = [schema[word] for word in ("maximum", "exclusiveMaximum") if _usable(schema.get(word))]
    return max(low, default=None), min(high, default=None)


def _usable(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < LARGE
