"""Function results: the client sends what its function returned, and the model goes on.

A result names its call. It is sent to the interaction that the server keeps, or with the whole history, thoughts and
their signatures included. Where several functions were called, each gets a result.
"""

from __future__ import annotations

from collections.abc import Callable

from conformance.api import Api
from conformance.contract import goes_on, refused
from conformance.conversation import ASKED, CONTINUE, CREATE, Conversation, Role, follows_first, follows_last, refusal
from conformance.exchange import Exchange
from conformance.features.function_calling import CALLING, QUESTION, TWO, WEATHER, called, called_openly, called_twice
from conformance.interaction import Json, blocks, calls, objects, of_type, sent_pieces, text
from conformance.media import block
from conformance.requirement import Feature, NotElicited
from conformance.returning import MADE, is_answer, replays, replays_calls, results, signed, speaks_with_results
from conformance.revisions import LEGACY
from conformance.verdict import Verdict, all_of, that

feature = Feature(
    "function-results", "Function results", "https://ai.google.dev/gemini-api/docs/function-calling#step-4"
)

SUNNY = "Sunny, 23 degrees"
UNKNOWN = "call_that_never_was"


def result_of(call: Json, told: object = SUNNY) -> Json:
    """A result for a call, in the documented form."""
    return {"type": "function_result", "name": call.get("name"), "call_id": call.get("id"), "result": told}


def is_documented(result: Json) -> bool:
    """The result has the documented form: its call_id and name, and a list only of contents."""
    value = result.get("result")
    return (
        "id" not in result and "name" in result and (not isinstance(value, list) or len(objects(value)) == len(value))
    )


def continues(before: tuple[Exchange, ...], x: Exchange) -> bool:
    """The request names the interaction before and answers its calls."""
    return follows_first(before, x) and is_answer(before, x)


def with_result(name: str, holds: Callable[[Json], bool] = is_documented, calling: Role = CALLING) -> Conversation:
    """A create that calls, and a continuation that answers it with results of which ``holds`` is true."""
    return Conversation(calling, CONTINUE.where(lambda x: all(map(holds, results(x))), name).after(continues))


def bad_result(name: str, holds: Callable[[Json], bool]) -> Conversation:
    """A continuation that must be refused for its result."""
    return refusal(name, lambda x: any(holds(result) for result in results(x)))


stateful = with_result("continuation with a result")
by_sample = Conversation(
    CALLING,
    CONTINUE.where(
        lambda x: "tools" not in x.sent and all(map(is_documented, results(x))), "result without tools"
    ).after(continues),
)
told = with_result("result with the weather", lambda r: is_documented(r) and SUNNY in str(r.get("result")))
as_string = with_result("string as result", lambda r: is_documented(r) and isinstance(r.get("result"), str))
as_object = with_result("object as result", lambda r: is_documented(r) and isinstance(r.get("result"), dict))
as_contents = with_result("contents as result", lambda r: is_documented(r) and bool(objects(r.get("result"))))
as_picture = with_result(
    "picture as result", lambda r: is_documented(r) and bool(of_type(objects(r.get("result")), "image"))
)
as_error = with_result("failure as result", lambda r: is_documented(r) and r.get("is_error") is True)
nameless = with_result("result without a name", lambda r: "name" not in r)
all_answered = with_result("continuation with all results", calling=called_twice.roles[0])
without_call_id = bad_result("result without call_id", lambda r: "call_id" not in r)
unknown_call_id = bad_result("result for an unknown call", lambda r: r.get("call_id") == UNKNOWN)
as_numbers = bad_result("list of numbers as result", lambda r: r.get("result") == [1, 2])
with_id = bad_result("result with an id", lambda r: "id" in r and "call_id" in r)
partly_answered = Conversation(
    *called_twice.roles,
    ASKED.where(lambda x: bool(results(x)), "some of the results").after(
        lambda before, x: (
            x.sent.get("previous_interaction_id") == before[0].answered_id
            and len(results(x)) < len(calls(before[0].interaction))
        )
    ),
)
stateless = Conversation(CALLING, CREATE.where(lambda x: all(map(is_documented, results(x))), "history").after(replays))
in_user_turn = Conversation(
    CALLING,
    CREATE.where(lambda x: all(map(is_documented, results(x))) and speaks_with_results(x), "turns").after(replays),
)
chained = Conversation(
    CALLING,
    CALLING.where(lambda x: bool(results(x)), "result that leads to a call").after(continues),
    CREATE.where(lambda x: all(map(is_documented, results(x))), "result of the second call").after(
        lambda before, x: follows_last(before, x) and is_answer(before, x)
    ),
)
thoughtless = Conversation(
    CALLING.where(signed, "call after a thought"),
    ASKED.where(
        lambda x: (
            bool(replays_calls(x))
            and not of_type(sent_pieces(x.sent), "thought")
            and not any(call.get("signature") for call in replays_calls(x))
        ),
        "the call replayed without its thought",
    ).after(lambda before, x: replays_calls(x)[0].get("id") in [c.get("id") for c in calls(before[0].interaction)]),
)
unprompted = refusal(
    "call that follows no user input",
    lambda x: bool(replays_calls(x)) and sent_pieces(x.sent)[0].get("type") in MADE,
)


