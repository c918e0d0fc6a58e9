"""Function calling: the model asks the client to run a function.

A create declares functions with a JSON schema of their parameters, and chooses whether the model may, must or must not
call. A turn that ends in calls has status requires_action: the client runs the functions and sends what they returned.
"""

from __future__ import annotations

from conformance.api import Api
from conformance.contract import accepted, fits, goes_on, is_cut_off
from conformance.conversation import CREATE, STREAM, Conversation, acceptance, creating
from conformance.exchange import Exchange
from conformance.interaction import calls, objects, of_type
from conformance.path import MISSING
from conformance.requirement import Feature
from conformance.verdict import Verdict, all_of, every, expect, that, unseen

feature = Feature("function-calling", "Function calling", "https://ai.google.dev/gemini-api/docs/function-calling")

PLACE = {
    "type": "object",
    "properties": {
        "location": {"type": "string", "description": "The name of a city."},
        "unit": {"type": "string", "enum": ["celsius", "fahrenheit"]},
    },
    "required": ["location"],
}
WEATHER = {"type": "function", "name": "get_weather", "description": "Get the weather of a city.", "parameters": PLACE}
TIME = {"type": "function", "name": "get_time", "description": "Tell the time in a city.", "parameters": PLACE}
QUESTION = "What is the weather in Paris? Call get_weather to find out."
TWO = "What is the weather in Paris and London? Call get_weather once for each of the two, both in this turn."


def choice(x: Exchange) -> object:
    """The tool choice of a request, ``MISSING`` where there is none."""
    config = x.sent.get("generation_config")
    return config.get("tool_choice", MISSING) if isinstance(config, dict) else MISSING


def of_its_own(x: Exchange) -> bool:
    """Whether all functions that may be called are declared in the request itself, by name."""
    return bool(x.sent.get("tools")) and not of_type(objects(x.sent.get("tools")), "computer_use")


CALLING = CREATE.where(lambda x: bool(calls(x.interaction)), "create that makes the model call a function")

declared = acceptance("create with a function", lambda x: bool(of_type(objects(x.sent.get("tools")), "function")))
called = Conversation(CALLING)
called_openly = Conversation(CALLING.where(of_its_own, "call of a declared function"))
called_twice = Conversation(CALLING.where(lambda x: len(calls(x.interaction)) > 1, "create with several calls"))
streamed = Conversation(STREAM.where(lambda x: bool(calls(x.interaction)), "streamed function call"))
chosen = acceptance("create with a tool choice", lambda x: choice(x) is not MISSING)
forced = Conversation(creating("with tool choice any", lambda x: choice(x) == "any"))
validated = acceptance("create with tool choice validated", lambda x: choice(x) == "validated")
forbidden = acceptance("create with tool choice none", lambda x: choice(x) == "none")
allowed = Conversation(creating("with allowed tools", lambda x: "allowed_tools" in str(choice(x))))


@feature.probe
def asked(api: Api) -> Exchange:
    """The least that only this feature grants."""
    return api.create(tools=[WEATHER])


@feature.scenario(elicits=(declared, chosen, called, called_openly), attempts=3)
def leave_it_to_the_model(api: Api) -> None:
    """Ask for what one function can tell."""
    api.control()
    api.calls(api.create(QUESTION, tools=[WEATHER], generation_config={"tool_choice": "auto"}))


@feature.scenario(elicits=(declared, chosen, forced, forbidden, allowed, validated), since="2026-05-07")
def choose_for_the_model(api: Api) -> None:
    """Force a call, forbid calls, allow one of two functions only, and ask for a valid call or none."""
    api.control()
    api.create("Hello.", tools=[TIME], generation_config={"tool_choice": "any"})
    api.create(QUESTION, tools=[WEATHER], generation_config={"tool_choice": "none"})
    api.create(QUESTION, tools=[WEATHER], generation_config={"tool_choice": "validated"})
    only = {"allowed_tools": {"mode": "any", "tools": ["get_time"]}}
    api.create(QUESTION, tools=[WEATHER, TIME], generation_config={"tool_choice": only})


