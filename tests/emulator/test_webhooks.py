"""Webhooks: a real receiver that verifies every message as the documentation shows, and what happens if it does not."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from conformance.emulator.retention import DAY
from tests.emulator.asgi import START, Local

Json = dict[str, Any]

HOOKS = "/v1beta/webhooks"
WORK: Json = {"input": "Hi", "background": True}
METADATA = {"job_group": "nightly", "priority": 1}


@dataclass
class Receiver:
    """A server that keeps what it is sent, and answers with the next of ``answers`` (200 where there is none)."""

    uri: str = ""
    answers: list[int] = field(default_factory=list)
    received: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    @property
    def host(self) -> str:
        """For ``allow_fetch``."""
        return self.uri.split("/")[2]

    @property
    def types(self) -> list[str]:
        """The types of the messages so far."""
        return [json.loads(body)["type"] for _, body in self.received]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A receiver on a socket of this machine."""
    kept = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            kept.received.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(kept.answers.pop(0) if kept.answers else 200)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        kept.uri = f"http://127.0.0.1:{server.server_port}/hook"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield kept
        server.shutdown()
        thread.join()


@pytest.fixture
def emulator(local: Any, receiver: Receiver) -> Local:
    """An emulator that may talk to the receiver."""
    made: Local = local(allow_fetch=(receiver.host,), control=True)
    return made


def _deliver(emulator: Local, seconds: float = 1.0) -> None:
    """Let time pass and see to it that what is due then was sent."""
    emulator.time.now += seconds
    assert emulator("POST", "/control/deliver").status == 200


def _dynamic(emulator: Local, receiver: Receiver, **body: Any) -> Json:
    config = {"uris": [receiver.uri], "user_metadata": METADATA}
    return emulator.create(**{**WORK, "webhook_config": config, **body})


def _registered(emulator: Local, receiver: Receiver, *events: str) -> Json:
    body = {"uri": receiver.uri, "subscribed_events": list(events) or ["interaction.completed"], "name": "mine"}
    answer = emulator("POST", HOOKS, body)
    assert answer.status == 200, answer.content
    return dict(answer.json())


def _raw(encoded: str) -> bytes:
    return base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))


def _claims(emulator: Local, token: str, audience: str) -> Json:
    """The claims of ``token`` after checking it with the published key, as RFC 7515 and RFC 8017 say."""
    head, claims, signature = token.split(".")
    keys = emulator("GET", "/.well-known/jwks.json").json()["keys"]
    (key,) = [key for key in keys if key["kid"] == json.loads(_raw(head))["kid"]]
    assert (json.loads(_raw(head))["alg"], key["alg"], key["kty"]) == ("RS256", "RS256", "RSA")
    modulus, exponent = (int.from_bytes(_raw(key[name]), "big") for name in ("n", "e"))
    opened = pow(int.from_bytes(_raw(signature), "big"), exponent, modulus).to_bytes(256, "big")
    digest = hashlib.sha256(f"{head}.{claims}".encode()).digest()
    info = bytes.fromhex("3031300d060960864801650304020105000420")
    assert opened == b"\x00\x01" + b"\xff" * 202 + b"\x00" + info + digest
    told: Json = json.loads(_raw(claims))
    assert told["aud"] == audience
    assert told["iat"] <= emulator.time.now < told["exp"]
    return told


def _verified(headers: dict[str, str], body: bytes, *secrets: str) -> bool:
    """Whether one of the signatures is by one of ``secrets``, as Standard Webhooks says."""
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    made = [hmac.new(base64.b64decode(s.removeprefix("whsec_")), signed, "sha256").digest() for s in secrets]
    given = [base64.b64decode(one.removeprefix("v1,")) for one in headers["webhook-signature"].split(" ")]
    return any(hmac.compare_digest(one, other) for one in made for other in given)


# --- addresses in the request ----------------------------------------------------------------------------------------


def test_the_address_in_the_request_is_told_when_the_work_is_done(emulator: Local, receiver: Receiver) -> None:
    made = _dynamic(emulator, receiver)
    _deliver(emulator, 0.1)
    assert receiver.received == []
    _deliver(emulator)
    ((headers, body),) = receiver.received
    payload = json.loads(body)
    assert payload == {
        "type": "interaction.completed",
        "version": "v1",
        "timestamp": "2026-09-21T14:13:20Z",
        "data": {"id": made["id"]},
        "user_metadata": METADATA,
    }
    claims = _claims(emulator, headers["webhook-signature"], receiver.uri)
    assert payload.items() <= claims.items()
    assert claims["jti"] == headers["webhook-id"]
    assert int(headers["webhook-timestamp"]) == int(emulator.time.now)
    assert headers["content-type"] == "application/json"