@feature.scenario(
    elicits=(
        *(called, called_openly, stateful, by_sample, told, as_string, as_object, as_contents),
        *(as_picture, as_error, nameless, without_call_id, unknown_call_id, as_numbers, with_id),
    ),
    attempts=3,
    needs=("storage",),
)
def answer_in_many_forms(api: Api) -> None:
    """Make the model call a function, then answer the call in each form that is allowed, and in some that are not."""
    first = api.create(QUESTION, tools=[WEATHER], generation_config={"tool_choice": "auto"})
    call = api.calls(first)[0]
    good = result_of(call)
    api.control()
    for result in (
        good,
        {**good, "result": {"weather": SUNNY}},
        {**good, "result": "No such city.", "is_error": True},
        {name: value for name, value in good.items() if name != "name"},
        {**good, "call_id": UNKNOWN},
    ):
        api.create([result], previous_interaction_id=first.id)
    if api.revision is not LEGACY:
        for result in (
            {**good, "result": [{"type": "text", "text": SUNNY}]},
            {**good, "result": [{"type": "text", "text": SUNNY}, block("image")]},
            {name: value for name, value in good.items() if name != "call_id"},
            {**good, "result": [1, 2]},
        ):
            api.create([result], previous_interaction_id=first.id)
    if api.revision.blocks == "steps":
        api.create([{**good, "id": call.get("id")}], previous_interaction_id=first.id)


@feature.scenario(elicits=(called_twice, all_answered, partly_answered), attempts=3, needs=("storage",))
def two_calls(api: Api) -> None:
    """Make the model call a function twice, answer one of the calls, then both."""
    first = api.create(TWO, tools=[WEATHER])
    answers = [result_of(call) for call in api.calls(first, 2)]
    api.create(answers[:1], previous_interaction_id=first.id, tools=[WEATHER])
    api.create(answers, previous_interaction_id=first.id, tools=[WEATHER])


@feature.scenario(elicits=(called, called_openly, stateless, in_user_turn, thoughtless, unprompted), attempts=3)
def keep_the_history(api: Api) -> None:
    """Make the model call a function and answer with the whole history, then with histories that lack something."""
    asked = api.user(QUESTION)
    first = api.create([asked], tools=[WEATHER], store=False)
    said, result = api.history(first), api.results(result_of(api.calls(first)[0]))
    api.create([asked, *said, *result], tools=[WEATHER], store=False)
    if api.revision is not LEGACY:
        api.control()
        api.create([*said, *result], tools=[WEATHER], store=False)
    if api.revision.blocks == "steps":
        unsigned = [
            {k: v for k, v in step.items() if k != "signature"}
            for step in of_type(blocks(first.interaction), "function_call")
        ]
        if not signed(first):
            raise NotElicited("the model called the function without a thought")
        api.create([asked, *unsigned, *result], tools=[WEATHER], store=False)


@feature.scenario(elicits=chained, since="2026-05-07", attempts=3, needs=("storage",))
def call_after_call(api: Api) -> None:
    """Force a call, answer it and force another one, then answer that."""
    setup = {"tools": [WEATHER], "generation_config": {"tool_choice": "any"}}
    first = api.create(QUESTION, **setup)
    snow = "It is snowing."
    second = api.create([result_of(c, snow) for c in api.calls(first)], previous_interaction_id=first.id, **setup)
    api.create([result_of(c, snow) for c in api.calls(second)], previous_interaction_id=second.id)


# --- the result ------------------------------------------------------------------------------------------------------


@feature.must(
    "function-results.round-trip", stateful, clauses="fc.two-turn.stateful fc.result.shape input.function-result-list"
)
def continues_with_the_result(first: Exchange, second: Exchange) -> Verdict:
    """A create that names the interaction and sends the result for its call continues the turn."""
    return goes_on(second)


@feature.should("function-results.tools-not-resent", by_sample, clauses="fc.two-turn.tools-not-resent")
def needs_no_tools_again(first: Exchange, second: Exchange) -> Verdict:
    """The create that sends the result need not declare the functions again."""
    return all_of(goes_on(second), that(text(second.interaction), "the text of the answer", second).is_text())


@feature.should("function-results.uses-result", told, clauses="fc.two-turn.stateful")
def tells_the_result(first: Exchange, second: Exchange) -> Verdict:
    """The answer makes use of what the function returned."""
    return that(text(second.interaction), "the text of the answer", second).contains("23")


@feature.must("function-results.string", as_string, clauses="fc.result.string")
def takes_a_string(first: Exchange, second: Exchange) -> Verdict:
    """A result may be a string."""
    return goes_on(second)


