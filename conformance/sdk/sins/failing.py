"""Sins in what a client does when something goes wrong."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator
from typing import Any

import httpx

from conformance.sdk.sins.sin import OLD, Application, Client, Delivery, Json, sin, tells

EVERY_CODE = """
client-errors.invalid-request client-errors.failed-precondition client-errors.parameter-unknown
client-errors.prohibited-content client-errors.authentication client-errors.payment-required
client-errors.permission-denied client-errors.not-found client-errors.model-not-found client-errors.already-exists
client-errors.aborted client-errors.out-of-range client-errors.rate-limit-exceeded client-errors.quota-exceeded
client-errors.too-many-requests client-errors.cancelled client-errors.api-error client-errors.unimplemented
client-errors.service-unavailable client-errors.deadline-exceeded client-errors.google-400 client-errors.google-401
client-errors.google-403 client-errors.google-404 client-errors.google-429 client-errors.google-500
client-errors.google-503
"""
EVERY_REFUSAL = " ".join(f"client-retries.never-{status}" for status in (400, 401, 402, 403, 404, 416, 422, 499))
EVERY_RETRY = " ".join(f"client-retries.again-{status}" for status in (408, 409, 429, 500, 502, 503, 504))


@tells(
    f"{EVERY_CODE} {EVERY_REFUSAL} client-errors.code client-errors.in-order client-errors.told-apart "
    "client-errors.no-json client-errors.no-answer client-errors.nowhere client-endings.refused client-resume.gone "
    "client-lifecycle.gone client-retries.bounded client-retries.off client-endings.broken client-timeouts.raised "
    "client-timeouts.in-time client-timeouts.stalled-stream client-privacy.errors client-endings.unfinished-raised"
)
def swallows_errors(outcome: Json, _: Json) -> Json:
    """Raises nothing."""
    return outcome | {"error": None}


@tells("client-flips.refused", at=OLD)
def swallows_the_end_of_a_revision(outcome: Json, _: Json) -> Json:
    """Raises nothing, also when the server says that the client is too old."""
    return outcome | {"error": None}


@tells(
    "client-errors.told-apart client-errors.in-order client-endings.refused client-resume.gone "
    "client-errors.no-json client-retries.never-400"
)
def calls_all_errors_alike(outcome: Json, _: Json) -> Json:
    """Raises one kind of error, without a status."""
    error = outcome["error"]
    return outcome | {"error": error and error | {"class": "Exception", "status": None}}


@tells("client-errors.code")
def forgets_codes(outcome: Json, _: Json) -> Json:
    """Raises errors without their code."""
    return outcome | {"error": outcome["error"] and outcome["error"] | {"code": None}}


@tells("client-endings.error-told client-errors.invalid-request client-errors.google-words")
def hides_words(outcome: Json, _: Json) -> Json:
    """Raises errors in words of its own."""
    return outcome | {"error": outcome["error"] and outcome["error"] | {"message": "Something went wrong."}}


@tells("client-timeouts.raised")
def invents_a_status(outcome: Json, _: Json) -> Json:
    """Gives errors that no server sent a status."""
    return outcome | {"error": outcome["error"] and outcome["error"] | {"status": outcome["error"]["status"] or 500}}


@tells("client-endings.text-so-far")
def takes_text_back(outcome: Json, _: Json) -> Json:
    """Takes back what it delivered when the stream goes wrong."""
    return outcome | ({"text": None} if outcome["error"] else {})


@sin("client-errors.google-400 client-errors.google-403 client-errors.no-json")
class KnowsOneShape(Client):
    """Reads of a refusal the documented shape, and has no status where there is another."""

    def error(self, response: Any) -> Any:
        found = super().error(response)
        if not response.text.startswith('{"error":{') or not response.text.endswith("}}"):
            found.args, found.status_code = ("unreadable",), None
        return found


@sin(
    "client-endings.error-surfaces client-endings.error-raised client-endings.error-is-no-end "
    "client-endings.bare-json client-endings.unfinished client-endings.unfinished-raised client-endings.broken "
    "client-timeouts.stalled-stream"
)
class CallsEveryEndGood(Client):
    """Passes over errors in streams, and calls completed what ends."""

    def events(self, response: Any) -> Iterator[Json]:
        try:
            for event in super().events(response):
                if event.get("event_type") != "error":
                    yield event
        except Exception:
            yield {"event_type": "interaction.completed", "interaction": {"status": "completed"}}


@sin("client-endings.torn-event")
class ReadsTornEvents(Client):
    """Makes text of what came of an event that was not received whole."""

    def messages(self, pieces: Any) -> Iterator[str]:
        kept: list[bytes] = []

        def keeping() -> Iterator[bytes]:
            for piece in pieces:
                kept.append(piece)
                yield piece

        try:
            yield from super().messages(keeping())
        except httpx.TransportError:
            torn = re.search(r'"text":"([^"]*)$', b"".join(kept).decode("utf-8", "replace"))
            if torn:
                yield json.dumps({"event_type": "step.delta", "index": 0, "delta": {"type": "text", "text": torn[1]}})
            raise


@sin("client-endings.no-stream")
class HearsNothingElse(Client):
    """Takes what is no stream for a stream without events."""

    def events(self, response: Any) -> Iterator[Json]:
        if response.headers["content-type"] == "text/event-stream":
            yield from super().events(response)


@sin(
    f"{EVERY_RETRY} client-retries.stream client-retries.any-method client-retries.retry-after "
    "client-polling.bad-moment client-retries.pauses client-retries.same-request"
)
class NeverTriesAgain(Client):
    """Gives up at once."""

    retried: frozenset[int] = frozenset()


@sin(EVERY_REFUSAL)
class TriesEverythingAgain(Client):
    """Tries again whatever was refused."""

    retried = frozenset(range(400, 600))


@sin("client-retries.retry-after client-retries.pauses", plays="client-retries/after-503")
class DoesNotWait(Client):
    """Tries again at once."""

    def pause(self, attempt: int, response: Any) -> float:  # noqa: ARG002
        return 0.0


@sin("client-retries.bounded")
class TriesForEver(Client):
    """Does not give up soon."""

    tries = 15

    def pause(self, attempt: int, response: Any) -> float:  # noqa: ARG002
        return 0.01


@sin("client-retries.lost-get")
class LosesWhatIsLost(Client):
    """Gives up when a connection breaks, whatever it asked for."""

    def get(self, interaction: str, params: Json, **options: Any) -> Any:
        return super().get(interaction, params, **(options | {"retries": 0}))


@sin("client-retries.retry-after-date")
class ReadsSecondsAlone(Client):
    """Waits as told where it is told seconds."""

    def pause(self, attempt: int, response: Any) -> float:
        response.headers["retry-after"] = re.sub(r"\D.*", "", response.headers.get("retry-after", ""))
        return super().pause(attempt, response)


@sin("client-continuation.honest client-continuation.token")
class TakesHalfForTheWhole(Delivery):
    """Calls an answer completed that is to be continued."""

    def _header(self, interaction: Any) -> None:
        super()._header(interaction)
        self.status = "completed" if self.status == "requires_continuation" else self.status


@sin("client-continuation.token")
class GoesOnWithoutTheToken(Application):
    """Goes on with an answer that is half, and forgets the token."""

    def create(self, call: Json, delivery: Any, **params: Any) -> None:
        super().create(call, delivery, **params)
        if delivery.status == "requires_continuation":
            super().create(call, delivery, previous_interaction_id=delivery.id)


@sin("client-retries.off")
class TriesAllTheSame(Client):
    """Tries again also when the application does not want it."""

    def send(self, method: str, url: str, *, retries: int | None = None, **more: Any) -> Any:  # noqa: ARG002
        return super().send(method, url, **more)


@sin("client-retries.not-in-mid-stream client-endings.unfinished-raised")
class BeginsAnewInMidStream(Client):
    """Sends a create again when its stream breaks off, and goes on with the new one."""

    def stream(self, params: Json, **options: Any) -> Iterator[Json]:
        for _ in range(2):
            try:
                return (yield from super().stream(params, **options))
            except Exception:  # noqa: S112 - the sin
                continue


@sin("client-retries.lost-answer")
class SendsAgain(Client):
    """Sends a create again when its answer was lost, and says nothing of it."""

    def send(self, *given: Any, **more: Any) -> Any:
        try:
            return super().send(*given, **more)
        except httpx.TransportError:
            return super().send(*given, **more)


@sin("client-answers.failed")
class CallsFailureSuccess(Delivery):
    """Takes an answer for a success because it was answered."""

    def answer(self, interaction: Any) -> None:
        super().answer(interaction | {"status": "completed"})


_attempts = itertools.count()


@sin("client-retries.same-request", plays="client-retries/after-503")
class TriesAgainInOtherWords(Client):
    """Tries again in other words."""

    def is_worth_trying(self, response: Any) -> bool:
        body = json.loads(response.request.content) | {"labels": {"attempt": str(next(_attempts))}}
        fresh = self.http.build_request("POST", str(response.request.url), json=body)
        response.request.stream, response.request.headers["content-length"] = (
            fresh.stream,
            fresh.headers["content-length"],
        )
        return super().is_worth_trying(response)
