"""Stateful chat: continue a conversation by naming the interaction before it.

The server keeps the history and fetches it when ``previous_interaction_id`` names it; the client sends only what is
new. Only the history is carried over: tools, system instruction and generation config have to be sent again.
"""

from __future__ import annotations

from conformance.api import Api
from conformance.contract import counts_more, refused
from conformance.conversation import (
    ASKED,
    CONTINUE,
    CREATE,
    DELETE,
    GET,
    Conversation,
    creating,
    follows_first,
    follows_last,
)
from conformance.exchange import Exchange
from conformance.features.background import BACKGROUND, WAITING, research
from conformance.features.structured_output import REVIEW, VERDICT, schema
from conformance.interaction import calls, text
from conformance.jsontext import parsed
from conformance.path import MISSING
from conformance.requirement import Feature, Level, NotElicited
from conformance.verdict import Verdict, all_of, expect, that

feature = Feature(
    "stateful-chat",
    "Stateful chat",
    "https://ai.google.dev/gemini-api/docs/interactions-overview#stateful-conversation",
)

UNKNOWN = "v1_ChdBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQRIXQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE"
NAME = "What is my name?"
IN_WORDS = "Tell me in one plain sentence, without any JSON, what you decided."
PARROT = (
    "You are a parrot that lives on a pirate ship. Begin every answer with the word Arrr, whatever is asked of you."
)
TOOL = {"type": "function", "name": "get_time", "description": "Tell the time", "parameters": {"type": "object"}}

KEPT = CONTINUE.where(
    lambda x: x.sent.get("store") is not False and "model" in x.sent and x.sent.get("background") is not True,
    "continuation that is stored",
)
SETUP = frozenset({"tools", "system_instruction", "response_format"})  # counted as input, and not inherited


def introduces(exchange: Exchange) -> bool:
    """Whether the user tells the name."""
    return "Phil" in str(exchange.sent.get("input"))


naming = CONTINUE.where(lambda x: x.prompt == NAME, "asks for the name")
chain = Conversation(CREATE, KEPT)
bare = Conversation(creating("create without setup", lambda x: not SETUP & x.sent.keys()), KEPT)
recall = Conversation(creating("introduction", introduces), naming)
longer = Conversation(creating("introduction", introduces), CONTINUE, naming.after(follows_last))
branches = Conversation(
    creating("create without a name", lambda x: not introduces(x)),
    CONTINUE.where(introduces, "introduction in one branch"),
    naming,
)
switched = Conversation(
    CREATE,
    KEPT.after(
        lambda before, x: follows_last(before, x) and before[0].sent.get("model") not in {None, x.sent.get("model")}
    ),
)
uncapped = Conversation(
    creating("capped create", lambda x: "max_output_tokens" in str(x.sent.get("generation_config"))),
    CONTINUE.where(lambda x: "generation_config" not in x.sent, "continuation without a cap"),
)
deleted = Conversation(CREATE, DELETE, ASKED.after(follows_first))
untooled = Conversation(
    creating("create with tools", lambda x: bool(x.sent.get("tools"))),
    CONTINUE.where(
        lambda x: "tools" not in x.sent and isinstance(x.sent.get("input"), str), "continuation without tools"
    ),
)


instructed_once = Conversation(
    creating("create with an instruction", lambda x: "system_instruction" in x.sent),
    CONTINUE.where(lambda x: "system_instruction" not in x.sent, "continuation without it"),
    CONTINUE.where(lambda x: "system_instruction" in x.sent, "the same continuation with it").after(
        lambda before, x: x.sent == {**before[1].sent, "system_instruction": before[0].sent.get("system_instruction")}
    ),
)
formatted_once = Conversation(
    creating("create with a schema", lambda x: schema(x) is not MISSING),
    CONTINUE.where(lambda x: schema(x) is MISSING and x.prompt == IN_WORDS, "continuation without it"),
)
still_running = Conversation(
    BACKGROUND,
    ASKED.where(lambda x: x.operation == "create", "continuation of what runs").after(follows_first),
    GET.where(lambda x: x.interaction.get("status") in WAITING, "get of what still runs"),
)


@feature.probe
def asked(api: Api) -> Exchange:
    """The least that only this feature grants."""
    return api.create("Hello.", previous_interaction_id=api.control().id)


@feature.scenario(elicits=(chain, bare, recall), needs=("storage",))
def two_turns(api: Api) -> None:
    """Introduce ourselves, then ask for the name."""
    first = api.create("Hi, my name is Phil.")
    api.create(NAME, previous_interaction_id=first.id)


