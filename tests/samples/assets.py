"""The files that samples read: as small as a real one of each kind can be."""

from __future__ import annotations

import io
import struct
import wave
import zlib
from collections.abc import Iterable
from pathlib import Path

from conformance.emulator.model.media import jpeg

JPEG = (
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABsSFBcUERsXFhceHBsgKEIrKCUlKFE6PTBCYFVlZF9VXVtqeJmBanGQc1tdhbWGkJ6jq62rZ4C8ybqm"
    "x5moq6T/2wBDARweHigjKE4rK06kbl1upKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKT/wAARCAAIAAgD"
    "ASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAH/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFQEBAQAAAAAAAAAAAAAAAAAABAX/xAAUEQEA"
    "AAAAAAAAAAAAAAAAAAAA/9oADAMBAAIRAxEAPwCAKYb/2Q=="
)
"""A picture of 8 by 8 pixels, which is less than it would take to write a JPEG anew."""

# What a written file has to begin with, by the type that a sample prints.
MAGIC = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}


def write(folder: Path, names: Iterable[str]) -> None:
    """Write the files of these ``names`` into ``folder``."""
    for name in names:
        (folder / name).write_bytes(ASSETS[name])


def _png(width: int = 32, height: int = 24) -> bytes:
    """A picture: sky above water."""
    colours = [b"\x9c\xcf\xf0", b"\x20\x50\x80"]
    rows = b"".join(b"\x00" + colours[2 * row // height] * width for row in range(height))
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    )
    sized = (struct.pack(">I", len(d)) + k + d + struct.pack(">I", zlib.crc32(k + d)) for k, d in chunks)
    return MAGIC["image/png"] + b"".join(sized)


def _wav(seconds: float = 0.5, rate: int = 8000) -> bytes:
    """A recording of silence."""
    file = io.BytesIO()
    with wave.open(file, "wb") as recording:
        recording.setnchannels(1)
        recording.setsampwidth(2)
        recording.setframerate(rate)
        recording.writeframes(b"\x00\x00" * int(rate * seconds))
    return file.getvalue()


def _mp4() -> bytes:
    """A clip of no length: the box that says what it is, and an empty one for the data."""
    brand = b"isom" + struct.pack(">I", 512) + b"isommp41"
    return struct.pack(">I", 8 + len(brand)) + b"ftyp" + brand + struct.pack(">I", 8) + b"mdat"


def _pdf() -> bytes:
    """A document of one empty page."""
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>",
    )
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"xref\n0 4\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return body + table + b"trailer << /Size 4 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(body)


ASSETS = {
    "harbour.png": _png(),
    "greeting.wav": _wav(),
    "arrival.mp4": _mp4(),
    "report.pdf": _pdf(),
    "gulls.jpg": jpeg.encode(16, 16, [(200, 210, 220)]),
}
