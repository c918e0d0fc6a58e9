"""How messages to webhooks are signed, so that a receiver can verify them as the documentation shows.

A registered webhook has a secret: the headers follow Standard Webhooks (wh.signature.static). The addresses in a
request have none: their signature is a JSON Web Token by RS256, and the public key is at ``/.well-known/jwks.json``
(wh.signature.dynamic). RS256 is a power modulo a number, so that no library is needed for it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

Json = dict[str, Any]

SECRET_PREFIX = "whsec_"  # noqa: S105 - what secrets begin with
KEY_ID = "conformance-emulator-1"
# The key of every emulator, and everybody's: it proves that a receiver verifies, not who sent.
MODULUS = (
    "rhX_V5j4kBQs2OUYL3xCSnT4ipm0vopkBYy_zQpf_quGFaOg2MroHs6In4e-"
    "BdYeuEpU4lISMLC14NxZ2Y7pOiXrmuQbGVFG8My20U2Ovy9sOYiF_YIib_RITxJVYqYtJu_fjbu0j_kZoGOC8i8C2Z3ufFTkmrE8"
    "spui25_J1IBd8KTjnGfVRlBLjl3qd80txh7hCzfkTJIh5Iof4AZKzQ1ZCdFNL9ZD3McNHdWgWYTMnnfNPrF300fCnQXxXvJVWuUg"
    "HkEMpDPcIR8Hzlm5yjpfE_cj7c9fLX95Fyitf8HOuE28sfJKusEKalCJNKzyieaE5dqSW_C7rSC2bSytjQ"
)
EXPONENT = (
    "Kqy-yvj3Wc5wTf0fCCj0US9KbCOQ0LK5ITknHXrhHFtsw6o4eFyJOWAU0tKiTOj33-"
    "Js24wV5HS1KTmrFu93EeeQ0YgAcpzfgJEWccmK6CgWZiYm_oWjroEaJrQOVV_6KpTb3vE4KqD8XLp4M6k9kB4sg7MF1TwEbp5Ddo"
    "Y9okcqyz63q_3G1OQlk7EKPZFCorf-"
    "EfjWwPYhlmgdOMYoG0kdq-_1ce0XVROwQ6xvszxx2pYIC8GNqyGfuGIXi2TRd_dBcsIXtTgPDm3TlKZoN-"
    "bUEiKlwmOtG0GcegZrGg9k_5rhiMkXsDvwfsrta462jOlGFhAVMaHEO2GX4-s9aw"
)
PUBLIC_EXPONENT = 65537
KEY_BYTES = 256
SHA256_INFO = bytes.fromhex("3031300d060960864801650304020105000420")
"""What stands before a SHA-256 digest in a PKCS #1 signature: its algorithm and length, in DER."""


def standard(secrets: list[str], message_id: str, timestamp: int, body: bytes) -> str:
    """The value of ``webhook-signature``: one ``v1,…`` for each of ``secrets`` (``whsec_`` and base64)."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    keys = [base64.b64decode(secret.removeprefix(SECRET_PREFIX)) for secret in secrets]
    return " ".join("v1," + base64.b64encode(hmac.digest(key, signed, "sha256")).decode() for key in keys)


def token(claims: Json) -> str:
    """``claims`` as a JSON Web Token signed by RS256."""
    head = {"alg": "RS256", "kid": KEY_ID, "typ": "JWT"}
    signed = ".".join(_encoded(json.dumps(part, separators=(",", ":")).encode()) for part in (head, claims))
    return f"{signed}.{_encoded(_signature(signed.encode()))}"


def key_set() -> Json:
    """The public key as a JSON Web Key Set."""
    exponent = PUBLIC_EXPONENT.to_bytes(3, "big")
    return {
        "keys": [{"kty": "RSA", "alg": "RS256", "use": "sig", "kid": KEY_ID, "n": MODULUS, "e": _encoded(exponent)}]
    }


def _signature(message: bytes) -> bytes:
    """RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017, section 8.2)."""
    tail = SHA256_INFO + hashlib.sha256(message).digest()
    padded = b"\x00\x01" + b"\xff" * (KEY_BYTES - 3 - len(tail)) + b"\x00" + tail
    power = pow(int.from_bytes(padded, "big"), _number(EXPONENT), _number(MODULUS))
    return power.to_bytes(KEY_BYTES, "big")


def _number(encoded: str) -> int:
    return int.from_bytes(base64.urlsafe_b64decode(encoded + "=="), "big")


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
