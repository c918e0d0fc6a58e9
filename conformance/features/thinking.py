"""Thinking: what the model thought before it answered, as signatures that stand for it and, on request, summaries.

A thought comes before what it led to. Its signature is opaque; a client that keeps the history itself has to send it
back unchanged, a server that keeps it does so on its own. Thought tokens are counted apart.
"""

from __future__ import annotations

from conformance.api import Api
from conformance.contract import accepted, conforms, goes_on, is_cut_off, refused
from conformance.conversation import CREATE, STREAM, Conversation, creating, refusal
from conformance.exchange import Exchange
from conformance.features.function_calling import QUESTION, WEATHER
from conformance.features.function_results import stateful
from conformance.interaction import Json, blocks, contents, of_type, sent_pieces
from conformance.path import MISSING
from conformance.requirement import Feature
from conformance.verdict import Verdict, all_of, every, expect, right, that, unseen

feature = Feature("thinking", "Thinking", "https://ai.google.dev/gemini-api/docs/thinking")

RIDDLE = "A farmer has 17 sheep; all but 9 run away. How many are left? Think it through."
GARBAGE = "Z2FyYmFnZQ=="


def config(x: Exchange, name: str) -> object:
    """A setting of the generation that a request asks for."""
    given = x.sent.get("generation_config")
    return given.get(name, MISSING) if isinstance(given, dict) else MISSING


def thoughts(x: Exchange) -> list[Json]:
    """The thoughts in an answer."""
    return of_type(blocks(x.interaction), "thought")


def replayed_with(signature: str) -> Conversation:
    """A replayed thought with another signature, which must be refused."""
    return refusal(
        f"thought replayed with the signature {signature!r}",
        lambda x: any(thought.get("signature") == signature for thought in of_type(sent_pieces(x.sent), "thought")),
    )


alone = Conversation(CREATE.where(lambda x: x.request.known and "tools" not in x.sent, "create without tools"))
thoughtful = Conversation(CREATE.where(lambda x: bool(thoughts(x)), "create with a thought"))
summarised = Conversation(creating("that asks for summaries", lambda x: config(x, "thinking_summaries") == "auto"))
unsummarised = Conversation(creating("that wants no summaries", lambda x: config(x, "thinking_summaries") == "none"))
capped = Conversation(creating("with a cap", lambda x: config(x, "max_output_tokens") is not MISSING))
streamed = Conversation(STREAM.where(lambda x: bool(x.opened("thought")), "streamed thought"))
streamed_summary = Conversation(
    STREAM.where(lambda x: config(x, "thinking_summaries") == "auto", "stream that asks for summaries")
)


def sends_back(before: tuple[Exchange, ...], x: Exchange) -> bool:
    """``x`` sends the thoughts of the answer before it back as they came."""
    sent = of_type(sent_pieces(x.sent), "thought")
    return x.request.known and all(thought in sent for thought in thoughts(before[0]))


THOUGHTFUL = CREATE.where(lambda x: bool(thoughts(x)), "create with a thought")


def kinds_sent(x: Exchange) -> set[object]:
    """The kinds of pieces in the input of a request; words of a turn that are a plain string are of none."""
    return {piece.get("type", "text") for piece in sent_pieces(x.sent)}


BACK = creating("that brings thoughts and texts", lambda x: kinds_sent(x) == {"thought", "text"}).after(sends_back)
sent_back = Conversation(THOUGHTFUL, BACK)
sent_elsewhere = Conversation(
    THOUGHTFUL,
    BACK.after(lambda before, x: sends_back(before, x) and x.sent.get("model") != before[0].sent.get("model")),
)
levels = Conversation(
    creating("with little thought", lambda x: config(x, "thinking_level") == "low"),
    creating("with much thought", lambda x: config(x, "thinking_level") == "high").after(
        lambda before, x: (x.prompt, x.sent.get("model")) == (before[0].prompt, before[0].sent.get("model"))
    ),
)
corrupted, emptied = replayed_with(GARBAGE), replayed_with("")


@feature.probe
def asked(api: Api) -> Exchange:
    """The least that only this feature grants."""
    return api.create(generation_config={"thinking_level": "low"})


@feature.scenario(elicits=(alone, thoughtful, summarised, unsummarised))
def think_aloud_or_not(api: Api) -> None:
    """Ask a riddle with a summary of the thoughts, and without."""
    api.create(RIDDLE, generation_config={"thinking_summaries": "auto"})
    api.create(RIDDLE, generation_config={"thinking_summaries": "none"})


