"""Pictures that image models make: bands of colour that depend on the prompt, in the size that was asked for."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache
from typing import Any

from conformance.emulator.model.media.jpeg import encode

Json = dict[str, Any]

SIZES = {
    "1:1": (1024, 1024),
    "2:3": (848, 1264),
    "3:2": (1264, 848),
    "3:4": (896, 1200),
    "4:3": (1200, 896),
    "4:5": (928, 1152),
    "5:4": (1152, 928),
    "9:16": (768, 1376),
    "16:9": (1376, 768),
    "21:9": (1584, 672),
    "1:4": (512, 2048),
    "4:1": (2048, 512),
    "1:8": (384, 3072),
    "8:1": (3072, 384),
}
"""Width and height in pixels of a picture of size 1K by aspect ratio; the other sizes are multiples of it."""
SCALES = {"512": 0.5, "1K": 1, "2K": 2, "4K": 4}
TOKENS = {"512": 747, "1K": 1120, "2K": 1120, "4K": 2000}
"""What a picture counts as output; 1K and 2K are recorded or documented as 1120, 4K as 2000."""
BANDS = 4


def image(about: str, form: Json) -> tuple[Json, int]:
    """A block with a JPEG for the text ``about``, and its tokens; ``form`` has ``aspect_ratio`` and ``image_size``."""
    size = form.get("image_size", "1K")
    width, height = dimensions(form.get("aspect_ratio", "1:1"), size)
    return {"mime_type": "image/jpeg", "data": _drawn(about, width, height), "type": "image"}, TOKENS[size]


def dimensions(aspect_ratio: str, image_size: str) -> tuple[int, int]:
    """Width and height in pixels for values of the schema."""
    width, height = SIZES[aspect_ratio]
    scale = SCALES[image_size]
    return int(width * scale), int(height * scale)


@lru_cache(maxsize=8)
def _drawn(about: str, width: int, height: int) -> str:
    seed = hashlib.sha256(about.encode()).digest()
    colours = [(seed[at], seed[at + 1], seed[at + 2]) for at in range(0, 3 * BANDS, 3)]
    return base64.b64encode(encode(width, height, colours)).decode()
