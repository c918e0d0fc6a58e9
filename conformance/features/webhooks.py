"""Webhooks: the service tells a client when background work has come to an end.

A create may name addresses of its own, or a project registers some once. A message is thin – it says what happened to
which interaction, not what came out –, is signed, and is sent again until somebody takes it. What arrives is seen where
the target can reach this machine; what can be registered is seen everywhere.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Callable
from urllib.parse import urlsplit

from conformance.api import Api
from conformance.client import encoded
from conformance.contract import refused
from conformance.conversation import CREATE, Conversation, Role, anything, success
from conformance.conversation import GET as POLL
from conformance.exchange import Exchange, Unanswered
from conformance.interaction import Json, fields, objects
from conformance.path import MISSING
from conformance.requirement import Feature
from conformance.verdict import Verdict, all_of, every, expect, that, unseen

feature = Feature("webhooks", "Webhooks", "https://ai.google.dev/gemini-api/docs/webhooks")

KEYS = "/.well-known/jwks.json"
EVENTS = {
    "completed": "interaction.completed",
    "incomplete": "interaction.completed",
    "requires_action": "interaction.requires_action",
    "failed": "interaction.failed",
    "cancelled": "interaction.cancelled",
}
CONTENT = frozenset({"steps", "outputs", "content", "text", "input", "usage"})
"""What a thin message does not hold."""
ELSEWHERE = "https://example.com/conformance-webhook"
SHA256_INFO = bytes.fromhex("3031300d060960864801650304020105000420")
"""What stands before a SHA-256 digest in a PKCS #1 signature (RFC 8017)."""


def config(exchange: Exchange) -> Json:
    """The webhooks that a create names for itself."""
    value = exchange.sent.get("webhook_config")
    return value if isinstance(value, dict) else {}


def headers(message: Exchange) -> dict[str, str]:
    """The headers of a message."""
    return message.request.headers or {}


def subject(message: Exchange) -> object:
    """The id of the interaction that a message is about."""
    data = message.sent.get("data")
    return data.get("id") if isinstance(data, dict) else None


def about_it(before: tuple[Exchange, ...], message: Exchange) -> bool:
    """The message is about an interaction that some exchange before it made."""
    return any(
        x.answered_id is not None and subject(message) == x.answered_id for x in before if x.operation == "create"
    )


def sent_there(before: tuple[Exchange, ...], message: Exchange) -> bool:
    """The message went to the address that the first exchange registered."""
    return before[0].sent.get("uri") == message.request.url


def of_that_one(before: tuple[Exchange, ...], exchange: Exchange) -> bool:
    """The request names the webhook that the first exchange registered."""
    return before[0].answered_id is not None and before[0].answered_id == exchange.named_id


def on_webhooks(call: str, answers: Callable[[Exchange], Verdict] = success) -> Role:
    """A request to the registered webhooks."""
    return Role(f"{call} of webhooks", lambda x: x.resource == "webhooks" and x.call == call, answers)


MESSAGE = Role("message", lambda x: x.resource == "delivery", anything)
TOLD = MESSAGE.after(about_it)
WATCHED = CREATE.where(lambda x: bool(config(x)) and x.sent.get("background") is True, "create with a webhook")
KEY_SET = Role("get of the keys", lambda x: urlsplit(x.request.url).path == KEYS, success)
REGISTERED = on_webhooks("POST")

announced = Conversation(WATCHED)
told = Conversation(WATCHED, TOLD)
outcome = Conversation(WATCHED, TOLD, POLL)
signed = Conversation(KEY_SET, WATCHED, TOLD)
repeated = Conversation(
    WATCHED,
    TOLD.where(lambda x: (x.status or 0) >= 500, "message that was not taken"),
    TOLD.where(lambda _: True, "again"),
)
registered = Conversation(REGISTERED)
found = Conversation(REGISTERED, on_webhooks("GET *").where(lambda x: x.status == 200, "get of it").after(of_that_one))
listed = Conversation(REGISTERED, on_webhooks("GET"))
changed = Conversation(REGISTERED, on_webhooks("PATCH *").after(of_that_one))
removed = Conversation(
    REGISTERED, on_webhooks("DELETE *").after(of_that_one), on_webhooks("GET *", anything).after(of_that_one)
)
rotated = Conversation(REGISTERED, on_webhooks("POST *:rotateSigningSecret").after(of_that_one))
pinged = Conversation(REGISTERED, on_webhooks("POST *:ping").after(of_that_one), MESSAGE.after(sent_there))
notified = Conversation(REGISTERED, CREATE.where(lambda x: x.sent.get("background") is True, "work"), TOLD)
signed_by_secret = Conversation(REGISTERED, MESSAGE.after(sent_there))


