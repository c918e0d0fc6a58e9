"""What a server could get wrong about stopping."""

from __future__ import annotations

from dataclasses import replace

from conformance.exchange import Exchange
from conformance.mutant import mutant

Watched = tuple[Exchange, Exchange, tuple[Exchange, ...]]


@mutant(kills="cancellation.answers", violates="cancel.endpoint")
def has_no_such_method(created: Exchange, answer: Exchange, gets: tuple[Exchange, ...]) -> Watched:
    """As the live service answered in January 2026 (disc.cancel.404)."""
    return (
        created,
        answer.with_status(404).with_json("$", {"error": {"code": 404, "message": "Method not found."}}),
        gets,
    )


@mutant(kills="cancellation.answers")
def refuses_to_cancel_what_runs(created: Exchange, answer: Exchange, gets: tuple[Exchange, ...]) -> Watched:
    return created, answer.with_status(400), gets


@mutant(kills="cancellation.answers", violates="cancel.returns-interaction")
def answers_with_another_interaction(created: Exchange, answer: Exchange, gets: tuple[Exchange, ...]) -> Watched:
    return created, answer.with_json("$.id", f"{created.id}x"), gets


@mutant(kills="cancellation.answers", violates="cancel.returns-interaction")
def answers_with_an_empty_object(created: Exchange, answer: Exchange, gets: tuple[Exchange, ...]) -> Watched:
    return created, answer.with_json("$", {}), gets


@mutant(kills="cancellation.ends-cancelled cancellation.is-final", violates="cancel.status-cancelled")
def works_on(created: Exchange, answer: Exchange, gets: tuple[Exchange, ...]) -> Watched:
    return created, answer, (*gets[:-1], gets[-1].with_json("$.status", "completed"))


@mutant(kills="cancellation.ends-cancelled cancellation.is-final", violates="cancel.status-cancelled cancel.delay")
def never_stops(created: Exchange, answer: Exchange, gets: tuple[Exchange, ...]) -> Watched:
    return created, answer, tuple(x.with_json("$.status", "in_progress") for x in gets)


@mutant(kills="cancellation.leaves-what-is-done")
def cancels_what_is_done(created: Exchange, answer: Exchange, found: Exchange) -> Exchange:
    return found.with_json("$.status", "cancelled")


@mutant(kills="cancellation.leaves-what-is-done")
def deletes_what_is_done(created: Exchange, answer: Exchange, found: Exchange) -> Exchange:
    return found.with_status(404)


@mutant(kills="cancellation.refuses-what-is-done")
def pretends_to_cancel(created: Exchange, answer: Exchange) -> Exchange:
    return replace(answer, response=created.response)
