"""Generated requests: whatever the documentation grants is accepted, and every answer keeps the documented rules.

Requests are made from the schemas – every branch of a union, every optional field, boundary sizes, unicode, histories
that fit together – and changed until the documentation grants them. Each is sent once and followed up: as a stream and
not, got again, replayed, deleted. Played by ``conformance fuzz`` and ``conformance run --with fuzz`` alone.
"""

from __future__ import annotations

from conformance.api import TERMINAL, Api
from conformance.contract import conforms, refused
from conformance.conversation import (
    ANSWERED,
    ASKED,
    CONTROL,
    CREATE,
    DELETE,
    DONE,
    GET,
    GET_REPLAY,
    STREAM,
    STREAMED,
    Conversation,
    Role,
    anything,
    concerns_first,
    interaction,
    stream,
)
from conformance.exchange import Exchange
from conformance.features.function_calling import arguments_fit_the_schema, calls_what_was_declared, of_its_own
from conformance.features.stream_agreement import alike, counts_the_same_input, kinds
from conformance.features.structured_output import answers_by_the_schema, schema
from conformance.fuzzing.input import kept_input
from conformance.fuzzing.rules import keeps_rules
from conformance.interaction import Json, blocks, calls, objects, text
from conformance.path import MISSING
from conformance.requirement import Feature
from conformance.verdict import Verdict, all_of, expect, right, that, unseen, wrong

feature = Feature("generated-requests", "Generated requests", "https://ai.google.dev/api/interactions-api")


def granted(x: Exchange) -> bool:
    """A create that was generated to be granted."""
    return x.operation == "create" and x.case is not None and x.case.valid


def answered(x: Exchange) -> bool:
    """One that was granted."""
    return granted(x) and x.status == 200


def stops(x: Exchange) -> bool:
    """Whether a word of the request may end the answer anywhere."""
    config = x.sent.get("generation_config")
    return isinstance(config, dict) and bool(config.get("stop_sequences"))


def has_parameters(tool: Json) -> bool:
    """Whether a tool is no function, or one whose arguments may not be anything."""
    parameters = tool.get("parameters")
    return tool.get("type") != "function" or (isinstance(parameters, dict) and parameters.get("type") == "object")


def concerns_second(before: tuple[Exchange, ...], x: Exchange) -> bool:
    """``x`` names in its path the interaction that was made second, after the control."""
    return concerns_first(before[1:], x)


def as_second(before: tuple[Exchange, ...], x: Exchange) -> bool:
    """``x`` asks for the same as the one after the control, but for the flag that asks for a stream."""
    return alike(before[1:], x)


def whole(x: Exchange) -> Verdict:
    """An interaction, or an event stream where that was asked for."""
    return stream(x) if x.sent.get("stream") is True else interaction(x)


ASKING = ASKED.where(granted, "generated create")
PLAIN = CREATE.where(answered, "generated create that is granted")
STREAMING = STREAM.where(answered, "generated create that is granted, streamed")
MADE = Role("generated create that is granted, streamed or not", answered, whole)
STORED = MADE.where(
    lambda x: x.sent.get("store") is not False and x.sent.get("background") is not True, "generated create that is kept"
)
WITH_INPUT = GET.where(lambda x: x.query.get("include_input") == "true", "get with its input").after(concerns_second)
AFTER = GET.where(lambda x: not x.query, "get").after(concerns_second)
FURTHER = Role("further get", lambda x: x.operation == "get" and bool(x.query), anything, concerns_second)
REPLAY = GET_REPLAY.after(concerns_second)
DELETED = DELETE.after(concerns_second)
GONE = Role("get of what was deleted", lambda x: x.operation == "get", anything, concerns_second)

ECHOED = ("labels", "previous_interaction_id")
"""Fields of a request that an interaction has under the same name, as they were given."""

asked = Conversation(CONTROL, ASKING)
plain = Conversation(CONTROL, PLAIN)
calling = Conversation(
    CONTROL, PLAIN.where(lambda x: of_its_own(x) and bool(calls(x.interaction)), "generated create that calls")
)
calling_by_schema = Conversation(
    CONTROL,
    PLAIN.where(
        lambda x: of_its_own(x) and bool(calls(x.interaction)) and all(map(has_parameters, objects(x.sent["tools"]))),
        "generated create that calls a function with parameters",
    ),
)
formatted = Conversation(
    CONTROL,
    PLAIN.where(
        lambda x: schema(x) is not MISSING and x.interaction.get("status") in DONE and not stops(x),
        "generated create with a schema",
    ),
)
streamed = Conversation(CONTROL, STREAMING)
both_ways = Conversation(
    CONTROL,
    ASKING.where(lambda x: x.sent.get("stream") is not True, "generated create"),
    ASKING.where(lambda x: x.sent.get("stream") is True, "the same, streamed").after(as_second),
)
fetched = Conversation(CONTROL, STORED, AFTER, FURTHER)
with_input = Conversation(CONTROL, STORED, WITH_INPUT)
replayed = Conversation(CONTROL, STORED, REPLAY)
deleted = Conversation(CONTROL, STORED, DELETED, GONE)


