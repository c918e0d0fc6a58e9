"""Media small enough to be sent by the thousand, each a real file of its type: a red square, a short tone, two red
pictures of a film, a page with a sentence.

``samples.json`` has what ``conformance.media`` does not make itself, packed by zlib and written as base64. It was made
with PyAV and Pillow, from nothing but the colour red and a tone of 440 Hz.
"""

from __future__ import annotations

import base64
import json
import zlib
from functools import cache
from importlib.resources import files

from conformance import media

SAME_BYTES = {"image/heif": "image/heic", "audio/mpeg": "audio/mp3", "video/mpg": "video/mpeg"}
"""Types that are two names of one thing."""


@cache
def samples() -> dict[str, dict[str, str]]:
    """The data in base64 by kind and mime type, as ``samples()["image"]["image/png"]``."""
    packed: dict[str, str] = json.loads(files(__package__).joinpath("samples.json").read_text("ascii"))
    found = {name: zlib.decompress(base64.b64decode(data)) for name, data in packed.items()}
    found |= {"image/png": media.png(), "audio/wav": media.wav(), "video/mp4": media.mp4()}
    found |= {name: found[other] for name, other in SAME_BYTES.items()}
    found |= {"application/pdf": media.pdf(), "text/csv": b"city,degrees\nParis,21\nOslo,12\n"}
    by_kind: dict[str, dict[str, str]] = {kind: {} for kind in ("image", "audio", "video", "document")}
    for name, data in sorted(found.items()):
        kind = name.partition("/")[0]
        by_kind[kind if kind in by_kind else "document"][name] = base64.b64encode(data).decode()
    return by_kind