def path_of(api: Api, name: str) -> str:
    """A path of the receiver that is this scenario's own."""
    return f"/{api.marker}/{name}"


def watched(api: Api, uri: str) -> Exchange:
    """Background work of a model that tells ``uri`` when it is done."""
    return api.create(background=True, webhook_config={"uris": [uri], "user_metadata": {"job": api.marker}})


@feature.probe
def asked(api: Api) -> Exchange:
    """The least that only this feature grants."""
    return api.ask("GET", f"{api.revision.prefix}/webhooks?page_size=1")


@feature.scenario(elicits=announced, since="2026-05-20")
def name_a_webhook(api: Api) -> None:
    """Start background work with an address that nobody listens at, and stop it."""
    created = watched(api, ELSEWHERE)
    if created.answered_id:
        api.cancel(created.answered_id)


@feature.scenario(elicits=(told, outcome, signed), since="2026-05-20")
def wait_to_be_told(api: Api) -> None:
    """Start background work, wait for the message that it is done, and look whether it is."""
    path = path_of(api, "done")
    uri = api.listening.url + path
    api.ask("GET", KEYS)
    created = watched(api, uri)
    api.deliveries(path, about=created.id)
    api.poll(created.id)


@feature.scenario(elicits=repeated, since="2026-05-20")
def refuse_to_listen(api: Api) -> None:
    """Start background work, do not take the first message, and wait for the second."""
    path = path_of(api, "busy")
    api.listening.answers[path] = [503]
    created = watched(api, api.listening.url + path)
    api.deliveries(path, 2, about=created.id)


@feature.scenario(elicits=(registered, found, listed, changed, removed, rotated), since="2026-05-20")
def keep_a_webhook(api: Api) -> None:
    """Register a webhook, get it, list it, change it, give it a new secret, delete it and look for it."""
    made = register(api, ELSEWHERE)
    at = f"{api.revision.prefix}/webhooks/{named(made)}"
    try:
        api.ask("GET", at)
        api.ask("GET", f"{api.revision.prefix}/webhooks?page_size=100")
        api.ask("PATCH", f"{at}?update_mask=name", body=encoded({"name": f"renamed {api.marker}"}))
        api.ask("POST", f"{at}:rotateSigningSecret", body=b"{}")
    finally:
        api.ask("DELETE", at)
    api.ask("GET", at)


@feature.scenario(elicits=(pinged, notified, signed_by_secret), since="2026-05-20")
def listen_at_a_webhook(api: Api) -> None:
    """Register a webhook, ask for a ping, let background work come to its end, and delete the webhook.

    Its secret, which the answer holds, is of no use after that.
    """
    path = path_of(api, "registered")
    made = register(api, api.listening.url + path)
    at = f"{api.revision.prefix}/webhooks/{named(made)}"
    try:
        api.ask("POST", f"{at}:ping", body=b"{}")
        api.deliveries(path)
        created = api.create(background=True)
        api.deliveries(path, about=created.id)
    finally:
        api.ask("DELETE", at)


def register(api: Api, uri: str) -> Exchange:
    """Register ``uri`` for the ends of interactions."""
    events = ["interaction.completed", "interaction.failed", "interaction.requires_action"]
    body = {"name": f"conformance {api.marker}", "uri": uri, "subscribed_events": events}
    return api.ask("POST", f"{api.revision.prefix}/webhooks", body=encoded(body))


def named(made: Exchange) -> str:
    """The id of a registered webhook; raises ``Unanswered`` where there is none."""
    if made.status != 200 or made.answered_id is None:
        raise Unanswered(f"{made.title} gave no id of a webhook ({made.summary})")
    return made.answered_id


# --- webhooks of a request -------------------------------------------------------------------------------------------


@feature.may("webhooks.taken", announced, clauses="wh.dynamic.config", since="2026-05-20")
def takes_a_webhook(created: Exchange) -> Verdict:
    """A create of background work may name addresses that are told when it is done."""
    return all_of(expect(created, "$.status").is_one_of("in_progress", "queued"), expect(created, "$.id").is_text())


