"""Functions: the calls of the model reach the application, and its results reach the calls that they belong to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance.exchange import Exchange
from conformance.interaction import calls, objects
from conformance.sdk.features.settings import WEATHER
from conformance.sdk.requirement import ClientFeature
from conformance.sdk.scenario import Script, create, functions
from conformance.sdk.seen import Seen
from conformance.sdk.turns import meant
from conformance.sdk.wire import Json, Wire
from conformance.verdict import Verdict, all_of, every, that

feature = ClientFeature(
    "client-functions", title="Function calling", source="https://ai.google.dev/gemini-api/docs/function-calling"
)

TIME: Json = {"type": "function", "name": "get_time", "description": "The time at a place.", "parameters": {}}
TIME |= {"parameters": {"type": "object", "properties": {"zone": {"type": "string"}}}}
RESULT = {"degrees": 21.5, "sky": ["clear", None], "Ort": "Zürich", "feels": {"like": "spring"}}
ARGUMENTS = {
    "city": 'Zürich "HB" \\ 👋',
    "days": 3,
    "share": 0.1,
    "large": 9007199254740991,
    "deep": {"list": [1, [True, None, {}], ""], "empty": []},
}
DONE = "It is mild in Zürich."


def loop(wire: Wire, *asked: tuple[Json, ...], returns: Any = RESULT, streamed: bool = False, **params: Any) -> Script:
    """A loop in which each answer asks for the calls in one of ``asked``, and the last one says something."""
    answer = wire.stream if streamed else wire.unary
    ids: list[Any] = [wire.id(number) for number in range(len(asked) + 1)]
    ids = ids if params.get("store", True) else [... for _ in ids]
    answers = [
        answer(wire.thought(), *blocks, status="requires_action", id=id)
        for blocks, id in zip(asked, ids, strict=False)  # noqa: A001
    ]
    done = answer(wire.thought(), wire.text(DONE), id=ids[-1])
    call = functions(
        {"get_weather": returns, "get_time": "09:30"},
        stream=streamed, input="How is it in Zürich?", tools=[WEATHER, TIME], **params,
    )  # fmt: skip
    return Script(calls=[call], answers=[*answers, done])


def weather(wire: Wire, id: str = "call_00001", city: str = "Zürich") -> Json:  # noqa: A002
    """A call of the weather."""
    return wire.call("get_weather", {"city": city}, id=id)


@feature.scenario()
def one_call(wire: Wire) -> Script:
    """One call, whose result is an object."""
    return loop(wire, (weather(wire, id="k3x9q2ab"),))


@feature.scenario()
def a_string(wire: Wire) -> Script:
    """The result is a string, which looks like JSON."""
    return loop(wire, (weather(wire),), returns='{"degrees": "21"}')


@feature.scenario(since="2026-05-07")
def contents(wire: Wire) -> Script:
    """The result is a list of contents, a text and a picture."""
    picture = {"type": "image", "data": "iVBORw0KGgo=", "mime_type": "image/png"}
    return loop(wire, (weather(wire),), returns=[{"type": "text", "text": "As it looks:"}, picture])


@feature.scenario()
def two_at_once(wire: Wire) -> Script:
    """Two functions are called in one answer."""
    return loop(wire, (weather(wire, id="zz-2"), wire.call("get_time", {"zone": "CET"}, id="aa-1")))


@feature.scenario()
def the_same_twice(wire: Wire) -> Script:
    """One function is called twice in one answer, once for each of two places."""
    return loop(wire, (weather(wire, id="one", city="Bern"), weather(wire, id="two", city="Basel")))


@feature.scenario()
def one_after_another(wire: Wire) -> Script:
    """The result of one call leads to another call, and that to the answer."""
    return loop(wire, (weather(wire, id="first"),), (wire.call("get_time", {"zone": "CET"}, id="second"),))


@feature.scenario()
def unstored(wire: Wire) -> Script:
    """The same where nothing is stored, so that the history is sent back with the result."""
    return loop(wire, (weather(wire, id="k3x9q2ab"),), store=False)


@feature.scenario()
def many_arguments(wire: Wire) -> Script:
    """Arguments of every kind of JSON."""
    asked = wire.unary(wire.thought(), wire.call("get_weather", ARGUMENTS), status="requires_action")
    return Script(calls=[create(input="How is it?", tools=[WEATHER])], answers=[asked])


@feature.scenario()
def no_arguments(wire: Wire) -> Script:
    """A call without arguments: an empty object."""
    asked = wire.unary(wire.call("get_weather", {}), status="requires_action")
    return Script(calls=[create(input="How is it here?", tools=[WEATHER])], answers=[asked])


@feature.scenario()
def streamed(wire: Wire) -> Script:
    """One call, in a stream; the answer too."""
    return loop(wire, (weather(wire, id="k3x9q2ab"),), streamed=True)


@feature.scenario()
def streamed_two_at_once(wire: Wire) -> Script:
    """Two calls in one stream."""
    both = (weather(wire, id="zz-2"), wire.call("get_time", {"zone": "CET"}, id="aa-1"))
    return loop(wire, both, streamed=True)


LOOPS = (one_call, a_string, two_at_once, the_same_twice, one_after_another, streamed, streamed_two_at_once)


def results(create: Exchange) -> list[Json]:
    """The results that a create brings."""
    return [step for step in meant(create.sent.get("input")) if step.get("type") == "function_result"]


def rounds(seen: Seen) -> Iterator[tuple[list[Json], Exchange]]:
    """Each answer's calls, and the create that follows it."""
    for before, after in zip(seen.creates, seen.creates[1:], strict=False):
        yield calls(before.interaction), after


