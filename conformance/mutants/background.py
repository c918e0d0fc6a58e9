"""What a server could get wrong about work that outlives its request."""

from __future__ import annotations

from conformance.exchange import Exchange
from conformance.mutant import mutant
from conformance.mutants.stateful_chat import says

Gets = tuple[Exchange, ...]
Polled = tuple[Exchange, Gets]


@mutant(kills="background.returns-at-once")
def makes_the_client_wait(created: Exchange) -> Exchange:
    return created.with_json("$.status", "completed")


@mutant(kills="background.returns-at-once")
def gives_no_id(created: Exchange) -> Exchange:
    return created.without("$.id")


@mutant(kills="background.names-agent", violates="create.response.echo-model dm.model-or-agent")
def names_the_model_behind_it(created: Exchange) -> Exchange:
    return created.with_json("$.model", "gemini-2.5-flash").without("$.agent")


@mutant(kills="background.polls")
def polls_under_another_id(created: Exchange, gets: Gets) -> Polled:
    return created, tuple(x.with_json("$.id", f"{created.id}x") for x in gets)


@mutant(kills="background.polls background.ends background.known-statuses", violates="agent.background.status-set")
def hides_running_work(created: Exchange, gets: Gets) -> Polled:
    """As the live service did in September 2026 (disc.bg.get-404)."""
    return created, (gets[0].with_status(404), *gets[1:])


@mutant(
    kills="background.ends background.known-statuses",
    violates="agent.background.status-set dm.status.enum dm.status.enum.seed",
)
def invents_a_status(created: Exchange, gets: Gets) -> Polled:
    return created, (*gets[:-1], gets[-1].with_json("$.status", "done"))


@mutant(kills="background.ends")
def was_done_before_it_began(created: Exchange, gets: Gets) -> Polled:
    return created.with_json("$.status", "completed"), gets


@mutant(kills="background.never-goes-back")
def runs_again(created: Exchange, gets: Gets) -> Polled:
    return created, (*gets[:-1], gets[-1].with_json("$.status", "in_progress"))


@mutant(kills="background.usage")
def bills_later(created: Exchange, gets: Gets) -> Polled:
    return created, (*gets[:-1], gets[-1].without("$.usage"))


@mutant(kills="background.report", violates="sample.deep-research.py sample.deep-research.curl")
def completes_without_a_word(created: Exchange, gets: Gets) -> Polled:
    return created, (*gets[:-1], says(gets[-1], ""))


@mutant(kills="background.follow-up", violates="mix.agent-then-model")
def lets_the_agent_answer(created: Exchange, asked: Exchange) -> Exchange:
    return asked.with_json("$.agent", created.sent["agent"]).without("$.model")


@mutant(kills="background.follow-up", violates="agent.dr.follow-up")
def does_not_know_what_the_agent_did(created: Exchange, asked: Exchange) -> Exchange:
    return asked.with_status(404)


@mutant(kills="background.models")
def ignores_the_flag_for_models(created: Exchange, gets: Gets) -> Polled:
    return created.with_json("$.status", "completed"), gets


@mutant(kills="background.models")
def fails_for_models(created: Exchange, gets: Gets) -> Polled:
    return created, tuple(x.with_json("$.status", "failed") for x in gets)