@feature.scenario(elicits=longer, needs=("storage",))
def three_turns(api: Api) -> None:
    """Introduce ourselves, talk of something else, then ask for the name."""
    first = api.create("Hi, my name is Phil.")
    second = api.create("What is the capital of France?", previous_interaction_id=first.id)
    api.create(NAME, previous_interaction_id=second.id)


@feature.scenario(elicits=branches, needs=("storage",))
def two_branches(api: Api) -> None:
    """Continue one interaction twice, each time with another fact."""
    first = api.create("Hello.")
    api.create("My name is Phil.", previous_interaction_id=first.id)
    api.create(NAME, previous_interaction_id=first.id)


@feature.scenario(elicits=switched, needs=("storage",))
def another_model(api: Api) -> None:
    """Continue with another model than the one that began."""
    first = api.create("Hi, my name is Phil.")
    api.create(NAME, previous_interaction_id=first.id, model=api.target.models.other)


@feature.scenario(elicits=uncapped, needs=("storage",))
def cap_only_once(api: Api) -> None:
    """Cap the output of the first turn only."""
    first = api.create("Count from 1 to 300.", generation_config={"max_output_tokens": 20})
    api.create("What is the capital of France?", previous_interaction_id=first.id)


@feature.scenario(elicits=untooled, needs=("storage",))
def tools_only_once(api: Api) -> None:
    """Offer a function in the first turn only, then ask for what it would be called for."""
    first = api.create("Hello.", tools=[TOOL])
    api.create("Call get_time and tell me the time.", previous_interaction_id=first.id)


@feature.scenario(elicits=instructed_once, needs=("storage",), since="2026-05-07")
def instruct_only_once(api: Api) -> None:
    """Give a system instruction in the first turn, then continue without it and with it."""
    first = api.create("Hello.", system_instruction=PARROT)
    api.create("How are you?", previous_interaction_id=first.id)
    api.create("How are you?", previous_interaction_id=first.id, system_instruction=PARROT)


@feature.scenario(elicits=formatted_once, needs=("storage",), since="2026-05-07")
def ask_for_json_only_once(api: Api) -> None:
    """Ask for JSON in the first turn only."""
    first = api.create(REVIEW, **api.json_format(VERDICT))
    api.create(IN_WORDS, previous_interaction_id=first.id)


@feature.scenario(elicits=still_running, needs=("storage", "background"), since="2026-11-16", attempts=2, cost="agent")
def continue_what_still_runs(api: Api) -> None:
    """Start background work, continue it at once, see that it still runs, and cancel it."""
    created = research(api)
    api.create("And what came of it?", previous_interaction_id=created.id)
    seen = api.get(created.id)
    api.cancel(created.id)
    if seen.interaction.get("status") not in WAITING:
        raise NotElicited("the work was done before it could be continued")


@feature.scenario(elicits=deleted, needs=("storage",))
def continue_what_was_deleted(api: Api) -> None:
    """Delete an interaction, then continue it."""
    first = api.create("Hi, my name is Phil.")
    api.delete(first.id)
    api.create(NAME, previous_interaction_id=first.id)


@feature.must("stateful-chat.accepted", chain, clauses="state.previous-id.server-fetch")
def continues(first: Exchange, second: Exchange) -> Verdict:
    """A create that names an earlier interaction is answered with an interaction, though it sends only the new turn."""
    return expect(second, "$.status").is_one_of("completed", "requires_action")


@feature.must("stateful-chat.own-id", chain, clauses="create.new-resource dm.id")
def has_an_id_of_its_own(first: Exchange, second: Exchange) -> Verdict:
    """A continued conversation gets an id of its own."""
    return all_of(expect(second, "$.id").is_text(), expect(second, "$.id").differs_from(first.answered_id))


@feature.should("stateful-chat.remembers", recall, clauses="state.previous-id.context")
def remembers_the_name(first: Exchange, second: Exchange) -> Verdict:
    """The next turn knows what was said in the turn before it."""
    return that(text(second.interaction), "the text of the answer", second).contains("Phil")


@feature.must(
    "stateful-chat.context-counts",
    bare,
    clauses="state.previous-id.server-fetch state.usage.counts-history",
    note="The proxy for carried context that needs no intelligence of the model. In May 2026 the live "
    "service counted only the new turn (disc.usage.stateful-history).",
)
def counts_the_history(first: Exchange, second: Exchange) -> Verdict:
    """The input tokens of a continued turn are more than those of the turn before it, because they hold its history."""
    before = first.interaction.get("usage")
    counted = before.get("total_input_tokens") if isinstance(before, dict) else None
    least = counted + 1 if isinstance(counted, int) else 1
    return expect(second, "$.usage.total_input_tokens").is_count(at_least=least)


