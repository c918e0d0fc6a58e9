"""Function calling with state on the client: what was signed comes back as it was, or says that no model made it.

A client that keeps the history sends back the thoughts and the steps of tools that led to a call, with their
signatures. One signature stands for all calls of a turn; a history that no model made has a word in its place.
"""

from __future__ import annotations

from conformance.api import Api
from conformance.contract import accepted, goes_on, refused
from conformance.conversation import CREATE, Conversation, acceptance, refusal
from conformance.exchange import Exchange, Unanswered
from conformance.features.function_calling import QUESTION, TWO, WEATHER, called_twice
from conformance.features.function_results import SUNNY, is_documented, result_of
from conformance.interaction import Json, blocks, of_type, sent_pieces
from conformance.requirement import Feature
from conformance.returning import replays, results
from conformance.tool_use import need
from conformance.verdict import Verdict, all_of

feature = Feature(
    "client-state", "State on the client", "https://ai.google.dev/gemini-api/docs/thought-signatures#interactions"
)

SYNTHETIC = ("context_engineering_is_the_way_to_go", "skip_thought_signature_validator")
ALTERED = "YWx0ZXJlZCBvbiB0aGUgd2F5"
NEWS = "Who won the Euro 2024 tournament? Search the web."


def signatures(x: Exchange) -> list[Json]:
    """The blocks of an answer that carry a signature."""
    return [block for block in blocks(x.interaction) if block.get("signature")]


def of_tools(x: Exchange) -> list[Json]:
    """What a request sends back of tools that the service ran."""
    return [p for p in sent_pieces(x.sent) if p.get("type") in ("google_search_call", "google_search_result")]


signed_once = Conversation(
    called_twice.roles[0].where(lambda x: len(signatures(x)) == 1, "several calls after one signature"),
    CREATE.where(lambda x: all(map(is_documented, results(x))), "history").after(replays),
)
synthetic = acceptance(
    "history that no model made",
    lambda x: any(piece.get("signature") in SYNTHETIC for piece in of_type(sent_pieces(x.sent), "thought")),
)
altered = refusal(
    "steps of a tool with another signature", lambda x: any(p.get("signature") == ALTERED for p in of_tools(x))
)


@feature.scenario(elicits=signed_once, since="2026-05-20", attempts=3)
def two_calls_after_one_thought(api: Api) -> None:
    """Make the model call a function twice, and answer both calls with the whole history."""
    asked = api.user(TWO)
    first = api.create([asked], tools=[WEATHER], store=False)
    made = [result_of(call) for call in api.calls(first, 2)]
    api.create([asked, *api.history(first), *api.results(*made)], tools=[WEATHER], store=False)


@feature.scenario(elicits=synthetic, since="2026-05-20")
def make_up_a_history(api: Api) -> None:
    """Send a history with a call that no model made, with each of the words that stand for a signature."""
    api.control()
    call = {"type": "function_call", "id": "call_1", "name": "get_weather", "arguments": {"location": "Paris"}}
    result = {"type": "function_result", "call_id": "call_1", "name": "get_weather", "result": SUNNY}
    for word in SYNTHETIC:
        history = [api.user(QUESTION), {"type": "thought", "signature": word}, call, result]
        api.create(history, tools=[WEATHER], store=False)


@feature.scenario(elicits=altered, since="2026-05-07", attempts=2)
def tamper_with_a_search(api: Api) -> None:
    """Let the model search, and send the search back with a signature of our own."""
    asked = api.user(NEWS)
    setup = {"model": api.target.models.latest, "tools": [{"type": "google_search"}], "store": False}
    first = api.create([asked], **setup)
    need("google_search", first)
    if not isinstance(first.json, dict):
        raise Unanswered(f"{first.title} gave no interaction ({first.summary})")
    api.control()
    steps = [
        {**block, "signature": ALTERED} if "signature" in block and block.get("type") != "thought" else block
        for block in blocks(first.interaction)
    ]
    said = api.history(first.with_json(f"$.{api.revision.blocks}", steps))
    api.create([asked, *said, api.user("And who came second?")], **setup)


@feature.may(
    "client-state.one-signature", signed_once, clauses="fcc.signature-per-turn", since="2026-05-20", evidence="recorded"
)
def takes_one_signature_for_all(first: Exchange, second: Exchange) -> Verdict:
    """The signature of the thought before several calls stands for all of them."""
    return goes_on(second)


@feature.may("client-state.synthetic", synthetic, clauses="fcc.bypass-values", since="2026-05-20")
def takes_a_word_for_a_signature(control: Exchange, asked: Exchange) -> Verdict:
    """In a history that no model made, a documented word stands for the signature of a thought."""
    return all_of(accepted(control, asked), goes_on(asked))


@feature.should(
    "client-state.altered-tool-steps",
    altered,
    clauses="stateless.tool-steps-must-return",
    since="2026-05-07",
    refuses=True,
    note="Documented as a duty of the client; that the service refuses what was altered is recorded for thoughts.",
)
def refuses_altered_steps(control: Exchange, asked: Exchange) -> Verdict:
    """Steps of tools that the service ran come back unchanged: with another signature they are refused."""
    return refused(asked)
