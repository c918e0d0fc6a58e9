"""Usage: every interaction that came to an end says how many tokens it took.

Totals are counted apart for input, output, thoughts, tool use and cache; lists give them by modality. The system
instruction and the declared tools count as input, and so does the history of a conversation.
"""

from __future__ import annotations

from conformance.api import Api
from conformance.contract import counts_more
from conformance.conversation import ANSWER, ANSWERED, CREATE, STREAMED, Conversation, creating
from conformance.exchange import Exchange
from conformance.interaction import Json, objects, sent_pieces
from conformance.media import block
from conformance.path import MISSING
from conformance.requirement import Feature, NotElicited
from conformance.verdict import Verdict, all_of, every, expect, that, unseen

feature = Feature("usage", "Usage", "https://ai.google.dev/gemini-api/docs/tokens")

TOTALS = (
    "total_tokens", "total_input_tokens", "total_output_tokens", "total_cached_tokens", "total_tool_use_tokens",
    "total_thought_tokens",
)  # fmt: skip
MODALITIES = ("text", "image", "audio", "video", "document")
SMALL_PICTURE = 258
QUESTION = "What is the capital of France? Answer in one word."
INSTRUCTION = "You are a patient teacher of geography who answers in one word and never adds an explanation."
TOOL = {
    "type": "function",
    "name": "get_population",
    "description": "Tell how many people live in a city.",
    "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
}


def ends(*statuses: str) -> Conversation:
    """An answer with an interaction that has one of these statuses."""
    return Conversation(ANSWER.where(lambda x: x.interaction.get("status") in statuses, " or ".join(statuses)))


counted = Conversation(ANSWER.where(lambda x: "usage" in x.interaction, "answer with usage"))
small_picture = Conversation(
    creating(
        "with one small picture", lambda x: [one for one in sent_pieces(x.sent) if "data" in one] == [block("image")]
    )
)
done, cut, waiting = ends("completed"), ends("incomplete"), ends("requires_action")
plain = CREATE.where(lambda x: x.meant.keys() <= {"model", "input", "store"}, "plain create")


def also(field: str) -> Conversation:
    """A plain create, and one with the same model and input that sends ``field`` as well."""

    def link(before: tuple[Exchange, ...], other: Exchange) -> bool:
        return other.sent == {**before[0].sent, field: other.sent.get(field, MISSING)}

    return Conversation(plain, CREATE.where(lambda x: bool(x.sent.get(field)), f"the same with {field}").after(link))


instructed, tooled = also("system_instruction"), also("tools")


@feature.scenario(elicits=(ANSWERED, counted, done, instructed, tooled))
def the_same_question_three_times(api: Api) -> None:
    """Ask a question as it is, with a system instruction, and with a function that it has no use for."""
    api.create(QUESTION)
    api.create(QUESTION, system_instruction=INSTRUCTION)
    api.create(QUESTION, tools=[TOOL])


@feature.scenario(elicits=(ANSWERED, counted, cut))
def cut_short(api: Api) -> None:
    """Let a long answer run into a limit."""
    api.create("Count from 1 to 300.", generation_config={"max_output_tokens": 20})


@feature.scenario(elicits=(ANSWERED, counted, waiting), needs=("function-calling",), attempts=3)
def waiting_for_a_function(api: Api) -> None:
    """Make the model call a function."""
    answer = api.create(
        "How many people live in Paris?", tools=[TOOL], generation_config={"tool_choice": "any", "seed": 1}
    )
    if answer.interaction.get("status") == "completed":
        raise NotElicited("the model answered without the function")


@feature.scenario(elicits=small_picture, since="2026-05-20", needs=("multimodal-input",))
def look_at_a_small_picture(api: Api) -> None:
    """Show a small picture."""
    api.create([{"type": "text", "text": "What colour is this? One word."}, block("image")])


@feature.must("usage.present", done, clauses="usage.present dm.usage")
def is_present(answer: Exchange) -> Verdict:
    """A completed interaction has usage."""
    return all_of(expect(answer, "$.usage").is_object(), expect(answer, "$.usage.total_tokens").is_count())


@feature.must("usage.counts", counted, clauses="usage.fields dm.usage")
def counts_in_whole_numbers(answer: Exchange) -> Verdict:
    """Every total is a whole number, not below zero."""
    totals = [name for name in _usage(answer) if name.startswith("total_")]
    return every((expect(answer, f"$.usage.{name}").is_count() for name in totals), "totals")


@feature.should(
    "usage.fields",
    counted,
    clauses="usage.fields",
    since="2026-05-07",
    evidence="recorded",
    note="One page prints other names (disc.docs.usage-names).",
)
def has_every_total(answer: Exchange) -> Verdict:
    """Usage has all six totals, those that are zero among them."""
    return all_of(*(expect(answer, f"$.usage.{name}").is_count() for name in TOTALS))


@feature.must("usage.thought-name", counted, clauses="rev.reasoning-rename", since="2026-05-07")
def names_thoughts(answer: Exchange) -> Verdict:
    """The tokens of thoughts are called total_thought_tokens; the first name, total_reasoning_tokens, is gone."""
    if not {"total_thought_tokens", "total_reasoning_tokens"} & _usage(answer).keys():
        return unseen("no thoughts were counted")
    return expect(answer, "$.usage.total_reasoning_tokens").is_absent()


