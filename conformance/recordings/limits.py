"""What a file may ask of us: bytes, depth, compression. Files come from anywhere, also from who wishes us ill."""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from dataclasses import dataclass
from pathlib import Path

from conformance.recordings.found import NotAnExchange

MOST_BYTES = 256 * 2**20
"""Of a file, and of everything that is unpacked from one."""
DEEPEST = 200
"""Levels that values are nested in."""
_BLOCK = 2**20
_WINDOWS = {"gzip": 31, "x-gzip": 31, "deflate": 47}  # zlib's: a gzip header; either header
GZIP = b"\x1f\x8b"


@dataclass(slots=True)
class Budget:
    """The bytes that may still be unpacked from a file."""

    left: int = MOST_BYTES

    def unpacked(self, data: bytes, encoding: str) -> bytes:
        """``data`` with its content encodings undone, the last one first; raises ``NotAnExchange``.

        Data that are not compressed are left alone: many recordings undo the compression and keep the header.
        """
        for name in reversed([part.strip().lower() for part in encoding.split(",")]):
            if name in {"br", "zstd"} and not _is_text(data):
                raise NotAnExchange(f"its body is compressed by {name}, which is not read here: record it without")
            if name in _WINDOWS and data and not _is_text(data):
                data = self._inflated(data, _WINDOWS[name])
        return data

    def _inflated(self, data: bytes, window: int) -> bytes:
        try:
            return self._all(data, window)
        except zlib.error:
            pass
        try:  # deflate without its header, as some servers have it
            return self._all(data, -15) if window == _WINDOWS["deflate"] else self._refuse()
        except zlib.error:
            return self._refuse()

    def _refuse(self) -> bytes:
        raise NotAnExchange("its body is called compressed, but can't be unpacked")

    def _all(self, data: bytes, window: int) -> bytes:
        reader, pieces = zlib.decompressobj(window), []
        while data and not reader.eof:
            piece = reader.decompress(data, _BLOCK)
            data = reader.unconsumed_tail
            self.left -= len(piece)
            if self.left < 0:
                raise NotAnExchange(f"it unpacks to more than {MOST_BYTES // 2**20} MiB")
            if not piece:
                break
            pieces.append(piece)
        if not reader.eof and not pieces:
            raise zlib.error("nothing there")
        return b"".join(pieces)


def content_of(path: Path) -> bytes:
    """The bytes of a file, unpacked where it is a gzip file; raises ``NotAnExchange``."""
    try:
        if not path.is_file():
            raise NotAnExchange("no file that can be read")
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise NotAnExchange(error.strerror or str(error)) from None
    if len(data) > MOST_BYTES:
        raise NotAnExchange(f"larger than {MOST_BYTES // 2**20} MiB")
    return Budget().unpacked(data, "gzip") if data.startswith(GZIP) else data


def json_value(text: str | bytes) -> object:
    """``text`` as JSON; raises ``NotAnExchange``."""
    try:
        value: object = json.loads(text)
    except (ValueError, RecursionError):
        raise NotAnExchange("not JSON") from None
    return value


def from_base64(text: str) -> bytes:
    """The bytes that ``text`` stands for; raises ``NotAnExchange``."""
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        raise NotAnExchange("its body is called base64, but is not") from None


def _is_text(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True
