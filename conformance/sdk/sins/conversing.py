"""Sins in how an application converses: turns, histories, functions, polling and resuming."""

from __future__ import annotations

import time
from typing import Any

from conformance.sdk.sins.sin import Application, Delivery, Json, sin


@sin("client-chaining.previous-id")
class NamesTheFirst(Application):
    """Names the first interaction with every turn."""

    def converse(self, call: Json, delivery: Any) -> None:
        first: Json = {}
        for turn in call["turns"]:
            self.create(call, delivery, **({"input": turn} | first))
            first = first or {"previous_interaction_id": delivery.id}


@sin("client-chaining.new-input-only")
class SendsTheHistoryToo(Application):
    """Sends all turns again beside the id of the interaction that has them."""

    def converse(self, call: Json, delivery: Any) -> None:
        before: Json = {}
        for number in range(len(call["turns"])):
            said = [step for turn in call["turns"][: number + 1] for step in self.said(turn)]
            self.create(call, delivery, **({"input": said} | before))
            before = {"previous_interaction_id": delivery.id}


@sin("client-chaining.last-answer client-chaining.previous-id")
class KeepsTheFirstAnswer(Delivery):
    """Hands over the first answer of several."""

    def answer(self, interaction: Any) -> None:
        if self.status is None:
            super().answer(interaction)


@sin("client-history.whole client-history.order client-history.thoughts")
class ForgetsItsAnswers(Application):
    """Sends again what the user said, not what the model did."""

    def answered(self, blocks: list[Any]) -> list[Any]:  # noqa: ARG002
        return []


@sin("client-functions.right-result")
class SwapsResults(Application):
    """Gives each call the result of another function."""

    def result(self, call: Json, values: Json) -> Any:
        names = sorted(values, reverse=True)
        others = {name: values[other] for name, other in zip(names, reversed(names), strict=True)}
        return super().result(call, others)


@sin("client-functions.loop client-functions.once-each client-functions.stops")
class StopsAtTheFirstCall(Application):
    """Takes a call for an answer."""

    def functions(self, call: Json, delivery: Any) -> None:
        self.create(call, delivery)


@sin("client-functions.stops")
class AsksOnceMore(Application):
    """Goes on when there is no call any more."""

    def functions(self, call: Json, delivery: Any) -> None:
        super().functions(call, delivery)
        self.create(call, delivery, input="And?", previous_interaction_id=delivery.id)


@sin("client-functions.unstored-result")
class PutsResultsFirst(Application):
    """Sends results before what led to them."""

    def answered(self, blocks: list[Any]) -> list[Any]:
        self.kept = super().answered(blocks)
        return []

    def returned(self, results: list[Json]) -> list[Any]:
        return [*super().returned(results), *self.kept]


@sin(
    "client-polling.completed client-polling.failed client-polling.cancelled client-polling.incomplete "
    "client-polling.requires-action client-polling.queued client-polling.report client-polling.same-id "
    "client-polling.bad-moment"
)
class PollsOnce(Application):
    """Asks after work in the background once."""

    def poll(self, call: Json, delivery: Any) -> None:
        delivery.answer(self.api.get(call["interaction"], {}))


@sin("client-polling.once client-polling.completed")
class PollsOnceMore(Application):
    """Asks again when the work has ended, to be sure."""

    def poll(self, call: Json, delivery: Any) -> None:
        super().poll(call, delivery)
        super().poll(call, delivery)


@sin("client-polling.failed client-polling.cancelled client-polling.incomplete client-polling.requires-action")
class PollsUntilCompleted(Application):
    """Asks until the work is completed, or for a second."""

    def poll(self, call: Json, delivery: Any) -> None:
        until = time.monotonic() + 0.5
        while time.monotonic() < until and delivery.status != "completed":
            delivery.answer(self.api.get(call["interaction"], {}))
            time.sleep(0.05)


@sin("client-resume.last-event-id")
class ResumesAtTheFirst(Application):
    """Resumes behind the first event that it saw."""

    def rest(self, call: Json, delivery: Any, interaction: str, last: str | None) -> None:
        super().rest(call, delivery, interaction, (delivery.event_ids or [last])[0])


@sin("client-resume.no-second-create client-resume.same-interaction client-resume.text-once")
class BeginsAnew(Application):
    """Creates again where a stream broke off."""

    def resume(self, call: Json, delivery: Any) -> None:
        try:
            self.stream(call, delivery)
        except Exception:
            self.stream(call, delivery)


@sin("client-resume.end client-lifecycle.get client-lifecycle.delete")
class AsksAfterTheEnd(Application):
    """Asks for an interaction once more when all has been told."""

    def resume(self, call: Json, delivery: Any) -> None:
        super().resume(call, delivery)
        self.api.get(delivery.id or "", {})

    def get(self, call: Json, delivery: Any) -> None:
        super().get(call, delivery)
        super().get(call, delivery)

    def delete(self, call: Json, delivery: Any) -> None:
        super().delete(call, delivery)
        self.api.delete(call["interaction"])


@sin("client-timeouts.goes-on client-errors.in-order client-errors.told-apart")
class StopsAtAnError(Application):
    """Makes no call after one that failed."""

    def play(self) -> list[Json]:
        calls, self.scenario = self.scenario["calls"], self.scenario | {"calls": []}
        for call in calls:
            self.scenario["calls"] = [call]
            api = self.api
            super().play()
            if self.outcomes[-1]["error"]:
                break
            self.api = self.client(api.base_url, api.api_key, api.revision)
        return self.outcomes