@feature.may("usage.reasoning-name", counted, clauses="usage.reasoning-name", until="2026-05-07")
def names_thoughts_or_reasoning(answer: Exchange) -> Verdict:
    """The tokens of thoughts are called total_thought_tokens or, in the first week, total_reasoning_tokens."""
    usage = _usage(answer)
    named = usage.get("total_thought_tokens", usage.get("total_reasoning_tokens", MISSING))
    return that(named, "$.usage.total_thought_tokens", answer).is_count()


@feature.should("usage.total-sum", counted, clauses="usage.total-sum", since="2026-05-07", evidence="inferred")
def adds_up(answer: Exchange) -> Verdict:
    """The total is the sum of input, output, thought and tool use; cached tokens are part of the input."""
    usage = _usage(answer)
    if usage.get("total_tokens") == 0 and _by_address(answer):
        return unseen("input given by its address alone was not counted in May 2026")
    parts = [usage.get(f"total_{part}_tokens", 0) for part in ("input", "output", "thought", "tool_use")]
    return expect(answer, "$.usage.total_tokens").equals(sum(part for part in parts if isinstance(part, int)))


@feature.should("usage.by-modality", counted, clauses="usage.by-modality", since="2026-05-07")
def adds_up_by_modality(answer: Exchange) -> Verdict:
    """The input tokens by modality add up to the input tokens."""
    listed = objects(_usage(answer).get("input_tokens_by_modality"))
    if not listed and _usage(answer).get("total_input_tokens") == 0:
        return unseen("no input was counted")
    tokens = [entry.get("tokens") for entry in listed]
    return that(sum(t for t in tokens if isinstance(t, int)), "sum of $.usage.input_tokens_by_modality", answer).equals(
        _usage(answer).get("total_input_tokens")
    )


@feature.must("usage.modality", counted, clauses="usage.modality-enum", since="2026-05-07")
def knows_its_modalities(answer: Exchange) -> Verdict:
    """Every modality is text, image, audio, video or document."""
    lists = [(name, objects(value)) for name, value in _usage(answer).items() if name.endswith("_by_modality")]
    return every(
        (
            that(entry.get("modality", MISSING), f"modality in $.usage.{name}", answer).is_one_of(*MODALITIES)
            for name, entries in lists
            for entry in entries
        ),
        "modalities",
    )


@feature.should("usage.cached-subset", counted, clauses="usage.cached-subset", since="2026-05-07", evidence="inferred")
def caches_no_more_than_it_reads(answer: Exchange) -> Verdict:
    """No more tokens come from the cache than were put in."""
    cached, put_in = expect(answer, "$.usage.total_cached_tokens"), expect(answer, "$.usage.total_input_tokens")
    if not cached.is_count().is_right or not isinstance(put_in.value, int):
        return all_of(cached.is_count(), put_in.is_count())
    return put_in.is_count(at_least=cached.value if isinstance(cached.value, int) else 0)


@feature.should("usage.system-instruction", instructed, clauses="usage.system-instruction-counted", since="2026-05-20")
def counts_the_instruction(without: Exchange, instructed: Exchange) -> Verdict:
    """The system instruction counts as input."""
    return counts_more(without, instructed)


@feature.should("usage.tools", tooled, clauses="usage.tools-counted", since="2026-05-20")
def counts_the_tools(without: Exchange, tooled: Exchange) -> Verdict:
    """The declarations of tools count as input."""
    return counts_more(without, tooled)


@feature.may(
    "usage.small-picture",
    small_picture,
    clauses="usage.image-tokens",
    since="2026-05-20",
    note="The live service counts some 1,100 tokens for a picture of any size (disc.usage.image-tokens).",
)
def counts_a_small_picture(answer: Exchange) -> Verdict:
    """A picture of at most 384 pixels a side counts as 258 tokens."""
    listed = objects(_usage(answer).get("input_tokens_by_modality"))
    counted = [entry.get("tokens") for entry in listed if entry.get("modality") == "image"]
    return that(counted, "tokens of images in $.usage.input_tokens_by_modality", answer).equals([SMALL_PICTURE])


@feature.must("usage.stream", STREAMED, clauses="usage.stream-final st.legacy.complete")
def ends_a_stream_with_usage(stream: Exchange) -> Verdict:
    """The event that closes a stream carries the usage of the whole interaction."""
    closing = [event for event in stream.events if event.type == stream.revision.completed]
    if not closing:
        return that(MISSING, f"the {stream.revision.completed} event", stream).is_object()
    return expect(closing[-1], "$.interaction.usage.total_tokens").is_count()


@feature.should("usage.incomplete", cut, clauses="usage.incomplete-present", since="2026-05-07", evidence="inferred")
def counts_what_was_cut(answer: Exchange) -> Verdict:
    """An interaction that ran into its limit has usage too."""
    return is_present(answer)


@feature.should("usage.requires-action", waiting, clauses="usage.fc.requires-action", since="2026-05-07")
def counts_up_to_the_call(answer: Exchange) -> Verdict:
    """An interaction that waits for a function has usage too."""
    return is_present(answer)


def _usage(answer: Exchange) -> Json:
    usage = answer.interaction.get("usage")
    return usage if isinstance(usage, dict) else {}


def _by_address(answer: Exchange) -> bool:
    return '"uri"' in (answer.request.body or b"").decode(errors="replace") or not answer.request.known