@feature.may("webhooks.delivered", told, clauses="wh.dynamic.config", since="2026-05-20")
def tells_when_it_is_done(created: Exchange, message: Exchange) -> Verdict:
    """A message about the interaction comes to an address that its create named, with the metadata of the user."""
    uris = config(created).get("uris")
    return all_of(
        that(message.request.url, "the address of the message", message).is_one_of(
            *(uris if isinstance(uris, list) else [])
        ),
        that(message.sent.get("user_metadata", MISSING), "user_metadata", message).equals(
            config(created).get("user_metadata")
        ),
    )


@feature.should("webhooks.event", outcome, clauses="wh.events", since="2026-05-20")
def names_the_event(created: Exchange, message: Exchange, found: Exchange) -> Verdict:
    """The message names what happened: the interaction completed, failed, or waits for the client."""
    event = EVENTS.get(str(found.interaction["status"]))
    if event is None:
        return unseen("the work had not ended when it was got")
    return that(message.sent.get("type", MISSING), "the type of the message", message).equals(event)


@feature.must("webhooks.thin", told, clauses="wh.thin-payload", since="2026-05-20")
def tells_no_more_than_that(created: Exchange, message: Exchange) -> Verdict:
    """The message holds the id of the interaction and nothing of what it says."""
    told = [where for where, name, _ in fields(message.sent) if name in CONTENT]
    return all_of(
        that(subject(message), "$.data.id", message).equals(created.answered_id),
        that(told, "content in the message", message).equals([]),
    )


@feature.must("webhooks.signed-by-key", signed, clauses="wh.signature.dynamic", since="2026-05-20")
def signs_with_its_key(keys: Exchange, created: Exchange, message: Exchange) -> Verdict:
    """A message to an address of a request is signed with RS256, by a key that the service publishes."""
    token = headers(message).get("webhook-signature", "").rpartition(" ")[2].removeprefix("v1,")
    return that(token, "the token in webhook-signature", message).meets(
        lambda value: isinstance(value, str) and is_signed(value, objects(keys.interaction.get("keys"))),
        "signed with RS256 by a published key",
    )