@feature.scenario(elicits=capped, since="2026-05-07")
def think_too_long(api: Api) -> None:
    """Cap the output so that it is cut off."""
    api.create(f"{RIDDLE} Then explain it in 300 words.", generation_config={"max_output_tokens": 24})


@feature.scenario(elicits=(streamed, streamed_summary))
def stream_thoughts(api: Api) -> None:
    """Stream the answer to a riddle with a summary of the thoughts."""
    api.stream(RIDDLE, generation_config={"thinking_summaries": "auto"})


@feature.scenario(elicits=(sent_back, sent_elsewhere), since="2026-05-07")
def bring_the_thoughts_along(api: Api) -> None:
    """Keep the history ourselves, and go on with it, thoughts and all, on the same model and on another."""
    asked = api.user(RIDDLE)
    said = api.history(api.create([asked], store=False))
    for model in (api.target.models.text, api.target.models.other):
        api.create([asked, *said, api.user("And if all but 8 run away?")], model=model, store=False)


@feature.scenario(elicits=levels, since="2026-05-07", attempts=2)
def think_little_and_much(api: Api) -> None:
    """Ask a riddle with little thought, and with much."""
    for level in ("low", "high"):
        api.create(RIDDLE, generation_config={"thinking_level": level})


@feature.scenario(elicits=(thoughtful, corrupted, emptied), since="2026-05-07", attempts=3)
def tamper_with_the_signature(api: Api) -> None:
    """Make the model call a function and send its thought back with a signature of our own, and with an empty one."""
    asked = api.user(QUESTION)
    first = api.create([asked], tools=[WEATHER], store=False)
    call = api.calls(first)[0]
    result = {"type": "function_result", "name": call.get("name"), "call_id": call.get("id"), "result": "Sunny"}
    api.control()
    for signature in (GARBAGE, ""):
        signed = [{**b, "signature": signature} if "signature" in b else b for b in blocks(first.interaction)]
        said = api.history(first.with_json(f"$.{api.revision.blocks}", signed))
        api.create([asked, *said, *api.results(result)], tools=[WEATHER], store=False)


@feature.should("thinking.comes-first", alone, since="2026-05-20", clauses="think.step.first")
def thinks_first(created: Exchange) -> Verdict:
    """A thinking model's answer begins with a thought."""
    if created.interaction.get("status") not in ("completed", "requires_action") or "model" not in created.sent:
        return unseen("nothing was answered by a model")
    if of_type(contents(created.interaction), "audio"):
        return unseen("what speaks does not think")
    return that([block.get("type") for block in blocks(created.interaction)][:1], "first step", created).equals(
        ["thought"]
    )


@feature.must(
    "thinking.signature",
    thoughtful,
    since="2026-05-07",
    clauses="think.signature.always",
    note="In June 2026 the live service sent empty signatures beside summaries (disc.think.empty-signature).",
)
def signs_every_thought(created: Exchange) -> Verdict:
    """Every thought has a signature, whether it has a summary or not."""
    if is_cut_off(created):
        return unseen("the answer was cut off by max_output_tokens")
    return every(
        (
            that(thought.get("signature", MISSING), "signature of a thought", created).is_text()
            for thought in thoughts(created)
        ),
        "thoughts",
    )


@feature.must("thinking.summary", summarised, clauses="think.summary.shape gc.thinking-summaries")
def summarises_in_contents(created: Exchange) -> Verdict:
    """On request thoughts come with a summary, a list of texts or images."""
    summaries = [thought["summary"] for thought in thoughts(created) if "summary" in thought]
    items = [item for summary in summaries if isinstance(summary, list) for item in summary]
    return all_of(
        every((that(summary, "summary of a thought", created).is_list() for summary in summaries), "summaries"),
        every((conforms(item, "TextOrImage", created, "$.summary[]") for item in items), "items of summaries"),
    )


@feature.should("thinking.no-summary", unsummarised, clauses="gc.thinking-summaries")
def keeps_thoughts_to_itself(created: Exchange) -> Verdict:
    """With thinking_summaries none, thoughts come without a summary."""
    summaries = [thought["summary"] for thought in thoughts(created) if thought.get("summary")]
    return all_of(that(summaries, "summaries", created).equals([]), goes_on(created))


