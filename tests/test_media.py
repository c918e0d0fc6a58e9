"""The media that scenarios send are what they say they are."""

from __future__ import annotations

import io
import re
import struct
import wave
import zlib

from conformance import media


def test_the_picture_is_a_red_png() -> None:
    data, chunks = media.png()[8:], {}
    while data:
        length, name = struct.unpack(">I4s", data[:8])
        assert struct.unpack(">I", data[8 + length : 12 + length]) == (zlib.crc32(data[4 : 8 + length]),)
        chunks[name], data = data[8 : 8 + length], data[12 + length :]
    assert list(chunks) == [b"IHDR", b"IDAT", b"IEND"]
    pixels = zlib.decompress(chunks[b"IDAT"])
    assert len(pixels) == media.SIDE * (1 + 3 * media.SIDE)
    assert pixels[1:4] == bytes(media.RED_RGB)


def test_the_tone_is_half_a_second_long() -> None:
    with wave.open(io.BytesIO(media.wav())) as tone:
        assert tone.getnframes() / tone.getframerate() == 0.5
        assert any(tone.readframes(100))


def test_the_table_of_the_pdf_points_at_its_objects() -> None:
    data = media.pdf()
    start = int(data.rsplit(b"startxref\n", 1)[1].split(b"\n")[0])
    assert data[start:].startswith(b"xref")
    for number, offset in enumerate(re.findall(rb"(\d{10}) 00000 n", data), 1):
        assert data[int(offset) :].startswith(b"%d 0 obj" % number)


def test_the_film_needs_no_escapes_and_its_index_points_at_its_pictures() -> None:
    data = media.mp4()
    at = data.index(b"stco") + 12
    (offset,) = struct.unpack(">I", data[at : at + 4])
    for size in struct.unpack(">2I", data[data.index(b"stsz") + 16 :][:8]):
        picture = data[offset + 4 : offset + size]
        assert struct.unpack(">I", data[offset : offset + 4]) == (size - 4,)
        assert picture.startswith(b"\x65")
        assert not re.search(rb"\0\0[\0-\3]", picture), "such bytes would have to be escaped"
        offset += size
