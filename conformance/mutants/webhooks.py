"""What a server could get wrong about telling that work is done."""

from __future__ import annotations

import json
from dataclasses import replace

from conformance import path
from conformance.exchange import Exchange
from conformance.mutant import mutant

Found = tuple[Exchange, ...]


def saying(message: Exchange, where: str, value: object) -> Exchange:
    """The message with another value in its body."""
    body = json.dumps(path.put(message.sent, where, value)).encode()
    return replace(message, request=replace(message.request, body=body))


def under(message: Exchange, name: str, value: str) -> Exchange:
    """The message with another header."""
    return replace(message, request=replace(message.request, headers={**(message.request.headers or {}), name: value}))


@mutant(kills="webhooks.taken")
def fails_to_take_it(created: Exchange) -> Exchange:
    return created.with_json("$.status", "failed")


@mutant(kills="webhooks.delivered")
def tells_somebody_else(created: Exchange, message: Exchange) -> Exchange:
    return replace(message, request=replace(message.request, url="http://elsewhere.example/"))


@mutant(kills="webhooks.delivered")
def forgets_the_metadata(created: Exchange, message: Exchange) -> Exchange:
    return saying(message, "$.user_metadata", {})


@mutant(kills="webhooks.event")
def always_says_it_failed(created: Exchange, message: Exchange, found: Exchange) -> Found:
    return created, saying(message, "$.type", "interaction.failed"), found


@mutant(kills="webhooks.thin")
def sends_the_result_along(created: Exchange, message: Exchange) -> Exchange:
    return saying(message, "$.data.steps", [{"type": "model_output", "content": []}])


@mutant(kills="webhooks.thin")
def does_not_say_which(created: Exchange, message: Exchange) -> Exchange:
    return saying(message, "$.data", {})


@mutant(kills="webhooks.signed-by-key")
def signs_nothing(keys: Exchange, created: Exchange, message: Exchange) -> Found:
    return keys, created, under(message, "webhook-signature", "e30.e30.")


@mutant(kills="webhooks.signed-by-key")
def publishes_another_key(keys: Exchange, created: Exchange, message: Exchange) -> Found:
    return keys.with_json("$.keys[0].n", "rhX_V5j4kBQs2OUYL3xCSg"), created, message


@mutant(kills="webhooks.again")
def calls_it_another_message(created: Exchange, first: Exchange, second: Exchange) -> Found:
    return created, first, under(second, "webhook-id", "msg_another")


@mutant(kills="webhooks.register")
def tells_no_secret(made: Exchange) -> Exchange:
    return made.without("$.new_signing_secret")


@mutant(kills="webhooks.register")
def registers_another_address(made: Exchange) -> Exchange:
    return made.with_json("$.uri", "https://elsewhere.example/")


@mutant(kills="webhooks.get")
def tells_the_secret_again(made: Exchange, found: Exchange) -> Exchange:
    return found.with_json("$.new_signing_secret", made.interaction.get("new_signing_secret"))


@mutant(kills="webhooks.list")
def lists_nothing(made: Exchange, found: Exchange) -> Exchange:
    return found.with_json("$", {"webhooks": []})


@mutant(kills="webhooks.update")
def changes_nothing(made: Exchange, updated: Exchange) -> Exchange:
    return updated.with_json("$.name", made.interaction.get("name"))


@mutant(kills="webhooks.delete")
def keeps_what_was_deleted(made: Exchange, deleted: Exchange, found: Exchange) -> Exchange:
    return replace(found, response=made.response)


@mutant(kills="webhooks.rotate")
def gives_the_same_secret(made: Exchange, renewed: Exchange) -> Exchange:
    return renewed.with_json("$.secret", made.interaction.get("new_signing_secret"))


@mutant(kills="webhooks.ping")
def sends_an_empty_message(made: Exchange, asked: Exchange, message: Exchange) -> Found:
    return made, asked, replace(message, request=replace(message.request, body=b"{}"))


@mutant(kills="webhooks.notified")
def tells_what_nobody_asked_for(made: Exchange, created: Exchange, message: Exchange) -> Found:
    return made, created, saying(message, "$.type", "batch.succeeded")


@mutant(kills="webhooks.signed-by-secret")
def changes_what_was_signed(made: Exchange, message: Exchange) -> Exchange:
    return saying(message, "$.timestamp", "2026-01-01T00:00:00Z")


@mutant(kills="webhooks.signed-by-secret")
def signs_with_another_secret(made: Exchange, message: Exchange) -> Exchange:
    return under(message, "webhook-signature", "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=")