@feature.scenario(
    elicits=(
        asked,
        plain,
        calling,
        calling_by_schema,
        formatted,
        streamed,
        both_ways,
        fetched,
        with_input,
        replayed,
        deleted,
    ),
    needs=("storage", "streaming"),
    drawn=True,
)  # fmt: skip
def send_what_is_granted(api: Api) -> None:
    """Send generated requests that the documentation grants, and follow up what each one made."""
    from conformance.fuzzing.campaigns import send_granted

    send_granted(api, feature.requirements)


def own(control: Exchange, made: Exchange) -> Verdict:
    """The answer is no other's: it has an id that the control has not, or none where nothing was to be stored."""
    if made.answered_id is None and made.sent.get("store") is False:
        return right("not stored")
    return expect(made, "$.id").differs_from(control.answered_id)


@feature.must(
    "generated-requests.accepted",
    asked,
    clauses="create.endpoint.post create.new-resource",
    note="Where the documentation leaves it to the server (err.*, capacity, preview features), a refusal in the error "
    "shape is accepted as well.",
)
def accepts_what_is_granted(control: Exchange, made: Exchange) -> Verdict:
    """A create that the documentation grants is accepted and makes an interaction of its own: no refusal, no 5xx."""
    if made.status == 200:
        return all_of(whole(made), own(control, made))
    if made.case is not None and made.case.clauses and (made.status or 0) < 500:
        return refused(made)
    if made.case is not None and "create.service-tier.flex-503" in made.case.clauses:
        return refused(made, 503)
    about = made.case.about if made.case else ""
    return wrong(
        f"{about}: answered {made.summary}: {made.body[:160].decode('utf-8', 'replace')}",
        observed=made.status,
        expected="status 200",
    )


@feature.must("generated-requests.answer", plain, clauses="dm.model-or-agent dm.created-updated dm.usage")
def answers_by_the_rules(control: Exchange, made: Exchange) -> Verdict:
    """Whatever was asked, the answer keeps the rules for every interaction: fields, types, times, statuses."""
    return all_of(own(control, made), keeps_rules(made, ANSWERED))


@feature.must(
    "generated-requests.comes-to-rest", plain, clauses="create.sync.completed create.background.flag-default-false"
)
def comes_to_rest(control: Exchange, made: Exchange) -> Verdict:
    """A create that is not to run in the background is answered when the work is done, or waits for results."""
    if made.sent.get("background") is True:
        return unseen("it runs in the background")
    return all_of(expect(made, "$.status").is_one_of("completed", "incomplete", "requires_action"), own(control, made))


@feature.must("generated-requests.calls", calling, clauses="fc.call.shape")
def calls_only_what_was_declared(control: Exchange, made: Exchange) -> Verdict:
    """Whatever functions a request declares, only these are called."""
    return all_of(own(control, made), calls_what_was_declared(made))


@feature.should("generated-requests.arguments", calling_by_schema, clauses="fc.call.arguments-match-schema")
def calls_by_the_schema(control: Exchange, made: Exchange) -> Verdict:
    """Whatever schema a function is declared with, the arguments of a call are valid by it."""
    return all_of(own(control, made), arguments_fit_the_schema(made))


@feature.must("generated-requests.output", formatted, clauses="so.output-is-json so.output-conforms")
def answers_in_the_format(control: Exchange, made: Exchange) -> Verdict:
    """Whatever schema is given for the answer, its text is JSON that is valid by it."""
    return all_of(own(control, made), answers_by_the_schema(made))


@feature.must("generated-requests.names-its-maker", asked, clauses="create.response.echo-model")
def names_its_maker(control: Exchange, made: Exchange) -> Verdict:
    """The answer names the model or the agent that was asked for."""
    name = "agent" if "agent" in made.sent else "model"
    if made.status != 200:
        return unseen("it was not granted")
    return all_of(own(control, made), expect(made, f"$.{name}").is_text())


@feature.must("generated-requests.stream", streamed, clauses="st.created st.legacy.start st.step-start")
def streams_by_the_rules(control: Exchange, made: Exchange) -> Verdict:
    """Whatever was asked, a stream keeps the rules for every stream: frames, types, order, end."""
    return all_of(own(control, made), keeps_rules(made, STREAMED))


