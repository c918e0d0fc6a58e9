"""Webhooks that a project registers once, each with an address, the events that it wants, and signing secrets.

Clause wh.crud; names and values are those of Google's OpenAPI document of August 2026. A secret is told when it is
made and never again.
"""

from __future__ import annotations

import base64
from typing import Any

from conformance.emulator.clock import Clock
from conformance.emulator.errors import invalid, not_found, shown
from conformance.emulator.ids import Ids
from conformance.emulator.record import timestamp
from conformance.emulator.retention import DAY
from conformance.emulator.store import Store
from conformance.emulator.webhooks.signing import SECRET_PREFIX

Json = dict[str, Any]

KIND = "webhook"
EVENTS = (
    *("batch.succeeded", "batch.cancelled", "batch.expired", "batch.failed"),
    *("interaction.requires_action", "interaction.completed", "interaction.failed", "interaction.cancelled"),
    "video.generated",
)
"""The catalogue of the webhooks page. Those of batches and videos can be subscribed to and never come here."""
STATES = ("enabled", "disabled", "disabled_due_to_failed_deliveries")
FIELDS = ("name", "uri", "subscribed_events", "state")
REVOCATIONS = ("revoke_previous_secrets_after_h24", "revoke_previous_secrets_immediately")
SECRET_BYTES = 32
SHOWN_DIGITS = 4


class Registry:
    """The registered webhooks of one emulator."""

    def __init__(self, store: Store, clock: Clock, ids: Ids) -> None:
        self._store, self._clock, self._ids = store, clock, ids

    def create(self, body: Json, owner: str) -> tuple[Json, str]:
        """A new webhook as it is kept, and its secret; raises 400 for a body that is none."""
        for name in ("uri", "subscribed_events"):
            if name not in body:
                raise invalid(f"Missing key '{name}' in input 'webhook'.")
        checked(body, [name for name in FIELDS if name != "state"])
        secret, now = self._secret(), int(self._clock())
        made = {"id": self._ids.token("wh_"), "state": "enabled", "created": now, "updated": now, **body}
        return self._kept({**made, "secrets": [{"secret": secret}]}, owner), secret

    def get(self, webhook_id: str, owner: str) -> Json:
        """The webhook as it is kept; raises 404 if the owner has none of that id."""
        found = self._store.get(KIND, webhook_id, owner, self._clock())
        if found is None:
            raise not_found(f"Webhook '{shown(webhook_id)}' not found.")
        return found

    def list(self, owner: str, after: str, limit: int) -> list[Json]:
        """At most ``limit`` of the owner's webhooks past the id ``after``."""
        return self._store.list(KIND, owner, self._clock(), after, limit)

    def update(self, webhook_id: str, body: Json, owner: str) -> Json:
        """The webhook with what ``body`` changes of it; raises 400 and 404."""
        checked(body, FIELDS)
        return self._kept({**self.get(webhook_id, owner), **body, "updated": int(self._clock())}, owner)

    def delete(self, webhook_id: str, owner: str) -> None:
        """Forget it; raises 404 if there is none."""
        if not self._store.delete(KIND, webhook_id, owner):
            raise not_found(f"Webhook '{shown(webhook_id)}' not found.")

    def rotate(self, webhook_id: str, behavior: str, owner: str) -> str:
        """A new secret; those before it end in a day, or at once, as ``behavior`` says."""
        if behavior.lower() not in REVOCATIONS:
            listed = ", ".join(f"'{known}'" for known in REVOCATIONS)
            raise invalid(
                f"The value '{shown(behavior)}' is not supported for 'revocation_behavior'. Supported values: {listed}."
            )
        found, secret, now = self.get(webhook_id, owner), self._secret(), self._clock()
        old = (
            [{"expires": now + DAY, **one} for one in current(found, now)] if behavior.lower() == REVOCATIONS[0] else []
        )
        self._kept({**found, "secrets": [*old, {"secret": secret}], "updated": int(now)}, owner)
        return secret

    def _secret(self) -> str:
        return SECRET_PREFIX + base64.b64encode(self._ids.random_bytes(SECRET_BYTES)).decode()

    def _kept(self, webhook: Json, owner: str) -> Json:
        self._store.put(KIND, webhook["id"], owner, webhook, None)
        return webhook


def checked(body: Json, fields: Any) -> None:
    """Raise 400 unless ``body`` has nothing but ``fields``, each of its form."""
    for name, value in body.items():
        if name not in fields:
            raise invalid(f"Unknown parameter '{shown(name)}'.")
        if name == "subscribed_events":
            _known_events(value)
        elif not isinstance(value, str):
            raise invalid(f"The value is invalid for '{name}'. Expected a string.")
    if "uri" in body and not is_address(body["uri"]):
        raise invalid(f"The value '{shown(body['uri'])}' is invalid for 'uri': give an http(s) address.")
    if body.get("state", STATES[0]) not in STATES:
        listed = ", ".join(f"'{known}'" for known in STATES)
        raise invalid(f"The value '{shown(body['state'])}' is not supported for 'state'. Supported values: {listed}.")


def is_address(uri: object) -> bool:
    """Whether ``uri`` is an address that a message can be sent to."""
    return isinstance(uri, str) and uri.startswith(("https://", "http://")) and len(uri) > len("https://")


def _known_events(value: object) -> None:
    if not isinstance(value, list) or not value:
        raise invalid("The value is invalid for 'subscribed_events'. Expected an array with an event or more.")
    for index, event in enumerate(value):
        if event not in EVENTS:
            listed = ", ".join(f"'{known}'" for known in EVENTS)
            told = f"is not supported for 'subscribed_events[{index}]'. Supported values: {listed}."
            raise invalid(f"The value '{shown(event)}' {told}")


def current(webhook: Json, now: float) -> list[Json]:
    """The secrets that are good at ``now``."""
    return [one for one in webhook["secrets"] if one.get("expires", now + 1) > now]


def resource(webhook: Json, now: float) -> Json:
    """A webhook as the API shows it."""
    given: Json = {key: webhook[key] for key in ("name", "uri", "subscribed_events") if key in webhook}
    times = {"create_time": timestamp(webhook["created"]), "update_time": timestamp(webhook["updated"])}
    secrets = [_truncated(one) for one in current(webhook, now)]
    return {**given, **times, "signing_secrets": secrets, "state": webhook["state"], "id": webhook["id"]}


def _truncated(secret: Json) -> Json:
    digits = len(SECRET_PREFIX) + SHOWN_DIGITS
    value: Json = {"truncated_secret": secret["secret"][:digits] + "…"}
    return value | ({"expire_time": timestamp(int(secret["expires"]))} if "expires" in secret else {})
