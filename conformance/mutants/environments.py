"""What a server could get wrong about the sandboxes of agents."""

from __future__ import annotations

from conformance.exchange import Exchange
from conformance.mutant import mutant

Gets = tuple[Exchange, ...]
OPENS = "environments.new environments.described"


@mutant(kills=OPENS)
def fails_in_its_sandbox(created: Exchange) -> Exchange:
    return created.with_json("$.status", "failed")


@mutant(kills="environments.id environments.described")
def keeps_the_id_to_itself(created: Exchange) -> Exchange:
    return created.without("$.environment_id")


@mutant(kills="environments.by-id environments.follow-up", violates="env.field env.id-returned")
def opens_another_one(first: Exchange, created: Exchange) -> Exchange:
    return created.with_json("$.environment_id", "env_another")


@mutant(kills="environments.by-id environments.follow-up", violates="env.field")
def does_not_open_it_again(first: Exchange, created: Exchange) -> Exchange:
    return created.with_json("$.status", "failed")


@mutant(kills="environments.background-follow-up")
def makes_the_follow_up_wait(first: Exchange, created: Exchange) -> Exchange:
    return created.with_json("$.status", "completed")


@mutant(kills="environments.background-follow-up")
def takes_the_follow_up_for_the_first(first: Exchange, created: Exchange) -> Exchange:
    return created.with_json("$.id", first.answered_id)


@mutant(kills="environments.antigravity-calls")
def calls_and_answers_itself(asks: Exchange, created: Exchange) -> tuple[Exchange, Exchange]:
    steps = asks.interaction["steps"]
    assert isinstance(steps, list)
    done = [{"type": "function_result", "call_id": step.get("id"), "result": "10:00"} for step in steps if "id" in step]
    return asks.with_json("$.steps", [*steps, *done]), created


@mutant(kills="environments.antigravity-calls")
def does_not_take_the_result(asks: Exchange, created: Exchange) -> Exchange:
    return created.with_json("$.status", "failed")


@mutant(kills="environments.budget", violates="env.antigravity.max-total-tokens agent.background.budget")
def has_a_status_of_its_own_for_it(created: Exchange, gets: Gets) -> tuple[Exchange, Gets]:
    return created, (*gets[:-1], gets[-1].with_json("$.status", "budget_exceeded"))


@mutant(kills="environments.budget", violates="env.antigravity.max-total-tokens")
def spends_what_it_likes(created: Exchange, gets: Gets) -> tuple[Exchange, Gets]:
    return created, (*gets[:-1], gets[-1].with_json("$.status", "completed"))


@mutant(kills="environments.deleted")
def keeps_it_for_ever(created: Exchange, found: Exchange) -> Exchange:
    return found.with_status(200).with_json("$", {"id": "env_left", "status": "active"})
