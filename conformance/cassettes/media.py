"""Media beside the cassettes: long base64, and bytes that are no text, each in a file named by its hash.

In the cassette stands ``sha256//`` and the hash, which is itself base64 of a length that decodes: whoever reads the
file with vcrpy alone gets an answer that parses, with a few wrong bytes for a picture. We put the exact text back, so
that what is replayed is what came over the wire, to the last byte.
"""

from __future__ import annotations

import gzip
import hashlib
import re
import zlib
from collections.abc import Collection
from pathlib import Path

FOLDER = "media"
LONGEST = 4096
"""Characters of base64 that stay in the cassette, and bytes of what is no text."""
MOST_BYTES = 64 * 2**20
PREFIX = "sha256//"

_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{%d,}" % (LONGEST + 1))
_NAMED = re.compile(rb"sha256//([0-9a-f]{64})")


class MediaMissing(Exception):
    """A file of media that isn't there, or isn't what its name says; the message says which."""


def taken_out(body: bytes, found: dict[str, bytes]) -> bytes:
    """``body`` with names in the place of its media, which go into ``found`` by their hashes."""

    def named(data: bytes) -> bytes:
        digest = hashlib.sha256(data).hexdigest()
        found[digest] = data
        return f"{PREFIX}{digest}".encode()

    if len(body) > LONGEST and not is_text(body):
        return named(body)
    return _BASE64.sub(lambda match: named(match[0]), body) if len(body) > LONGEST else body


def put_back(body: bytes, known: Collection[str], folder: Path) -> bytes:
    """``body`` with the media that its names stand for, of which ``known`` are ours; raises ``MediaMissing``."""

    def stored(match: re.Match[bytes]) -> bytes:
        digest = match[1].decode()
        return read(folder, digest) if digest in known else match[0]

    return _NAMED.sub(stored, body) if known else body


def write(folder: Path, media: dict[str, bytes]) -> None:
    """A file for each of ``media`` that has none."""
    for digest, data in media.items():
        path = folder / f"{digest}.gz"
        if not path.exists():  # named by its content, so it is right
            folder.mkdir(parents=True, exist_ok=True)
            # Not gzip.compress, whose header is another from Python 3.13 on.
            with path.open("wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
                packed.write(data)


def read(folder: Path, digest: str) -> bytes:
    """The media of that hash; raises ``MediaMissing``."""
    path = folder / f"{digest}.gz"
    try:
        with gzip.open(path) as file:
            data = file.read(MOST_BYTES)
    except (OSError, EOFError, zlib.error) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "no whole gzip file"
        raise MediaMissing(f"its media {path}: {reason}") from None
    if hashlib.sha256(data).hexdigest() != digest:
        raise MediaMissing(f"its media {path}: the content has another hash")
    return data


def is_text(body: bytes) -> bool:
    """Whether ``body`` is UTF-8."""
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True
