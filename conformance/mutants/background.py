"""What a server could get wrong about work that outlives its request."""

from __future__ import annotations

from conformance import mutant as edit
from conformance.exchange import Exchange
from conformance.mutant import mutant
from conformance.mutants.stateful_chat import says
from conformance.path import MISSING
from conformance.sse import Frame

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


@mutant(kills="background.streams")
def streams_without_an_id(created: Exchange) -> Exchange:
    return edit.edited(created, edit.of_type(created.revision.created), "$.interaction.id", MISSING)


@mutant(kills="background.streams")
def leaves_out_the_first_event(created: Exchange) -> Exchange:
    update = Frame(0, None, "interaction.status_update", '{"event_type":"interaction.status_update"}')
    return created.with_frames([update])


@mutant(kills="background.survives-disconnect")
def stops_with_the_connection(created: Exchange, gets: Gets) -> Polled:
    return created, (*gets[:-1], gets[-1].with_json("$.status", "cancelled"))


@mutant(kills="background.replays")
def replays_only_what_is_new(created: Exchange, gets: Gets, whole: Exchange) -> Exchange:
    return edit.dropped(whole, edit.of_type(whole.revision.created))


@mutant(kills="background.replays")
def replays_only_the_first_two_events(created: Exchange, gets: Gets, whole: Exchange) -> Exchange:
    """As the live service did in May 2026 (disc.sse.resume-stuck)."""
    return whole.with_frames([event.frame for event in whole.events[:2]])


@mutant(kills="background.streamed-usage")
def does_not_count_in_the_stream(created: Exchange, gets: Gets, whole: Exchange) -> Exchange:
    return edit.edited(whole, edit.of_type(whole.revision.completed), "$.interaction.usage", MISSING)


@mutant(kills="background.resumes", violates="rs.get-stream rs.last-event-id.next-chunk")
def begins_again(created: Exchange, whole: Exchange, rest: Exchange) -> Exchange:
    return rest.with_frames([event.frame for event in whole.events])


@mutant(kills="background.resumes", violates="rs.last-event-id.next-chunk")
def repeats_the_last_event(created: Exchange, whole: Exchange, rest: Exchange) -> Exchange:
    last = next(e.frame for e in whole.events if e.json.get("event_id") == rest.query["last_event_id"])
    return rest.with_frames([last, *(event.frame for event in rest.events)])


@mutant(kills="background.resumes", violates="rs.last-event-id.next-chunk")
def skips_an_event(created: Exchange, whole: Exchange, rest: Exchange) -> Exchange:
    return rest.with_frames([event.frame for event in rest.events[1:]])


@mutant(kills="background.event-ids", violates="rs.event-id-per-delta st.event-id")
def gives_ids_to_some_events(created: Exchange, whole: Exchange, rest: Exchange) -> tuple[Exchange, ...]:
    delta = edit.last(whole, edit.of_type(whole.revision.delta))
    return created, edit.edited(whole, delta, "$.event_id", MISSING), rest