def test_a_call_that_waits_and_a_cancel_are_told_too(emulator: Local, receiver: Receiver) -> None:
    weather = {"type": "function", "name": "get_weather", "parameters": {"type": "object"}}
    _dynamic(emulator, receiver, input="What is the weather in Rome?", tools=[weather])
    _deliver(emulator)
    made = _dynamic(emulator, receiver)
    assert emulator("POST", f"/{made['id']}/cancel").status == 200
    _deliver(emulator, 0)
    _deliver(emulator)
    assert receiver.types == ["interaction.requires_action", "interaction.cancelled"]


def test_what_is_deleted_is_not_told(emulator: Local, receiver: Receiver) -> None:
    made = _dynamic(emulator, receiver)
    emulator("DELETE", f"/{made['id']}")
    _deliver(emulator)
    assert receiver.received == []


@pytest.mark.parametrize(
    "body",
    [
        {"background": False, "webhook_config": {"uris": ["https://x.example/h"]}},
        {"webhook_config": {"uris": ["x.example"]}},
        {"webhook_config": {"uris": ["file:///etc/passwd"]}},
    ],
)
def test_a_request_whose_webhook_makes_no_sense_is_refused(emulator: Local, body: Json) -> None:
    refused = emulator("POST", "", {"model": "gemini-2.5-flash", **WORK, **body})
    assert (refused.status, refused.json()["error"]["code"]) == (400, "invalid_request")


def test_nothing_is_sent_to_hosts_that_are_not_allowed(local: Any, receiver: Receiver) -> None:
    other = local(allow_fetch=("allowed.example",), control=True)
    _dynamic(other, receiver)
    _registered(other, receiver)
    other.create(**WORK)
    _deliver(other)
    closed = local(control=True)
    _dynamic(closed, receiver)
    _deliver(closed)
    assert receiver.received == []


# --- trying again ----------------------------------------------------------------------------------------------------


def test_a_message_is_sent_until_it_is_acknowledged(emulator: Local, receiver: Receiver) -> None:
    receiver.answers = [500, 302, 204]
    _dynamic(emulator, receiver)
    _deliver(emulator)
    for _ in range(3):
        _deliver(emulator, 0.9)
        _deliver(emulator, 1.2)
    assert len(receiver.received) == 3
    assert len({headers["webhook-id"] for headers, _ in receiver.received}) == 1
    assert len({body for _, body in receiver.received}) == 1
    assert len({headers["webhook-timestamp"] for headers, _ in receiver.received}) == 3


def test_a_message_waits_for_a_restart(local: Any, receiver: Receiver, tmp_path: Any) -> None:
    settings = {"store": str(tmp_path / "kept.db"), "control": True, "allow_fetch": (receiver.host,)}
    before = local(**settings)
    _dynamic(before, receiver)
    before.close()
    after = local(**settings, clock=lambda: START + 1)
    _deliver(after)
    assert receiver.types == ["interaction.completed"]


def test_after_a_day_without_an_answer_a_webhook_is_disabled(emulator: Local, receiver: Receiver) -> None:
    receiver.answers = [500] * 60
    hook = _registered(emulator, receiver)
    emulator.create(**WORK)
    _deliver(emulator)
    for _ in range(50):
        _deliver(emulator, DAY / 48 + 1)
    assert 20 < len(receiver.received) < 50
    assert emulator("GET", f"{HOOKS}/{hook['id']}").json()["state"] == "disabled_due_to_failed_deliveries"
    emulator.create(**WORK)
    before = len(receiver.received)
    _deliver(emulator)
    assert len(receiver.received) == before


# --- registered webhooks ---------------------------------------------------------------------------------------------


def test_a_registered_webhook_is_told_what_it_subscribed_to(emulator: Local, receiver: Receiver) -> None:
    hook = _registered(emulator, receiver)
    emulator.create(**WORK)
    cancelled = emulator.create(**WORK)
    emulator("POST", f"/{cancelled['id']}/cancel")
    emulator.create("in the foreground")
    assert emulator("POST", "", {"model": "gemini-2.5-flash", **WORK}, key="somebody else").status == 200
    _deliver(emulator)
    ((headers, body),) = receiver.received
    assert json.loads(body)["type"] == "interaction.completed"
    assert _verified(headers, body, hook["new_signing_secret"])
    assert not _verified(headers, body + b" ", hook["new_signing_secret"])


