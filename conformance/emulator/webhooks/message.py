"""What a webhook is told about an interaction: that it came to an end and how, not what came out."""

from __future__ import annotations

import hashlib
from typing import Any

from conformance.emulator.record import Record, timestamp

Json = dict[str, Any]

EVENTS = {
    "completed": "interaction.completed",
    "incomplete": "interaction.completed",
    "requires_action": "interaction.requires_action",
    "failed": "interaction.failed",
    "cancelled": "interaction.cancelled",
}
"""The event for each final status. Nothing is documented for ``incomplete``, which is a result all the same; that
``cancelled`` is told stands on the page and not in the specification (disc.docs.webhook-cancelled)."""
VERSION = "v1"
ISSUER = "https://generativelanguage.googleapis.com"
TOKEN_SECONDS = 300
"""How long a signature by token is good: the tolerance that the page recommends for timestamps."""


def news(record: Record) -> Json:
    """The thin payload about a finished ``record`` (wh.thin-payload, and the event catalogue of the page)."""
    data: Json = {"id": record.id}
    if record.status == "failed":
        error = next(iter(record.errors), {})
        data |= {
            "error_code": error.get("code", "api_error"),
            "error_message": error.get("message", "The work failed."),
        }
    payload = envelope(EVENTS[record.status], record.changed, data)
    metadata = record.webhook.get("user_metadata")
    return {**payload, "user_metadata": metadata} if metadata else payload


def envelope(event: str, second: int, data: Json) -> Json:
    """A message as every webhook gets it."""
    return {"type": event, "version": VERSION, "timestamp": timestamp(second), "data": data}


def message_id(*about: str) -> str:
    """The id of the message about these things, the same however often it is sent."""
    return "msg_" + hashlib.sha256("\n".join(about).encode()).hexdigest()[:24]


def claims(payload: Json, message: str, uri: str, now: int) -> Json:
    """What the token of a message says: the message itself, for whom it is, and how long it is good."""
    return {"iss": ISSUER, "aud": uri, "iat": now, "exp": now + TOKEN_SECONDS, "jti": message, **payload}
