"""Silence in compressed codings, valid for any player: MP3 and Ogg Opus.

Sources: ISO/IEC 11172-3 and 13818-3 for the frames of MP3, RFC 3533, 6716 and 7845 for Ogg and Opus.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from itertools import pairwise

MP3_RATES = {44_100: (0xFB, 0), 48_000: (0xFB, 1), 32_000: (0xFB, 2), 22_050: (0xF3, 0), 24_000: (0xF3, 1)}
MP3_RATES |= {16_000: (0xF3, 2)}
"""Second byte of the header and number of the sample rate; 0xFB is MPEG-1, 0xF3 is MPEG-2."""
MP3_BIT_RATES = {
    0xFB: (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    0xF3: (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
"""Kilobits a second by their number, counted from one."""
OPUS_RATE = 48_000
OPUS_FRAME = OPUS_RATE // 50
SILENT_FRAME = b"\xf8\xff\xfe"
"""Twenty milliseconds of silence."""


def mp3(seconds: float, rate: int, bit_rate: int | None) -> bytes:
    """Silence of about ``seconds`` at ``bit_rate`` in bit/s; ``rate`` in Hz, 24,000 where MP3 does not have it."""
    rate = rate if rate in MP3_RATES else 24_000
    version, number = MP3_RATES[rate]
    listed = MP3_BIT_RATES[version]
    wanted = (bit_rate or 32_000) // 1000
    chosen = min(range(len(listed)), key=lambda at: abs(listed[at] - wanted))
    samples, factor = (1152, 144_000) if version == 0xFB else (576, 72_000)
    size = factor * listed[chosen] // rate
    frame = bytes((0xFF, version, (chosen + 1) << 4 | number << 2, 0xC0)).ljust(size, b"\x00")
    return frame * max(1, round(seconds * rate / samples))


def ogg_opus(seconds: float, rate: int, _: int | None) -> bytes:
    """Silence of about ``seconds`` from an input of ``rate`` Hz, in pages of at most one second."""
    head = b"OpusHead" + struct.pack("<BBHIhB", 1, 1, 0, rate, 0, 0)
    tags = b"OpusTags" + struct.pack("<I", 8) + b"emulator" + struct.pack("<I", 0)
    frames = max(1, round(seconds * 50))
    cuts = [*range(0, frames, 50), frames]
    pages = [_page(0, 2, 0, [head]), _page(1, 0, 0, [tags])]
    for number, (start, end) in enumerate(pairwise(cuts), 2):
        pages.append(_page(number, 4 if end == frames else 0, end * OPUS_FRAME, [SILENT_FRAME] * (end - start)))
    return b"".join(pages)


def _page(number: int, flags: int, position: int, packets: list[bytes]) -> bytes:
    lacing = bytes(map(len, packets))
    head = struct.pack("<4sBBqIIIB", b"OggS", 0, flags, position, 1, number, 0, len(packets)) + lacing
    page = head + b"".join(packets)
    return page[:22] + struct.pack("<I", checksum(page)) + page[26:]


def checksum(page: bytes) -> int:
    """The CRC of an Ogg page whose own field is zero."""
    value = 0
    for byte in page:
        value ^= byte << 24
        for _ in range(8):
            value = (value << 1 ^ 0x04C11DB7 if value & 0x80000000 else value << 1) & 0xFFFFFFFF
    return value


ENCODERS: dict[str, Callable[[float, int, int | None], bytes]] = {"audio/mp3": mp3, "audio/ogg_opus": ogg_opus}
"""By the mime type that a response format asks for."""