@feature.must("client-functions.call-id", *LOOPS, clauses="fc.result.shape fc.result.call-id-required")
def answers_by_id(seen: Seen) -> Verdict:
    """Each result names the id of the call that it answers."""
    found = [
        that(sorted(str(result.get("call_id")) for result in results(after)), "the ids answered", after).equals(
            sorted(str(call["id"]) for call in asked)
        )
        for asked, after in rounds(seen)
    ]
    return every(found, "rounds of results")


@feature.must("client-functions.right-result", two_at_once, streamed_two_at_once, clauses="fc.result.shape fc.parallel")
def gives_each_its_own(seen: Seen) -> Verdict:
    """Of two calls each gets its own function's result, not the other's."""
    sent = {str(result.get("call_id")): result.get("result") for result in _second(seen)}
    return that(sent, "the results by id").equals({"zz-2": RESULT, "aa-1": "09:30"})


@feature.must("client-functions.once-each", two_at_once, the_same_twice, clauses="fc.result.partial")
def answers_all_at_once(seen: Seen) -> Verdict:
    """Calls made together are answered together: every one of them, once, in the very next create."""
    return all_of(
        that(len(seen.creates), "the creates sent").equals(2), that(len(_second(seen)), "the results sent").equals(2)
    )


@feature.must("client-functions.name", one_call, two_at_once, clauses="fc.result.shape")
def names_the_function(seen: Seen) -> Verdict:
    """A result names its function as the call did."""
    asked = {str(call["id"]): call["name"] for call in calls(seen.creates[0].interaction)} if seen.creates else {}
    named = {str(result.get("call_id")): result.get("name") for result in _second(seen)}
    return all_of(that(asked, "the calls").meets(bool, "there"), that(named, "the names sent").equals(asked))


@feature.must("client-functions.object", one_call, clauses="fc.result.object")
def sends_objects(seen: Seen) -> Verdict:
    """A result that is an object is sent as that object, nulls and letters and all."""
    return _sends(seen, RESULT)


@feature.must("client-functions.string", a_string, clauses="fc.result.string")
def sends_strings(seen: Seen) -> Verdict:
    """A result that is a string stays a string, whatever it looks like."""
    return _sends(seen, '{"degrees": "21"}')


@feature.must("client-functions.contents", contents, clauses="fc.result.content-list", since="2026-05-07")
def sends_contents(seen: Seen) -> Verdict:
    """A result that is a list of contents is sent as that list, the picture in it."""
    return _sends(seen, getattr(seen.calls[0], "returns", {}).get("get_weather"))


