"""Small media to send: a red picture, a short tone, two seconds of a red film, a page with a sentence.

All are made here, byte by byte, so that no file has to travel with the suite and every decoder takes them.
"""

from __future__ import annotations

import base64
import math
import struct
import zlib
from functools import cache

from conformance.interaction import Json

SIDE = 64  # pixels; four macroblocks of a film
RED_RGB = (255, 0, 0)
RED_YUV = (82, 90, 240)
SENTENCE = "The quick brown fox jumps over the lazy dog."


def block(kind: str) -> Json:
    """The content block, data inline, of an ``image``, an ``audio``, a ``video`` or a ``document``."""
    data, mime_type = {
        "image": (png, "image/png"),
        "audio": (wav, "audio/wav"),
        "video": (mp4, "video/mp4"),
        "document": (pdf, "application/pdf"),
    }[kind]
    return {"type": kind, "data": base64.b64encode(data()).decode(), "mime_type": mime_type}


@cache
def png() -> bytes:
    """A red square."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = (b"\0" + bytes(RED_RGB) * SIDE) * SIDE
    header = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")


@cache
def wav() -> bytes:
    """Half a second of a tone of 440 Hz: mono, 16 bits, 8000 samples a second."""
    samples = (int(12000 * math.sin(2 * math.pi * 440 * t / 8000)) for t in range(4000))
    data = b"".join(struct.pack("<h", sample) for sample in samples)
    form = struct.pack("<HHIIHH", 1, 1, 8000, 16000, 2, 16)
    chunks = b"WAVEfmt " + struct.pack("<I", len(form)) + form + b"data" + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", len(chunks)) + chunks


@cache
def pdf() -> bytes:
    """One page with one sentence."""
    drawn = f"BT /F1 18 Tf 36 100 Td ({SENTENCE}) Tj ET".encode()
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 480 200] /Contents 4 0 R /Resources 6 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Font << /F1 5 0 R >> >>",
    )
    out, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n%s%s" % (size, table, trailer)


# --- a film: H.264 with uncompressed macroblocks (I_PCM) in an MP4 container ----------------------------------------


@cache
def mp4() -> bytes:
    """Two red pictures of a second each."""
    frames = [_unit(b"\x65", _picture(number)) for number in range(2)]
    samples = [struct.pack(">I", len(frame)) + frame for frame in frames]
    kind = _box(b"ftyp", b"isom\0\0\2\0isomavc1")
    return kind + _box(b"mdat", b"".join(samples)) + _movie(len(kind) + 8, [len(sample) for sample in samples])


def _unit(kind: bytes, bits: str) -> bytes:
    """A NAL unit. The bits given here hold no two zero bytes in a row, so nothing has to be escaped."""
    bits += "1"
    bits += "0" * (-len(bits) % 8)
    return kind + int(bits, 2).to_bytes(len(bits) // 8, "big")


def _golomb(*values: int) -> str:
    """Unsigned Exp-Golomb codes; 0 is the same signed."""
    return "".join("0" * ((value + 1).bit_length() - 1) + f"{value + 1:b}" for value in values)


def _sequence() -> bytes:
    """Sequence parameters: no reordering, no reference frames, ``SIDE`` by ``SIDE``."""
    blocks = SIDE // 16 - 1
    return _unit(b"\x67\x42\xc0\x0a", _golomb(0, 0, 2, 0) + "0" + _golomb(blocks, blocks) + "1000")


def _parameters() -> bytes:
    """Picture parameters: CAVLC, the deblocking filter under control of the slices."""
    return _unit(b"\x68", _golomb(0, 0) + "00" + _golomb(0, 0, 0) + "000" + _golomb(0, 0, 0) + "100")


def _picture(number: int) -> str:
    """One picture: the header of its slice, then every macroblock as it is."""
    bits = _golomb(0, 7, 0) + "0000" + _golomb(number) + "00" + _golomb(0, 1)
    luma, blue, red = (f"{value:08b}" for value in RED_YUV)
    for _ in range((SIDE // 16) ** 2):
        bits += _golomb(25)
        bits += "0" * (-len(bits) % 8) + luma * 256 + blue * 64 + red * 64
    return bits


def _box(name: bytes, *content: bytes) -> bytes:
    data = b"".join(content)
    return struct.pack(">I", len(data) + 8) + name + data


def _movie(offset: int, sizes: list[int]) -> bytes:
    """The index of the film, whose samples start at ``offset``, one a second."""
    seconds, matrix = len(sizes), struct.pack(">9I", 1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30)
    head = _box(
        b"mvhd", struct.pack(">5I", 0, 0, 0, 1, seconds), b"\0\1\0\0\1\0", bytes(10), matrix, bytes(24), b"\0\0\0\2"
    )
    track = struct.pack(">6I", 3, 0, 0, 1, 0, seconds) + bytes(16) + matrix + struct.pack(">2I", SIDE << 16, SIDE << 16)
    media = _box(b"mdhd", struct.pack(">5I", 0, 0, 0, 1, seconds), b"\x55\xc4\0\0")
    handler = _box(b"hdlr", bytes(8), b"vide", bytes(12), b"film\0")
    data = _box(b"dinf", _box(b"dref", struct.pack(">2I", 0, 1), _box(b"url ", b"\0\0\0\1")))
    info = _box(b"minf", _box(b"vmhd", b"\0\0\0\1", bytes(8)), data, _table(offset, sizes))
    return _box(b"moov", head, _box(b"trak", _box(b"tkhd", track), _box(b"mdia", media, handler, info)))


def _table(offset: int, sizes: list[int]) -> bytes:
    sequence, parameters = _sequence(), _parameters()
    coding = b"\1" + sequence[1:4] + b"\xff\xe1" + struct.pack(">H", len(sequence)) + sequence
    coding += b"\1" + struct.pack(">H", len(parameters)) + parameters
    shape = struct.pack(">2H", SIDE, SIDE) + struct.pack(">3I", 72 << 16, 72 << 16, 0) + b"\0\1" + bytes(32)
    entry = _box(b"avc1", bytes(6), b"\0\1", bytes(16), shape, b"\0\x18\xff\xff", _box(b"avcC", coding))
    return _box(
        b"stbl",
        _box(b"stsd", struct.pack(">2I", 0, 1), entry),
        _box(b"stts", struct.pack(">4I", 0, 1, len(sizes), 1)),
        _box(b"stsc", struct.pack(">5I", 0, 1, 1, len(sizes), 1)),
        _box(b"stsz", struct.pack(">3I", 0, 0, len(sizes)), *(struct.pack(">I", size) for size in sizes)),
        _box(b"stco", struct.pack(">3I", 0, 1, offset)),
    )
