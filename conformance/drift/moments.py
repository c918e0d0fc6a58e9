"""How the times in one object compare: those written out, and those inside opaque names.

Services like to build names from a time. A token counts as holding one where four of its bytes, decoded as base64 (and
what is base64 in there again), read as the seconds since 1970 of about the time that stands beside it.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from itertools import combinations, islice

NEAR = timedelta(minutes=10)
_MOST_TOKEN, _MOST_FIELDS = 512, 16
_WRITTEN = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)")
_ENCODED = re.compile(rb"[A-Za-z0-9_-]{20,}")


def times_in(record: Mapping[str, object]) -> dict[str, int]:
    """The times that stand in ``record``, by field, as seconds since 1970."""
    return {name: time for name, value in _texts(record).items() if (time := written(value)) is not None}


def relations(record: Mapping[str, object], times: Mapping[str, int]) -> Iterator[tuple[str, str, str]]:
    """Two names, and how the time of the first compares with that of the second: a field, or ``time in`` a field."""
    texts = _texts(record)
    for first, second in combinations(sorted(times), 2):
        yield first, second, _compared(times[first], times[second])
    inside = {name: held(text) for name, text in texts.items()} if times else {}
    for name, seconds in inside.items():
        for field, time in times.items():
            hidden = [second for second in seconds if abs(second - time) <= NEAR.total_seconds()]
            if hidden:
                yield field, f"time in {name}", _compared(time, max(hidden))


def _texts(record: Mapping[str, object]) -> dict[str, str]:
    return {name: value for name, value in islice(record.items(), _MOST_FIELDS) if isinstance(value, str)}


def written(text: str) -> int | None:
    """The second since 1970 that ``text`` names; ``None`` where it is no time."""
    if not _WRITTEN.fullmatch(text):
        return None
    try:
        return int(datetime.fromisoformat(text).timestamp())
    except (ValueError, OverflowError):
        return None


def held(token: str) -> list[int]:
    """What the bytes inside ``token`` read as, each four of them as a number, low byte first and high byte first."""
    outer = _decoded(token.rpartition("_")[2].encode() if "_" in token[:4] else token.encode())
    layers = [outer, *(_decoded(inner) for inner in _ENCODED.findall(outer))]
    windows = [layer[at : at + 4] for layer in layers for at in range(max(0, len(layer) - 3))]
    return [int.from_bytes(window, order) for window in windows for order in ("little", "big")]


def _decoded(text: bytes) -> bytes:
    if not 16 <= len(text) <= _MOST_TOKEN or not _ENCODED.fullmatch(text.rstrip(b"=")):
        return b""
    try:
        return base64.urlsafe_b64decode(text.rstrip(b"=") + b"=" * (-len(text.rstrip(b"=")) % 4))
    except binascii.Error:
        return b""


def _compared(first: int, second: int) -> str:
    return "the same second as" if first == second else "later than" if first > second else "earlier than"
