"""Videos: an MP4 file with H.264 in it, grey and of any size and length, a few kilobytes for minutes.

The first frame says "as predicted" for every block, which makes it grey; all others say "as before". Sources: ITU-T
H.264 for the frames, ISO/IEC 14496-12 and -15 for the boxes around them.
"""

from __future__ import annotations

import base64
import struct
from functools import lru_cache
from typing import Any

from conformance.emulator.model.media.bits import Bits

Json = dict[str, Any]

HEIGHTS = {"360p": 360, "720p": 720, "1080p": 1080, "4k": 2160}
RATE = 24
SECONDS = 5.0
MAX_SECONDS = 60.0
TOKENS_PER_SECOND = 579
"""Ten seconds were billed as 5793 tokens (recorded)."""
GREY_BLOCK = 0x27
"""A block predicted from its neighbours without any difference: the codes 00100 1 1 1."""
LEVELS = ((3600, 31), (8192, 40), (36864, 51))
"""The level of the standard by the most blocks that a frame may have."""
MATRIX = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)


def video(form: Json) -> tuple[Json, int]:
    """A block with an MP4 of ``resolution``, ``aspect_ratio`` and ``duration`` (as in ``"5s"``), and its tokens."""
    height = HEIGHTS[form.get("resolution", "720p")]
    wide, high = (9, 16) if form.get("aspect_ratio") == "9:16" else (16, 9)
    width, height = (height, height * high // wide) if high > wide else (height * wide // high, height)
    seconds = float(form["duration"].rstrip("s")) if "duration" in form else SECONDS
    frames = max(1, round(seconds * RATE))
    return {"mime_type": "video/mp4", "data": _filmed(width, height, frames), "type": "video"}, round(
        TOKENS_PER_SECOND * seconds
    )


@lru_cache(maxsize=4)
def _filmed(width: int, height: int, frames: int) -> str:
    return base64.b64encode(encode(width, height, frames)).decode()


def encode(width: int, height: int, frames: int) -> bytes:
    """An MP4 file of ``frames`` grey frames of ``width`` by ``height`` pixels (even numbers)."""
    blocks = -(-width // 16) * -(-height // 16)
    samples = [_nal(0x65, _first_frame(blocks)), *(_nal(0x41, _same_frame(n, blocks)) for n in range(1, frames))]
    start = _box(b"ftyp", b"isom\x00\x00\x02\x00isomiso2avc1mp41")
    offset = len(start) + len(_movie(width, height, samples, 0)) + 8
    return start + _movie(width, height, samples, offset) + _box(b"mdat", *samples)


def _nal(kind: int, payload: bytes) -> bytes:
    return struct.pack(">I", len(payload) + 1) + bytes((kind,)) + payload


def _first_frame(blocks: int) -> bytes:
    head = Bits().unsigned(0).unsigned(7).unsigned(0).put(0, 4).unsigned(0).code("00").code("1").unsigned(1)
    return head.put(int.from_bytes(bytes((GREY_BLOCK,)) * blocks, "big"), 8 * blocks).code("1").padded(0)


def _same_frame(number: int, blocks: int) -> bytes:
    head = Bits().unsigned(0).unsigned(5).unsigned(0).put(number % 16, 4).code("000").code("1").unsigned(1)
    return head.unsigned(blocks).code("1").padded(0)


def _sequence(width: int, height: int) -> bytes:
    """The sequence parameters: size in blocks, and what of the last ones is cut off, in pairs of pixels."""
    across, down = -(-width // 16), -(-height // 16)
    level = next(level for most, level in LEVELS if across * down <= most)
    bits = Bits().put(0x67_42_C0, 24).put(level, 8).unsigned(0).unsigned(0).unsigned(2).unsigned(1).code("0")
    bits.unsigned(across - 1).unsigned(down - 1).code("11")
    cut = ((across * 16 - width) // 2, (down * 16 - height) // 2)
    bits.put(int(any(cut)), 1)
    if any(cut):
        bits.unsigned(0).unsigned(cut[0]).unsigned(0).unsigned(cut[1])
    return bits.code("0").code("1").padded(0)


def _picture() -> bytes:
    bits = Bits().put(0x68, 8).unsigned(0).unsigned(0).code("00").unsigned(0).unsigned(0).unsigned(0).code("000")
    return bits.code("111").code("100").code("1").padded(0)


def _movie(width: int, height: int, samples: list[bytes], offset: int) -> bytes:
    duration = len(samples)
    header = struct.pack(">IIIIIIHHII", 0, 0, 0, RATE, duration, 0x10000, 0x100, 0, 0, 0)
    rest = MATRIX + bytes(24) + struct.pack(">I", 2)
    shown = struct.pack(">IIIIIIIIHHHH", 7, 0, 0, 1, 0, duration, 0, 0, 0, 0, 0, 0) + MATRIX
    size = struct.pack(">II", width << 16, height << 16)
    media = (
        _box(b"mdhd", struct.pack(">IIIIIHH", 0, 0, 0, RATE, duration, 0x55C4, 0)),
        _box(b"hdlr", struct.pack(">II", 0, 0) + b"vide" + bytes(12) + b"video\x00"),
        _box(b"minf", _box(b"vmhd", struct.pack(">IQ", 1, 0)), _data(), _samples(width, height, samples, offset)),
    )
    track = _box(b"trak", _box(b"tkhd", shown, size), _box(b"mdia", *media))
    return _box(b"moov", _box(b"mvhd", header, rest), track)


def _data() -> bytes:
    here = _box(b"url ", struct.pack(">I", 1))
    return _box(b"dinf", _box(b"dref", struct.pack(">II", 0, 1), here))


def _samples(width: int, height: int, samples: list[bytes], offset: int) -> bytes:
    sequence, picture = _sequence(width, height), _picture()
    config = b"\x01" + sequence[1:4] + b"\xff\xe1" + struct.pack(">H", len(sequence)) + sequence
    config += b"\x01" + struct.pack(">H", len(picture)) + picture
    shape = struct.pack(">HHIII", width, height, 0x480000, 0x480000, 0) + struct.pack(">H", 1) + bytes(32)
    entry = _box(b"avc1", bytes(6), struct.pack(">H", 1), bytes(16), shape, b"\x00\x18\xff\xff", _box(b"avcC", config))
    sizes = struct.pack(f">III{len(samples)}I", 0, 0, len(samples), *map(len, samples))
    return _box(
        b"stbl",
        _box(b"stsd", struct.pack(">II", 0, 1), entry),
        _box(b"stts", struct.pack(">IIII", 0, 1, len(samples), 1)),
        _box(b"stss", struct.pack(">III", 0, 1, 1)),
        _box(b"stsc", struct.pack(">IIIII", 0, 1, 1, len(samples), 1)),
        _box(b"stsz", sizes),
        _box(b"stco", struct.pack(">III", 0, 1, offset)),
    )


def _box(name: bytes, *parts: bytes) -> bytes:
    content = b"".join(parts)
    return struct.pack(">I", len(content) + 8) + name + content