def is_signed(token: str, keys: list[Json]) -> bool:
    """Whether ``token`` is a JSON Web Token with a signature by one of ``keys`` (RFC 7515, RSASSA-PKCS1-v1_5)."""
    try:
        head, _, signature = token.split(".")
        if json.loads(raw(head)).get("alg") != "RS256":
            return False
        digest = SHA256_INFO + hashlib.sha256(token.rpartition(".")[0].encode()).digest()
        opened = [_opened(raw(signature), key) for key in keys]
        return any(
            block == b"\x00\x01" + b"\xff" * (len(block) - 3 - len(digest)) + b"\x00" + digest for block in opened
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return False


def _opened(signature: bytes, key: Json) -> bytes:
    modulus, exponent = (int.from_bytes(raw(str(key[name])), "big") for name in ("n", "e"))
    size = (modulus.bit_length() + 7) // 8
    if len(signature) != size or modulus == 0:
        return b""
    return pow(int.from_bytes(signature, "big"), exponent, modulus).to_bytes(size, "big")


def raw(text: str) -> bytes:
    """The bytes of base64, of the kind for addresses or the usual one, padded or not; raises ``ValueError``."""
    return base64.b64decode(text.replace("-", "+").replace("_", "/") + "=" * (-len(text) % 4), validate=True)


@feature.should("webhooks.again", repeated, clauses="wh.at-least-once", since="2026-05-20")
def tries_again(created: Exchange, first: Exchange, second: Exchange) -> Verdict:
    """A message that was not taken is sent again, the same under the same id."""
    said = headers(first).get("webhook-id", MISSING)
    return all_of(
        that(headers(second).get("webhook-id"), "webhook-id", second).equals(said),
        that(second.sent.get("type", MISSING), "the type of the message", second).equals(first.sent.get("type")),
    )


@feature.refusal(
    "webhooks.needs-background",
    clauses="wh.needs-background",
    since="2026-05-20",
    shows=lambda x: x.operation == "create" and bool(config(x)) and x.sent.get("background") is not True,
)
def in_the_foreground(api: Api) -> object:
    """Webhooks belong to background work: without background=true they are refused."""
    return {"webhook_config": {"uris": [ELSEWHERE]}}


# --- webhooks of a project -------------------------------------------------------------------------------------------


@feature.may("webhooks.register", registered, clauses="wh.crud", since="2026-05-20")
def registers(made: Exchange) -> Verdict:
    """A project may register a webhook: it has an id, what was asked for, and a secret that is told this once."""
    return all_of(
        expect(made, "$.id").is_text(),
        expect(made, "$.uri").equals(made.sent.get("uri")),
        expect(made, "$.subscribed_events").equals(made.sent.get("subscribed_events")),
        expect(made, "$.new_signing_secret").is_text(),
    )


@feature.may("webhooks.get", found, clauses="wh.crud", since="2026-05-20")
def finds_it(made: Exchange, found: Exchange) -> Verdict:
    """A registered webhook can be got by its id; the secret is not told again."""
    return all_of(
        expect(found, "$.id").equals(made.answered_id),
        expect(found, "$.uri").equals(made.interaction.get("uri")),
        expect(found, "$.new_signing_secret").is_absent(),
    )


@feature.may("webhooks.list", listed, clauses="wh.crud", since="2026-05-20")
def lists_it(made: Exchange, found: Exchange) -> Verdict:
    """The registered webhooks can be listed."""
    if "next_page_token" in found.interaction or "page_token" in found.query:
        return unseen("the list has several pages")
    ids = [webhook.get("id") for webhook in objects(found.interaction.get("webhooks"))]
    return that(made.answered_id in ids, "that the list has it", found).equals(True)


@feature.may("webhooks.update", changed, clauses="wh.crud", since="2026-05-20")
def changes_it(made: Exchange, updated: Exchange) -> Verdict:
    """A registered webhook can be changed."""
    return every((expect(updated, f"$.{name}").equals(value) for name, value in updated.sent.items()), "changes")


@feature.may("webhooks.delete", removed, clauses="wh.crud", since="2026-05-20")
def removes_it(made: Exchange, deleted: Exchange, found: Exchange) -> Verdict:
    """A registered webhook can be deleted, and is then not found."""
    return refused(found, 404)


@feature.may("webhooks.rotate", rotated, clauses="wh.crud", since="2026-05-20")
def renews_the_secret(made: Exchange, renewed: Exchange) -> Verdict:
    """The secret of a registered webhook can be replaced by a new one."""
    return all_of(
        expect(renewed, "$.secret").is_text(),
        expect(renewed, "$.secret").differs_from(made.interaction.get("new_signing_secret")),
    )


@feature.may("webhooks.ping", pinged, clauses="wh.crud", since="2026-05-20")
def pings(made: Exchange, asked: Exchange, message: Exchange) -> Verdict:
    """A registered webhook can be asked to be told something, to see that it hears."""
    return that(message.sent.get("type", MISSING), "the type of the message", message).is_text()


@feature.should("webhooks.notified", notified, clauses="wh.events", since="2026-05-20")
def tells_the_registered(made: Exchange, created: Exchange, message: Exchange) -> Verdict:
    """A registered webhook is told of the events that it subscribed to, and of no others."""
    if made.sent.get("uri") != message.request.url:
        return unseen("the message went to another address")
    events = made.sent.get("subscribed_events")
    return that(message.sent.get("type"), "the type of the message", message).is_one_of(
        *(events if isinstance(events, list) else [])
    )


@feature.must("webhooks.signed-by-secret", signed_by_secret, clauses="wh.signature.static", since="2026-05-20")
def signs_with_the_secret(made: Exchange, message: Exchange) -> Verdict:
    """A message to a registered webhook is signed with its secret as Standard Webhooks has it: id, time and body."""
    said = headers(message)
    secret = str(made.interaction.get("new_signing_secret", "")).removeprefix("whsec_")
    try:
        key = raw(secret)
    except ValueError:
        return unseen("the secret is none of base64")
    content = f"{said.get('webhook-id')}.{said.get('webhook-timestamp')}.".encode() + (message.request.body or b"")
    due = base64.b64encode(hmac.digest(key, content, "sha256")).decode()
    given = re.findall(r"v1,(\S+)", said.get("webhook-signature", ""))
    return that(due in given, "that webhook-signature is by the secret", message).equals(True)
