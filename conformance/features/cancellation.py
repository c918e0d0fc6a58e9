"""Cancellation: background work that still runs can be stopped, for good.

A POST to ``{id}/cancel`` answers with the interaction, whose status becomes ``cancelled``. It is for running background
work only: what is done stays done.
"""

from __future__ import annotations

from conformance.api import NOBODYS, Api
from conformance.contract import conforms, refused
from conformance.conversation import ASKED, CANCEL, CREATE, GET, Conversation, concerns_first
from conformance.exchange import Exchange
from conformance.features.background import BACKGROUND, WAITING, research
from conformance.requirement import Feature
from conformance.verdict import Verdict, all_of, expect, that, unseen

feature = Feature("cancellation", "Cancellation", "https://ai.google.dev/api/interactions-api#CancelInteraction")

CANCELLING = ASKED.where(lambda x: x.operation == "cancel", "cancel").after(concerns_first)
COMPLETED = CREATE.where(
    lambda x: x.interaction.get("status") == "completed" and x.sent.get("background") is not True,
    "create that completed",
)

cancelled = Conversation(BACKGROUND, CANCELLING, GET.at_least(1))
watched = Conversation(BACKGROUND, CANCELLING, GET.at_least(2))
too_late = Conversation(COMPLETED, CANCELLING)
looked_after = Conversation(COMPLETED, CANCELLING, GET)


@feature.probe
def asked(api: Api) -> Exchange:
    """The least that only this feature grants."""
    return api.cancel(research(api).id)


@feature.scenario(elicits=(cancelled, watched), needs=("background",), cost="agent")
def cancel_what_runs(api: Api) -> None:
    """Start background work, cancel it at once, get it until it stands still and once more."""
    created = research(api)
    api.cancel(created.id)
    api.poll(created.id)
    api.get(created.id)


@feature.scenario(elicits=(too_late, looked_after), needs=("storage",))
def cancel_what_is_done(api: Api) -> None:
    """Cancel a plain interaction, which was done when it was created, then get it."""
    created = api.create()
    api.cancel(created.id)
    api.get(created.id)


def came_late(answer: Exchange, gets: tuple[Exchange, ...]) -> bool:
    """The cancel was refused, and rightly: the work was done before it arrived."""
    return answer.status in {400, 409} and gets[0].interaction["status"] not in {*WAITING, "cancelled"}


@feature.must(
    "cancellation.answers",
    cancelled,
    clauses="cancel.endpoint cancel.returns-interaction",
    note="In January 2026 the live service did not know the method (disc.cancel.404).",
)
def answers_with_the_interaction(created: Exchange, answer: Exchange, gets: tuple[Exchange, ...]) -> Verdict:
    """A POST to the cancel path of running background work is answered with that interaction."""
    if came_late(answer, gets):
        return unseen("the work was done before it could be cancelled")
    return all_of(
        CANCEL.answers(answer),
        conforms(answer.json, "Interaction", answer),
        expect(answer, "$.id").equals(created.answered_id),
    )


@feature.must("cancellation.ends-cancelled", cancelled, clauses="cancel.status-cancelled cancel.delay")
def ends_cancelled(created: Exchange, answer: Exchange, gets: tuple[Exchange, ...]) -> Verdict:
    """Work that was cancelled ends with status cancelled, if need be after a moment."""
    if came_late(answer, gets):
        return unseen("the work was done before it could be cancelled")
    return expect(gets[-1], "$.status").equals("cancelled")


@feature.should("cancellation.is-final", watched, clauses="cancel.terminal-is-final", evidence="inferred")
def stays_cancelled(created: Exchange, answer: Exchange, gets: tuple[Exchange, ...]) -> Verdict:
    """What was cancelled once stays so."""
    if came_late(answer, gets):
        return unseen("the work was done before it could be cancelled")
    seen = [x.interaction["status"] for x in gets]
    since = seen[seen.index("cancelled") :] if "cancelled" in seen else seen
    return that(since, "the statuses since it was cancelled", gets[-1]).equals(["cancelled"] * len(since))


@feature.must("cancellation.leaves-what-is-done", looked_after, clauses="cancel.background-only")
def leaves_what_is_done(created: Exchange, answer: Exchange, found: Exchange) -> Verdict:
    """Only running background work can be cancelled: an interaction that was done stays completed."""
    return expect(found, "$.status").equals("completed")


@feature.should(
    "cancellation.refuses-what-is-done",
    too_late,
    clauses="cancel.background-only",
    note="How it is refused is not documented; a client of the live service reports a 200 that does nothing.",
)
def refuses_what_is_done(created: Exchange, answer: Exchange) -> Verdict:
    """To cancel an interaction that does not run in the background is refused with a 4xx."""
    return refused(answer)


@feature.refusal(
    "cancellation.unknown-id",
    clauses="cancel.unknown-id",
    statuses=(404,),
    shows=lambda x: x.operation == "cancel" and x.target_id == NOBODYS,
)
def unknown_id(api: Api) -> object:
    """To cancel an id that no interaction has is answered with 404."""
    return api.cancel(NOBODYS)