@feature.should("function-results.object", as_object, clauses="fc.result.object")
def takes_an_object(first: Exchange, second: Exchange) -> Verdict:
    """A result may be a JSON object."""
    return goes_on(second)


@feature.should("function-results.contents", as_contents, since="2026-05-07", clauses="fc.result.content-list")
def takes_contents(first: Exchange, second: Exchange) -> Verdict:
    """A result may be a list of contents, text and images."""
    return goes_on(second)


@feature.may("function-results.picture", as_picture, since="2026-05-07", clauses="fc.result.multimodal")
def takes_a_picture(first: Exchange, second: Exchange) -> Verdict:
    """A result may contain a picture."""
    return goes_on(second)


@feature.may("function-results.chained", chained, since="2026-05-07", clauses="fc.compositional")
def goes_on_after_a_chain(first: Exchange, second: Exchange, third: Exchange) -> Verdict:
    """A result may lead to another call, whose result is answered in its turn."""
    return goes_on(third)


@feature.may("function-results.is-error", as_error, clauses="fc.result.is-error")
def takes_a_failure(first: Exchange, second: Exchange) -> Verdict:
    """A result may be marked as the failure of the function."""
    return goes_on(second)


@feature.may(
    "function-results.without-name",
    nameless,
    clauses="fc.result.name-optional",
    note="The live service has refused it (disc.fc.result-name).",
)
def takes_a_nameless_result(first: Exchange, second: Exchange) -> Verdict:
    """A result need not repeat the name of the function."""
    return goes_on(second)


@feature.must("function-results.all-results", all_answered, since="2026-05-07", clauses="fc.result.partial")
def takes_all_results(first: Exchange, second: Exchange) -> Verdict:
    """Several calls of one turn are answered together, a result for each."""
    return goes_on(second)


@feature.should(
    "function-results.some-results",
    partly_answered,
    since="2026-05-07",
    clauses="fc.result.partial",
    note="Documented as a duty of the client; what the server does is not said.",
)
def misses_a_result(first: Exchange, second: Exchange) -> Verdict:
    """Where several calls were made, a create that sends a result for only some of them is refused."""
    return refused(second)


@feature.should(
    "function-results.call-id-required",
    without_call_id,
    since="2026-05-07",
    clauses="fc.result.call-id-required",
    evidence="recorded",
    refuses=True,
)
def misses_the_call_id(control: Exchange, asked: Exchange) -> Verdict:
    """A result that does not say which call it is for is refused."""
    return refused(asked)


@feature.should(
    "function-results.call-id-unknown",
    unknown_call_id,
    clauses="fc.result.unknown-call-id",
    evidence="inferred",
    refuses=True,
)
def knows_no_such_call(control: Exchange, asked: Exchange) -> Verdict:
    """A result for a call that was never made is refused."""
    return refused(asked)


@feature.should(
    "function-results.no-raw-list",
    as_numbers,
    since="2026-05-07",
    clauses="fc.result.raw-array-rejected",
    refuses=True,
)
def takes_no_raw_list(control: Exchange, asked: Exchange) -> Verdict:
    """A result that is a list of anything but contents is refused."""
    return refused(asked)


@feature.should(
    "function-results.no-id-field",
    with_id,
    since="2026-05-20",
    clauses="fc.result.extra-id-field",
    evidence="recorded",
    refuses=True,
)
def takes_no_id(control: Exchange, asked: Exchange) -> Verdict:
    """A result has a call_id; one that has an id as well is refused."""
    return refused(asked)


# --- without state ---------------------------------------------------------------------------------------------------


@feature.must(
    "function-results.stateless", stateless, clauses="fcc.no-previous-id fcc.steps-history fcc.history.model-turn"
)
def continues_from_the_history(first: Exchange, second: Exchange) -> Verdict:
    """A client that keeps the state itself sends the whole history, thoughts and calls unchanged, and the results."""
    return goes_on(second)


@feature.must(
    "function-results.in-user-turn", in_user_turn, until="2026-05-20", clauses="fcc.history.function-result-in-user"
)
def takes_results_of_the_user(first: Exchange, second: Exchange) -> Verdict:
    """In a history of turns the results of functions stand in a turn of the user."""
    return goes_on(second)


@feature.must(
    "function-results.thought-required",
    thoughtless,
    since="2026-05-20",
    clauses="fcc.thought-required fcc.unsigned-replay-rejected think.missing-signature",
    refuses=True,
)
def needs_the_thought(control: Exchange, asked: Exchange) -> Verdict:
    """Calls that are replayed without the thought that came before them are refused."""
    return refused(asked)


@feature.should(
    "function-results.call-order",
    unprompted,
    since="2026-05-07",
    clauses="fc.call-order",
    evidence="recorded",
    refuses=True,
)
def calls_follow_the_user(control: Exchange, asked: Exchange) -> Verdict:
    """A replayed call that follows neither user input nor a function result is refused."""
    return refused(asked)