def test_addresses_in_a_request_take_the_place_of_registered_ones(emulator: Local, receiver: Receiver) -> None:
    _registered(emulator, receiver)
    _dynamic(emulator, receiver)
    _deliver(emulator)
    assert [headers["webhook-signature"].startswith("v1,") for headers, _ in receiver.received] == [False]


def test_metadata_alone_goes_to_the_registered_ones(emulator: Local, receiver: Receiver) -> None:
    _registered(emulator, receiver)
    emulator.create(**WORK, webhook_config={"user_metadata": METADATA})
    _deliver(emulator)
    assert json.loads(receiver.received[0][1])["user_metadata"] == METADATA


@pytest.mark.parametrize(
    ("behavior", "both"),
    [({}, True), ({"revocation_behavior": "REVOKE_PREVIOUS_SECRETS_IMMEDIATELY"}, False)],
)
def test_secrets_overlap_for_a_day_unless_they_are_revoked(
    emulator: Local, receiver: Receiver, behavior: Json, both: bool
) -> None:
    hook = _registered(emulator, receiver)
    old = hook["new_signing_secret"]
    new = emulator("POST", f"{HOOKS}/{hook['id']}:rotateSigningSecret", behavior).json()["secret"]
    assert new != old
    assert len(emulator("GET", f"{HOOKS}/{hook['id']}").json()["signing_secrets"]) == 1 + both
    emulator("POST", f"{HOOKS}/{hook['id']}:ping")
    _deliver(emulator, DAY + 1)
    emulator("POST", f"{HOOKS}/{hook['id']}:ping", {})
    _deliver(emulator, 0)
    (before, after) = receiver.received[0], receiver.received[-1]
    assert _verified(*after, new)
    assert not _verified(*after, old)
    assert _verified(*before, new)
    assert receiver.types == ["webhook.ping"] * 2


def test_webhooks_are_read_changed_and_deleted(emulator: Local, receiver: Receiver) -> None:
    hook = _registered(emulator, receiver)
    secret = hook.pop("new_signing_secret")
    assert secret.startswith("whsec_")
    assert hook["signing_secrets"][0]["truncated_secret"] == secret[:10] + "…"
    assert emulator("GET", f"{HOOKS}/{hook['id']}").json() == hook
    assert emulator("GET", HOOKS).json() == {"webhooks": [hook]}
    changed = {"name": "yours", "state": "disabled"}
    masked = emulator("PATCH", f"{HOOKS}/{hook['id']}", changed, query="update_mask=name").json()
    assert (masked["name"], masked["state"]) == ("yours", "enabled")
    assert emulator("PATCH", f"{HOOKS}/{hook['id']}", changed).json()["state"] == "disabled"
    emulator.create(**WORK)
    _deliver(emulator)
    assert receiver.received == []
    assert emulator("GET", f"{HOOKS}/{hook['id']}", key="other").status == 404
    assert emulator("DELETE", f"{HOOKS}/{hook['id']}").json() == {}
    assert emulator("GET", f"{HOOKS}/{hook['id']}").status == 404


@pytest.mark.parametrize(
    ("day", "path", "status"),
    [
        ("2026-05-03", "/v1beta/webhooks", 404),
        ("2026-05-04", "/v1beta/webhooks", 200),
        ("2026-05-04", "/v1/webhooks", 404),
        ("2026-07-28", "/v1beta/environments", 404),
        ("2026-07-29", "/v1/environments", 200),
    ],
)
def test_there_was_a_day_before_them(local: Any, day: str, path: str, status: int) -> None:
    assert local(as_of=day)("GET", path).status == status


@pytest.mark.parametrize(
    "body",
    [
        {"uri": "https://x.example"},
        {"uri": "https://x.example", "subscribed_events": []},
        {"uri": "https://x.example", "subscribed_events": ["interaction.exploded"]},
        {"uri": "x.example", "subscribed_events": ["interaction.completed"]},
        {"uri": 1, "subscribed_events": ["interaction.completed"]},
        {"uri": "https://x.example", "subscribed_events": ["interaction.completed"], "state": "enabled"},
    ],
)
def test_a_webhook_that_makes_no_sense_is_refused(emulator: Local, body: Json) -> None:
    refused = emulator("POST", HOOKS, body)
    assert (refused.status, refused.json()["error"]["code"]) == (400, "invalid_request")
