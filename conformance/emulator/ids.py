"""Identifiers as the live service builds them.

``v1_`` + base64url of a two-field protobuf: the response id of the chain's first interaction, then this one's. A
response id is base64url of 16 or 17 bytes whose first four are the unix second of the request, little-endian. Here the
next four count up: what is made one after the other stands together in the index of a store, so that a commit writes a
page of it or two, and not one for each interaction.
"""

from __future__ import annotations

import base64
import random
import string
from binascii import b2a_base64

PREFIX = "v1_"
ROOT_FIELD, SELF_FIELD = 0x0A, 0x12


URL_SAFE = bytes.maketrans(b"+/", b"-_")


def _encode(raw: bytes) -> str:
    return b2a_base64(raw, newline=False).translate(URL_SAFE, b"=").decode()


def compose(root: str, own: str) -> str:
    """The public id made of two response ids."""
    fields = b"%c%c%b%c%c%b" % (ROOT_FIELD, len(root), root.encode(), SELF_FIELD, len(own), own.encode())
    return PREFIX + _encode(fields)


def decompose(interaction_id: str) -> tuple[str, str]:
    """``(root, own)`` of a public id; raises ``ValueError`` for anything that is not one."""
    if not interaction_id.startswith(PREFIX):
        raise ValueError("no v1_ prefix")
    body = interaction_id.removeprefix(PREFIX)
    raw = base64.b64decode(body + "=" * (-len(body) % 4), altchars=b"-_", validate=True)
    parts = []
    for tag in (ROOT_FIELD, SELF_FIELD):
        if len(raw) < 2 or raw[0] != tag or len(raw) < 2 + raw[1]:
            raise ValueError("not the two fields of an interaction id")
        parts.append(raw[2 : 2 + raw[1]].decode("ascii"))
        raw = raw[2 + raw[1] :]
    if raw:
        raise ValueError("trailing bytes")
    return parts[0], parts[1]


class Ids:
    """A source of identifiers; with a seed the same calls give the same ids."""

    def __init__(self, seed: int | None) -> None:
        self._random = random.Random(seed)  # noqa: S311 - ids need to be distinct, not secret
        self._made = self._random.getrandbits(32)

    def interaction(self, second: int, root: str | None = None) -> str:
        """A new public id made at unix ``second``, in the chain that starts at response id ``root``."""
        self._made = made = (self._made + 1) & 0xFFFFFFFF
        drawn = self._random.getrandbits(74)
        rest = drawn.to_bytes(10, "big")[1 if drawn >> 72 else 2 :]
        own = _encode(second.to_bytes(4, "little") + made.to_bytes(4, "big") + rest)
        return compose(root or own, own)

    def call(self, model: str) -> str:
        """An id for a tool call: eight letters and digits, or ``call_`` and digits from Gemini 3.5 on."""
        if model.startswith(("gemini-3.5", "gemini-3.6", "gemini-3.7", "gemini-3.8", "gemini-4")):
            return f"call_{self._random.randrange(10_000, 10_000_000)}"
        return "".join(self._random.choices(string.ascii_lowercase + string.digits, k=8))

    def token(self, prefix: str) -> str:
        """``prefix`` and 24 hexadecimal digits, for things that are not interactions."""
        return prefix + self._random.randbytes(12).hex()

    def random_bytes(self, number: int) -> bytes:
        """So many bytes, for what has to be different each time."""
        return self._random.randbytes(number)