@feature.scenario(elicits=streamed, attempts=3)
def stream_a_call(api: Api) -> None:
    """Stream until the model calls a function."""
    api.calls(api.stream(QUESTION, tools=[WEATHER]))


# --- the call --------------------------------------------------------------------------------------------------------


@feature.must("function-calling.declared", declared, clauses="fc.tool.shape")
def takes_functions(control: Exchange, created: Exchange) -> Verdict:
    """A function is declared by type, name, description and a JSON schema of its parameters."""
    return all_of(accepted(control, created), goes_on(created))


@feature.must("function-calling.call-shape", called, clauses="fc.call.shape")
def calls_are_whole(created: Exchange) -> Verdict:
    """A call has an id and the name of the function."""
    return every(
        (
            all_of(*(that(call.get(key, MISSING), f"{key} of a call", created).is_text() for key in ("id", "name")))
            for call in calls(created.interaction)
        ),
        "calls",
    )


@feature.must("function-calling.arguments-object", called, clauses="fc.call.arguments-object")
def arguments_are_an_object(created: Exchange) -> Verdict:
    """The arguments of a call are a JSON object, not text."""
    made = calls(created.interaction)
    return every((that(c.get("arguments", MISSING), "arguments of a call", created).is_object() for c in made), "calls")


@feature.must("function-calling.declared-name", called_openly, clauses="fc.call.shape")
def calls_what_was_declared(created: Exchange) -> Verdict:
    """The model calls only functions that the request declared."""
    names = [tool.get("name") for tool in objects(created.sent.get("tools"))]
    made = calls(created.interaction)
    return every((that(c.get("name", MISSING), "name of a call", created).is_one_of(*names) for c in made), "calls")


@feature.should("function-calling.arguments-valid", called_openly, clauses="fc.call.arguments-match-schema")
def arguments_fit_the_schema(created: Exchange) -> Verdict:
    """The arguments of a call are valid by the schema that the function was declared with."""
    schemas = {tool.get("name"): tool.get("parameters", True) for tool in objects(created.sent.get("tools"))}
    made = [(call, schemas.get(call.get("name"))) for call in calls(created.interaction)]
    return every((fits(that(c.get("arguments", MISSING), "arguments", created), schema) for c, schema in made), "calls")


@feature.must("function-calling.unique-ids", called_twice, clauses="fc.call.id-unique")
def ids_are_unique(created: Exchange) -> Verdict:
    """Calls of one turn have ids of their own."""
    ids = [str(call.get("id")) for call in calls(created.interaction)]
    return that(ids, "ids of the calls", created).meets(lambda _: len(set(ids)) == len(ids), "no id twice")


@feature.may("function-calling.several-calls", called_twice, clauses="fc.parallel")
def calls_several_at_once(created: Exchange) -> Verdict:
    """The model may make several calls in one turn: each is whole, and the client is waited for."""
    return all_of(calls_are_whole(created), arguments_are_an_object(created), waits_for_the_client(created))


@feature.must(
    "function-calling.requires-action",
    called,
    clauses="fc.status.requires-action",
    note="Unstored answers of newer models said completed (disc.fc.status): clients look for the calls.",
)
def waits_for_the_client(created: Exchange) -> Verdict:
    """An interaction that ends in a call of a function has status requires_action."""
    return expect(created, "$.status").equals("requires_action")


# --- the call in a stream --------------------------------------------------------------------------------------------


@feature.must("function-calling.streamed-identity", streamed, since="2026-05-20", clauses="st.fc.start-has-identity")
def calls_start_with_their_identity(created: Exchange) -> Verdict:
    """A function call starts with its id and name, and with empty arguments."""
    return every(
        (
            all_of(
                expect(call.start, "$.step.id").is_text(),
                expect(call.start, "$.step.name").is_text(),
                expect(call.start, "$.step.arguments").equals({}),
            )
            for call in created.opened("function_call")
        ),
        "function calls",
    )


