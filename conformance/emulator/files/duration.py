"""How long a video is: the one fact about it that the Files API shows."""

from __future__ import annotations

import struct
from collections.abc import Iterable

HEADERS = {0: ">4x8xII", 1: ">4x16xIQ"}
"""By its version, what a movie header has after its name: times, then the units in a second and how many units."""
LONGEST = 40


def video_duration(parts: Iterable[bytes]) -> str | None:
    """The length of an MP4 or QuickTime file as seconds with an ``s``, such as ``2s`` or ``12.500s``; None where it
    does not tell. ``parts`` are its bytes; only as many as needed are read."""
    tail = b""
    for part in parts:
        data = tail + part
        at = data.find(b"mvhd")
        if 0 <= at <= len(data) - LONGEST:
            return _told(data[at + 4 :])
        tail = data[-LONGEST:]
    return _told(tail.partition(b"mvhd")[2])


def _told(header: bytes) -> str | None:
    form = HEADERS.get(header[0]) if header else None
    if form is None or len(header) < struct.calcsize(form):
        return None
    scale, units = struct.unpack_from(form, header)
    if not scale:
        return None
    whole, rest = divmod(units, scale)
    return f"{whole}s" if not rest else f"{units / scale:.3f}s"