@feature.must("client-functions.previous-id", one_call, one_after_another, streamed, clauses="fc.two-turn.stateful")
def continues_the_interaction(seen: Seen) -> Verdict:
    """A result goes to the interaction that asked for it, by its id."""
    found = [
        that(after.sent.get("previous_interaction_id"), "the id named", after).equals(before.answered_id)
        for before, after in zip(seen.creates, seen.creates[1:], strict=False)
    ]
    return every(found, "creates with results")


@feature.must("client-functions.loop", *LOOPS, clauses="fc.two-turn.stateful fc.compositional")
def comes_to_the_end(seen: Seen) -> Verdict:
    """The application gets the text that the calls lead to, and the interaction counts as completed."""
    return all_of(seen.reports("text").contains(DONE), seen.reports("status").equals("completed"))


@feature.must("client-functions.stops", one_call, one_after_another, clauses="fc.status.requires-action")
def stops_when_done(seen: Seen) -> Verdict:
    """When no call is pending the loop ends: there is a create for each answer with calls, and the first one."""
    asking = [create for create in seen.creates if create.interaction.get("status") == "requires_action"]
    return all_of(
        that(len(asking), "the answers with calls").is_count(1),
        that(len(seen.creates), "the creates sent").equals(len(asking) + 1),
    )


@feature.must("client-functions.requires-action", many_arguments, clauses="fc.status.requires-action")
def tells_requires_action(seen: Seen) -> Verdict:
    """An answer that waits for a result is delivered with the status ``requires_action``."""
    return seen.reports("status").equals("requires_action")


@feature.must("client-functions.call", many_arguments, clauses="fc.call.shape")
def delivers_the_call(seen: Seen) -> Verdict:
    """The application gets the id of a call and the name of its function."""
    told = [(call.id, call.name) for call in seen.outcome().calls or ()]
    return that(told, "the calls reported").equals([("call_00001", "get_weather")])


@feature.must("client-functions.arguments", many_arguments, clauses="fc.call.arguments-object")
def delivers_arguments(seen: Seen) -> Verdict:
    """The application gets the arguments of a call as the JSON that they are: numbers, letters, nothings."""
    told = [call.arguments for call in seen.outcome().calls or ()]
    return that(told, "the arguments reported").equals([ARGUMENTS])


@feature.must("client-functions.no-arguments", no_arguments, clauses="fc.call.arguments-object")
def delivers_no_arguments(seen: Seen) -> Verdict:
    """A call without arguments is a call: it is delivered with an empty object."""
    told = [(call.name, call.arguments) for call in seen.outcome().calls or ()]
    return that(told, "the calls reported").equals([("get_weather", {})])


@feature.must("client-functions.unstored-history", unstored, clauses="fcc.no-previous-id fcc.steps-history")
def brings_the_history(seen: Seen) -> Verdict:
    """Where nothing is stored the result comes with all that led to it: the question, the thought and the call."""
    answer = objects(seen.creates[0].interaction.get(seen.revision.blocks)) if seen.creates else []
    question = {"type": "user_input", "content": [{"type": "text", "text": "How is it in Zürich?"}]}
    sent = [step for step in meant(seen.sent(1).get("input")) if step.get("type") != "function_result"]
    return all_of(
        that(seen.sent(1).get("previous_interaction_id"), "the id named").equals(None),
        that(sent, "the history before the result").equals([question, *answer]),
    )


@feature.must("client-functions.unstored-result", unstored, clauses="fcc.steps-history fc.result.shape")
def answers_behind_the_history(seen: Seen) -> Verdict:
    """Behind the history stands the result, with the id of its call."""
    last = (meant(seen.sent(1).get("input")) or [{}])[-1]
    told = {name: last.get(name) for name in ("type", "call_id", "result")}
    return that(told, "the last step sent").equals({"type": "function_result", "call_id": "k3x9q2ab", "result": RESULT})


def _second(seen: Seen) -> list[Json]:
    return results(seen.creates[1]) if len(seen.creates) > 1 else []


def _sends(seen: Seen, result: object) -> Verdict:
    return that([step.get("result") for step in _second(seen)], "the results sent").equals([result])