@feature.should("generated-requests.both-ways", both_ways, clauses="st.same-as-unary", evidence="inferred")
def is_answered_alike_streamed_or_not(control: Exchange, made: Exchange, again: Exchange) -> Verdict:
    """What is granted without a stream is granted with one, is refused alike, is made of the same kinds, and counts
    the same input.
    """
    if made.status != 200 or again.status != 200:
        return that(again.status, "the status of the stream", again).equals(made.status)
    if made.sent.get("background") is True:
        return unseen("it runs in the background")
    return all_of(
        own(control, made),
        own(made, again),
        that(kinds(again), "the kinds of pieces of the stream", again).equals(kinds(made)),
        right() if "usage" not in made.interaction else counts_the_same_input(made, again),
    )


@feature.must("generated-requests.fetched", fetched, clauses="get.by-id store.default-true")
def is_kept(control: Exchange, made: Exchange, found: Exchange, _: Exchange) -> Verdict:
    """What was made can be got by its id, with the status that it came to."""
    status = made.interaction.get("status")
    return all_of(
        own(control, made),
        conforms(found.json, "Interaction", found),
        expect(found, "$.id").equals(made.answered_id),
        expect(found, "$.status").equals(status) if status in TERMINAL else right(),
    )


@feature.should(
    "generated-requests.same-content", fetched, clauses="get.same-content st.same-as-unary", evidence="inferred"
)
def is_kept_as_it_was_answered(control: Exchange, made: Exchange, found: Exchange, _: Exchange) -> Verdict:
    """What is stored of the model's work is what the create answered with, streamed or not."""
    if made.interaction.get("status") not in TERMINAL:
        return unseen("there was nothing to compare with yet")
    produced, kept = signed(made), signed(found)
    there = kept[max(len(kept) - len(produced), 0) :]  # a timeline begins with what was put in
    return all_of(own(control, made), that(there, f"the end of $.{found.revision.blocks}", found).equals(produced))


@feature.should(
    "generated-requests.echo", fetched, clauses="create.labels dm.previous-interaction-id", evidence="inferred"
)
def shows_what_was_asked(control: Exchange, made: Exchange, found: Exchange, _: Exchange) -> Verdict:
    """Labels and the interaction that was continued, where a stored interaction shows any, are those of the request."""
    shown = {name: value for name, value in found.interaction.items() if name in ECHOED and value}
    asked = {name: made.sent.get(name) for name in shown}
    return all_of(own(control, made), that(shown, "what it shows of the request", found).equals(asked))


STREAMED_ALONE: tuple[tuple[str, object], ...] = (("signature", ""), ("result", []))
"""Fields that streams alone have: empty signatures, and the results of a file search, whose delta has kept the field
that the step lost.
"""
LEFT_OUT = "search_type"
"""What streams do not say of a search."""


def signed(x: Exchange) -> list[Json]:
    """The blocks of an answer, without what only a stream has, and what only an interaction has."""
    return [
        {name: value for name, value in block.items() if (name, value) not in STREAMED_ALONE and name != LEFT_OUT}
        for block in blocks(x.interaction)
    ]


@feature.must(
    "generated-requests.input",
    with_input,
    clauses="get.include-input.default dm.session-record",
    since="2026-05-07",
)
def gives_back_what_was_put_in(control: Exchange, made: Exchange, found: Exchange) -> Verdict:
    """A GET with include_input=true gives back the input as it was sent, piece by piece."""
    return all_of(own(control, made), kept_input(made, found))


@feature.should(
    "generated-requests.replay",
    replayed,
    clauses="get.stream.completed-replay get.stream.param",
    evidence="inferred",
    since="2026-05-07",
)
def replays_what_it_made(control: Exchange, made: Exchange, found: Exchange) -> Verdict:
    """Got as a stream, it tells all of what was made again, by the rules for every stream."""
    if made.interaction.get("status") not in TERMINAL:
        return unseen("it was not done yet")
    return all_of(
        own(control, made),
        expect(found, "$.id").equals(made.answered_id),
        that(text(found.interaction), "the text of the replay", found).equals(text(made.interaction)),
        expect(found, "$.status").equals(made.interaction.get("status")),
        keeps_rules(found, STREAMED),
    )


@feature.must("generated-requests.deleted", deleted, clauses="delete.by-id delete.then-get-404")
def is_gone_once_deleted(control: Exchange, made: Exchange, removed: Exchange, found: Exchange) -> Verdict:
    """What was made can be deleted, and a GET then gives 404."""
    return all_of(own(control, made), refused(found, 404))
