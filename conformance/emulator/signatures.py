"""Thought signatures: opaque base64 to clients, recognisable to the emulator.

The bytes look like the service's (a length-prefixed field that starts with a version and a key id). Ours end in a
keyed digest of the rest, so that one that was changed on the way is told from one that was not. The key is no secret:
signatures must survive a restart, and nothing hangs on forging one.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from enum import Enum
from hashlib import blake2b

KEY_ID = b"CONF"
KEY = b"conformance emulator"
HEAD = b"\x01" + KEY_ID
BODY_BYTES, MAC_BYTES = 40, 16
FIELD = bytes((0x0A, len(HEAD) + BODY_BYTES + MAC_BYTES)) + HEAD

WITHOUT_THINKING = base64.b64encode(b"\n$e24830a7-5cd6-42fe-998b-ee539e72b9c3").decode()
"""What the service sends when the model answered without thinking, the same for everybody (recorded)."""

BYPASS = frozenset(("skip_thought_signature_validator", "context_engineering_is_the_way_to_go"))
"""What stands for the signature of a thought in a history that no model made (clause fcc.bypass-values)."""


class Standing(Enum):
    """What a signature that came back is worth."""

    OURS = "ours"
    FOREIGN = "foreign"
    CORRUPT = "corrupt"
    MISSING = "missing"


def sign(about: str) -> str:
    """A signature that depends on nothing but ``about``."""
    body = blake2b(about.encode(), digest_size=BODY_BYTES).digest()
    return binascii.b2a_base64(FIELD + body + _mac(body), newline=False).decode()


def standing(signature: object) -> Standing:
    """Whether ``signature`` is ours and unchanged, plausibly another server's, corrupt, or missing."""
    if not isinstance(signature, str) or not signature:
        return Standing.MISSING
    if signature == WITHOUT_THINKING or signature in BYPASS:
        return Standing.OURS
    try:
        raw = base64.b64decode(signature, validate=True)
    except (binascii.Error, ValueError):
        return Standing.CORRUPT
    if raw[2 : 2 + len(HEAD)] == HEAD:
        body, mac = raw[2 + len(HEAD) : -MAC_BYTES], raw[-MAC_BYTES:]
        return Standing.OURS if hmac.compare_digest(mac, _mac(body)) else Standing.CORRUPT
    return Standing.FOREIGN if raw[:1] in (b"\x0a", b"\x12") else Standing.CORRUPT


def _mac(body: bytes) -> bytes:
    return blake2b(body, digest_size=MAC_BYTES, key=KEY).digest()