@feature.must("thinking.tokens", thoughtful, since="2026-05-07", clauses="think.tokens-separate")
def counts_thoughts_apart(created: Exchange) -> Verdict:
    """The tokens of thoughts are counted apart from those of the output."""
    return all_of(
        expect(created, "$.usage.total_thought_tokens").is_count(),
        expect(created, "$.usage.total_output_tokens").is_count(),
    )


@feature.should("thinking.billed-when-cut-off", capped, since="2026-05-07", clauses="think.billed-when-incomplete")
def bills_thoughts_all_the_same(created: Exchange) -> Verdict:
    """Thoughts are counted even where a cap cut off the output."""
    if not is_cut_off(created):
        return unseen("the answer was not cut off")
    return expect(created, "$.usage.total_thought_tokens").is_count(at_least=1)


@feature.may("thinking.level", levels, since="2026-05-07", clauses="think.level.effect", evidence="inferred")
def thinks_more_when_told(little: Exchange, much: Exchange) -> Verdict:
    """A higher thinking level does not spend fewer thought tokens on the same task."""
    spent = expect(little, "$.usage.total_thought_tokens")
    if not spent.is_count().is_right:
        return spent.is_count()
    return expect(much, "$.usage.total_thought_tokens").is_count(at_least=int(str(spent.value)))


# --- in a stream -----------------------------------------------------------------------------------------------------


@feature.must("thinking.streamed-signature", streamed, since="2026-05-20", clauses="st.thought.signature-delta")
def signs_last(created: Exchange) -> Verdict:
    """In a stream the signature is the last delta of a thought."""
    if is_cut_off(created):
        return unseen("the answer was cut off by max_output_tokens")
    last = [[event.delta.get("type") for event in thought.deltas][-1:] for thought in created.opened("thought")]
    return every(
        (that(types, "last delta of a thought", created).equals(["thought_signature"]) for types in last), "thoughts"
    )


@feature.must(
    "thinking.streamed-summary",
    streamed_summary,
    since="2026-05-20",
    clauses="st.thought.summary-delta",
    note="A sample of the first page reads another delta (disc.docs.thought-delta).",
)
def streams_summaries(created: Exchange) -> Verdict:
    """In a stream a summary comes in deltas that carry content: a type, and text where it is text."""
    pieces = [event for thought in created.opened("thought") for event in thought.pieces("thought_summary")]
    return every(
        (
            all_of(
                expect(event, "$.delta.content.type").is_one_of("text", "image"),
                right() if "image" in str(event.delta) else expect(event, "$.delta.content.text").is_text(),
            )
            for event in pieces
        ),
        "summaries",
    )


# --- signatures that come back ---------------------------------------------------------------------------------------


@feature.must("thinking.kept-by-the-server", stateful, since="2026-05-07", clauses="think.stateful.automatic")
def keeps_the_thoughts(first: Exchange, second: Exchange) -> Verdict:
    """Where the server keeps the history, a call is answered without sending the thoughts back."""
    return goes_on(second)


@feature.must("thinking.sent-back", sent_back, since="2026-05-07", clauses="think.stateless.return-all")
def takes_its_thoughts_back(first: Exchange, second: Exchange) -> Verdict:
    """Where the client keeps the history, thoughts that come back exactly as they were sent are taken."""
    return all_of(goes_on(second), accepted(first, second))


@feature.should("thinking.other-model", sent_elsewhere, since="2026-05-07", clauses="think.model-switch")
def takes_the_thoughts_of_others(first: Exchange, second: Exchange) -> Verdict:
    """Thoughts are sent back even where the model changes: another model takes them as well."""
    return all_of(goes_on(second), expect(second, "$.model").equals(second.sent.get("model")))


@feature.must(
    "thinking.empty-signature",
    emptied,
    since="2026-05-07",
    clauses="think.missing-signature",
    refuses=True,
    note="The code missing_thought_signature is documented, and has not been seen (disc.think.missing-code).",
)
def refuses_unsigned_thoughts(control: Exchange, asked: Exchange) -> Verdict:
    """Where the client keeps the history, a thought that comes back with an empty signature is refused."""
    return refused(asked)


@feature.should(
    "thinking.corrupt-signature",
    corrupted,
    since="2026-05-07",
    clauses="think.corrupt-signature think.signature.opaque stateless.thoughts-must-return",
    evidence="recorded",
    refuses=True,
)
def refuses_corrupt_signatures(control: Exchange, asked: Exchange) -> Verdict:
    """A thought that comes back with a signature that the service did not make is refused."""
    return refused(asked)
