"""JPEG files of horizontal bands of colour, in any size: baseline, one byte or two for a block of 16 by 16 pixels.

Every row of blocks is a restart interval of its own and starts with its colour; what follows in the row differs by
nothing, which is one bit for each coefficient table. So even the largest picture takes no time. Source: ITU-T T.81.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

from conformance.emulator.model.media.bits import Bits

Colour = tuple[int, int, int]

BLOCK = 16
EMPTY_BLOCKS = 12
"""Bits of six blocks that differ from their neighbours by nothing: no difference, no coefficients, one bit each."""
QUANTIZER = 8
DC_CODES = {0: "0", **{category: f"{7 + category:04b}" for category in range(1, 8)}, 8: "11110"}
DC_COUNTS = bytes((1, 0, 0, 7, 1, *(0,) * 11))
AC_COUNTS = bytes((1, *(0,) * 15))


def encode(width: int, height: int, bands: Sequence[Colour]) -> bytes:
    """A picture of ``width`` by ``height`` pixels in bands of the RGB colours ``bands``, from top to bottom."""
    across, down = -(-width // BLOCK), -(-height // BLOCK)
    rows = {colour: _row(_ycc(colour), across) for colour in bands}
    scan = [rows[bands[row * len(bands) // down]] for row in range(down)]
    body = b"".join(data + bytes((0xFF, 0xD0 + number % 8)) for number, data in enumerate(scan[:-1])) + scan[-1]
    return b"\xff\xd8" + _head(width, height, across) + body + b"\xff\xd9"


def _head(width: int, height: int, across: int) -> bytes:
    tables = b"\x00" + DC_COUNTS + bytes(range(9)) + b"\x10" + AC_COUNTS + b"\x00"
    components = b"\x01\x22\x00\x02\x11\x00\x03\x11\x00"
    return b"".join(
        (
            _segment(0xE0, b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"),
            _segment(0xDB, b"\x00" + bytes((QUANTIZER,)) * 64),
            _segment(0xC0, struct.pack(">BHHB", 8, height, width, 3) + components),
            _segment(0xC4, tables),
            _segment(0xDD, struct.pack(">H", across)),
            _segment(0xDA, b"\x03\x01\x00\x02\x00\x03\x00\x00\x3f\x00"),
        )
    )


def _segment(marker: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


def _row(levels: Sequence[int], across: int) -> bytes:
    """A row of ``across`` blocks of one colour; ``levels`` are its luma and chroma, zero being the middle."""
    luma, blue, red = levels
    bits = Bits()
    _level(bits, luma)
    bits.code("00" * 3)
    _level(bits, blue)
    _level(bits, red)
    bits.put(0, EMPTY_BLOCKS * (across - 1))
    return bits.padded(1).replace(b"\xff", b"\xff\x00")


def _level(bits: Bits, level: int) -> None:
    """One block of a flat ``level``, coming from zero: the size of the number, the number, no coefficients."""
    size = abs(level).bit_length()
    bits.code(DC_CODES[size])
    if size:
        bits.put(level if level > 0 else level + (1 << size) - 1, size)
    bits.code("0")


def _ycc(colour: Colour) -> tuple[int, int, int]:
    """``colour`` as JFIF has it, each part as the difference from 128, which is also its quantised coefficient."""
    red, green, blue = colour
    luma = 0.299 * red + 0.587 * green + 0.114 * blue
    return round(luma) - 128, round(0.564 * (blue - luma)), round(0.713 * (red - luma))