@feature.should(
    "stateful-chat.remembers-all-turns", longer, clauses="state.previous-id.chain-depth", evidence="inferred"
)
def remembers_all_turns(first: Exchange, second: Exchange, third: Exchange) -> Verdict:
    """The third turn knows what was said in the first, though it names only the second."""
    return remembers_the_name(second, third)


@feature.should("stateful-chat.branches", branches, clauses="state.previous-id.branching", evidence="inferred")
def keeps_branches_apart(first: Exchange, one: Exchange, other: Exchange) -> Verdict:
    """An interaction may be continued more than once, and one branch does not know what was said in another."""
    return that(text(other.interaction), "the text of the other branch", other).meets(
        lambda said: bool(said) and "Phil" not in str(said), "an answer that does not know the name"
    )


@feature.should(
    "stateful-chat.echoes-previous-id",
    chain,
    clauses="state.response.previous-id-echo dm.previous-interaction-id",
    note="Documented as a field of the resource; no recording of the live service shows it.",
)
def names_the_interaction_before(first: Exchange, second: Exchange) -> Verdict:
    """A continued interaction names the one before it."""
    return expect(second, "$.previous_interaction_id").equals(first.answered_id)


@feature.should("stateful-chat.switches-model", switched, clauses="state.model-switch mix.models")
def may_switch_the_model(first: Exchange, second: Exchange) -> Verdict:
    """The model may change from one turn to the next."""
    return all_of(
        expect(second, "$.model").equals(second.sent.get("model")), expect(second, "$.status").equals("completed")
    )


@feature.must(
    "stateful-chat.cap-not-inherited",
    uncapped,
    since="2026-05-07",
    clauses="state.not-inherited.generation-config state.history-only",
)
def does_not_inherit_the_cap(first: Exchange, second: Exchange) -> Verdict:
    """Generation config holds for one turn: a cap on the first does not cut the second."""
    return expect(second, "$.status").equals("completed")


@feature.must("stateful-chat.tools-not-inherited", untooled, since="2026-05-07", clauses="state.not-inherited.tools")
def does_not_inherit_tools(first: Exchange, second: Exchange) -> Verdict:
    """Tools hold for one turn: without them the next turn calls no function."""
    return all_of(that(calls(second.interaction), "function calls", second).equals([]), continues(first, second))


@feature.should(
    "stateful-chat.instruction-not-inherited",
    instructed_once,
    since="2026-05-07",
    clauses="state.not-inherited.system-instruction",
    note="The proxy that needs no intelligence of the model: a system instruction counts as input where it holds.",
)
def does_not_inherit_the_instruction(first: Exchange, second: Exchange, third: Exchange) -> Verdict:
    """A system instruction holds for one turn: a turn that sends it again counts more input than one that does not."""
    return counts_more(second, third)


@feature.should(
    "stateful-chat.format-not-inherited",
    formatted_once,
    since="2026-05-07",
    clauses="state.not-inherited.response-format",
    evidence="inferred",
)
def does_not_inherit_the_format(first: Exchange, second: Exchange) -> Verdict:
    """A response format holds for one turn: without it the next turn is answered in words."""
    said = text(second.interaction)
    return that(said, "the text of the answer", second).meets(
        lambda words: bool(words) and not isinstance(parsed(said.encode()), dict), "words, not a JSON object"
    )


@feature.must(
    "stateful-chat.in-progress", still_running, since="2026-11-16", clauses="state.previous-id.in-progress-400"
)
def waits_for_the_one_before(running: Exchange, second: Exchange, found: Exchange) -> Verdict:
    """An interaction that is still in progress can't be continued: the create that names it is refused with 400."""
    return refused(second, 400)


@feature.should("stateful-chat.deleted-id", deleted, clauses="state.previous-id.deleted", evidence="inferred")
def refuses_what_was_deleted(first: Exchange, gone: Exchange, second: Exchange) -> Verdict:
    """An interaction that was deleted can't be continued."""
    return refused(second)


@feature.refusal(
    "stateful-chat.unknown-id",
    level=Level.SHOULD,
    clauses="state.previous-id.unknown",
    evidence="inferred",
    shows=lambda x: x.sent.get("previous_interaction_id") == UNKNOWN,
)
def unknown_id(api: Api) -> object:
    """A create that continues an interaction that never was is refused, not started afresh."""
    return {"previous_interaction_id": UNKNOWN}


@feature.refusal(
    "stateful-chat.malformed-id",
    level=Level.SHOULD,
    clauses="state.previous-id.unknown",
    evidence="recorded",
    statuses=(400, 404),
    shows=lambda x: str(x.sent.get("previous_interaction_id")).startswith("interactions/"),
)
def malformed_id(api: Api) -> object:
    """A create that continues what can't be an id is refused with 400 or 404."""
    return {"previous_interaction_id": "interactions/does-not-exist"}