@feature.must(
    "function-calling.streamed-arguments",
    streamed,
    since="2026-05-20",
    clauses="st.fc.arguments-delta",
    note="A sample on the page reads another delta (disc.docs.fc-delta).",
)
def arguments_add_up(created: Exchange) -> Verdict:
    """The arguments of a call come as pieces of JSON text that make one object together."""
    return all_of(
        every(
            (
                expect(event, "$.delta.arguments").meets(lambda value: isinstance(value, str), "a piece of JSON text")
                for call in created.opened("function_call")
                for event in call.pieces("arguments_delta")
            ),
            "arguments_delta events",
        ),
        every(
            (
                that(call.get("arguments", MISSING), "arguments put together", created).is_object()
                for call in calls(created.interaction)
            ),
            "function calls",
        ),
    )


@feature.should(
    "function-calling.streamed-in-one-delta", streamed, until="2026-05-20", clauses="st.legacy.function-call-delta"
)
def calls_come_whole(created: Exchange) -> Verdict:
    """In the first beta a function call comes whole, in one delta with its arguments as an object."""
    return every(
        (
            all_of(
                that(len(call.deltas), f"deltas of block {call.start.index}", created).equals(1),
                expect(call.deltas[0], "$.delta.type").equals("function_call"),
                expect(call.deltas[0], "$.delta.arguments").is_object(),
            )
            for call in created.opened("function_call")
            if call.deltas
        ),
        "function calls",
    )


@feature.must(
    "function-calling.streamed-requires-action",
    streamed,
    since="2026-05-20",
    clauses="st.fc.ends-requires-action fc.status.requires-action",
)
def calls_require_action(created: Exchange) -> Verdict:
    """A stream that ends in a function call comes to rest with status requires_action."""
    return expect(created, "$.status").equals("requires_action")


# --- the choice ------------------------------------------------------------------------------------------------------


@feature.must("function-calling.choice-in-config", chosen, clauses="fc.tool-choice.location fc.tool-choice.auto")
def takes_the_choice(control: Exchange, created: Exchange) -> Verdict:
    """Whether the model may call is chosen by tool_choice in generation_config."""
    return all_of(accepted(control, created), goes_on(created))


@feature.must("function-calling.choice-any", forced, since="2026-05-07", clauses="fc.tool-choice.any")
def calls_when_forced(created: Exchange) -> Verdict:
    """With tool_choice any the model calls a function, whatever was said."""
    return unseen("cut off") if is_cut_off(created) else that(calls(created.interaction), "calls", created).is_list()


@feature.must("function-calling.choice-none", forbidden, since="2026-05-07", clauses="fc.tool-choice.none")
def never_calls_when_forbidden(control: Exchange, created: Exchange) -> Verdict:
    """With tool_choice none the model calls no function, though it could use one."""
    none = that(calls(created.interaction), "function calls", created).equals([])
    return all_of(none, accepted(control, created), goes_on(created))


@feature.should("function-calling.choice-validated", validated, since="2026-05-07", clauses="fc.tool-choice.validated")
def calls_validly_or_not_at_all(control: Exchange, created: Exchange) -> Verdict:
    """With tool_choice validated the model writes text, or calls with arguments that are valid by the schema."""
    answered = all_of(accepted(control, created), goes_on(created))
    return all_of(answered, arguments_fit_the_schema(created)) if calls(created.interaction) else answered


@feature.must("function-calling.choice-allowed", allowed, since="2026-05-07", clauses="fc.tool-choice.allowed-tools")
def calls_what_is_allowed(created: Exchange) -> Verdict:
    """With allowed_tools the model calls only the functions that are named there."""
    chosen_tools = choice(created)
    selection = chosen_tools.get("allowed_tools") if isinstance(chosen_tools, dict) else None
    names = selection.get("tools") if isinstance(selection, dict) else None
    made = [call.get("name") for call in calls(created.interaction)]
    listed = names if isinstance(names, list) else []
    return every((that(name, "name of a call", created).is_one_of(*listed) for name in made), "calls")
