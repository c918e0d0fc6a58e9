"""Sins in how a whole answer is read."""

from __future__ import annotations

from typing import Any

import httpx

from conformance import schema
from conformance.sdk.sins.sin import Client, Json, reads, sin


class Unreadable(httpx.HTTPError):
    """An answer that a sinner does not take, though it is right."""


@reads("client-answers.unknown-fields client-answers.unknown-block client-answers.unknown-status")
def is_strict(interaction: Json) -> Json:
    """Takes nothing that no document lists."""
    if found := schema.load("2026-11-16").check("Interaction", interaction, "strict"):
        raise Unreadable(str(found[0]))
    return interaction


@reads("client-answers.every-text client-limits.many-blocks")
def takes_the_last_block(interaction: Json) -> Json:
    """Takes the last block for the answer, as old samples do."""
    return interaction | {"steps": interaction.get("steps", [])[-1:]}


@reads("client-answers.every-text", plays="client-answers/texts-in-one-step")
def takes_the_first_text_of_a_step(interaction: Json) -> Json:
    """Takes of each step its first content."""
    return interaction | {
        "steps": [step | {"content": step.get("content", [])[:1]} for step in interaction.get("steps", [])]
    }


@reads("client-answers.incomplete")
def expects_blocks(interaction: Json) -> Json:
    """Trips over an answer without blocks."""
    if "steps" not in interaction:
        raise Unreadable("KeyError: 'steps'")
    return interaction


@reads("client-answers.without-id client-functions.unstored-result")
def needs_an_id(interaction: Json) -> Json:
    """Trips over an answer without an id."""
    if "id" not in interaction:
        raise Unreadable("KeyError: 'id'")
    return interaction


@reads("client-lifecycle.timeline")
def reads_the_user_aloud(interaction: Json) -> Json:
    """Takes what the user said for what the model did."""
    renamed = {"user_input": "model_output"}
    steps = [step | {"type": renamed.get(step["type"], step["type"])} for step in interaction["steps"]]
    return interaction | {"steps": steps}


@reads("client-polling.queued", plays="client-polling/queued")
def takes_a_queue_for_the_end(interaction: Json) -> Json:
    """Knows no queue: what waits there has failed."""
    return interaction | ({"status": "failed"} if interaction["status"] == "queued" else {})


@reads("client-functions.no-arguments")
def skips_bare_calls(interaction: Json) -> Json:
    """Takes a call without arguments for none."""
    return interaction | {"steps": [step for step in interaction["steps"] if step.get("arguments") != {}]}


@reads("client-functions.arguments client-limits.deep-arguments")
def flattens_arguments(interaction: Json) -> Json:
    """Keeps of arguments the first depth."""

    def flat(arguments: Json) -> Json:
        return {name: str(value) if isinstance(value, dict) else value for name, value in arguments.items()}

    steps = [
        step | ({"arguments": flat(step["arguments"])} if "arguments" in step else {}) for step in interaction["steps"]
    ]
    return interaction | {"steps": steps}


@reads("client-functions.call client-functions.call-id")
def numbers_calls(interaction: Json) -> Json:
    """Gives calls ids of its own."""
    steps = [step | ({"id": str(n)} if "id" in step else {}) for n, step in enumerate(interaction.get("steps", []))]
    return interaction | {"steps": steps}


@reads("client-history.thoughts client-history.signatures client-history.order client-functions.unstored-history")
def forgets_thoughts(interaction: Json) -> Json:
    """Keeps no thoughts, so that they are not in the history."""
    return interaction | {"steps": [step for step in interaction["steps"] if step["type"] != "thought"]}


@reads("client-history.signatures client-history.thoughts")
def tidies_signatures(interaction: Json) -> Json:
    """Drops the padding of signatures."""
    steps = [
        step | ({"signature": step["signature"].rstrip("=")} if "signature" in step else {})
        for step in interaction["steps"]
    ]
    return interaction | {"steps": steps}


@reads("client-history.order", plays="client-history/thoughts")
def puts_thoughts_last(interaction: Json) -> Json:
    """Puts thoughts behind what they led to."""
    return interaction | {"steps": sorted(interaction["steps"], key=lambda step: bool(step["type"] == "thought"))}


@reads("client-history.tool-steps")
def forgets_tool_steps(interaction: Json) -> Json:
    """Keeps no steps of tools that the server ran."""
    return interaction | {"steps": [step for step in interaction["steps"] if "search" not in step["type"]]}


@reads("client-history.unknown-fields")
def keeps_known_fields(interaction: Json) -> Json:
    """Drops fields that it does not know."""
    known = {"type", "signature", "summary", "content"}
    return interaction | {"steps": [{k: v for k, v in step.items() if k in known} for step in interaction["steps"]]}


@reads("client-history.whole")
def keeps_one_text(interaction: Json) -> Json:
    """Keeps of several texts of one answer the last."""
    return interaction | {"steps": interaction["steps"][-1:]}


@sin("client-answers.any-layout")
class ReadsOneLine(Client):
    """Reads the first line of an answer."""

    def read(self, response: Any) -> Any:
        if "\n" in response.text:
            raise Unreadable(response.text.partition("\n")[0])
        return super().read(response)


@sin("client-flips.answer client-flips.conversation client-flips.kept client-flips.stream")
class ReadsOneShape(Client):
    """Takes what it does not know for nothing, as SDKs did when the service changed."""

    def read(self, response: Any) -> Any:
        value: Json = response.json()
        return {name: found for name, found in value.items() if name not in {"outputs", "steps"}}

    def event(self, data: str) -> Any:
        event: Json = {"event_type": "unknown"}
        return {"event_type": "interaction.completed"} if "interaction.complete" in data else event


@sin("client-errors.no-answer", plays="client-privacy/unreadable")
class TakesAnythingForAnAnswer(Client):
    """Takes what is no interaction for an empty one."""

    def read(self, response: Any) -> Any:
        try:
            return super().read(response)
        except Exception:
            return {}


@sin("client-limits.large-answer")
class BoundsAnswers(Client):
    """Takes no answer of more than a megabyte."""

    def read(self, response: Any) -> Any:
        if len(response.content) > 1_000_000:
            raise Unreadable("too large")
        return super().read(response)


@sin("client-limits.known-length")
class NeedsChunks(Client):
    """Reads only what comes in chunks."""

    def read(self, response: Any) -> Any:
        return super().read(response) if "transfer-encoding" in response.headers else {"status": "completed"}


@sin("client-limits.slow client-timeouts.in-time")
class IsImpatient(Client):
    """Gives an answer a tenth of a second."""

    seconds = 0.1

    def send(self, method: str, url: str, *, timeout: float | None = None, **more: Any) -> Any:  # noqa: ARG002
        return super().send(method, url, timeout=self.seconds, **more)
