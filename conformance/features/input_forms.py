"""Input forms: the same words may come as a string, as content, or as a history.

``input`` takes a plain string, one content object, a list of them, or a history: turns with roles in the first beta,
steps since. All forms count alike; what fits none of them is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from conformance.api import Api
from conformance.contract import counts_more
from conformance.conversation import GET, Conversation, Role, creating
from conformance.exchange import Exchange
from conformance.interaction import Json, given, objects, said
from conformance.requirement import Feature, Level
from conformance.verdict import Verdict, all_of, expect, that

feature = Feature("input-forms", "Input forms", "https://ai.google.dev/api/interactions-api#CreateInteraction")

WORDS = (
    "Amsterdam is the capital of the Netherlands and is known for its canals, its bridges and its many bicycles. "
    "Which country is Amsterdam the capital of? Answer with one word."
)
MARGIN = 40  # characters: any tokenizer makes a token of them


def text(words: str) -> Json:
    """A text content."""
    return {"type": "text", "text": words}


def longer(before: tuple[Exchange, ...], exchange: Exchange) -> bool:
    """The same model was asked with clearly more text than at the opening."""
    less, more = ("".join(said(x.sent.get("input"))) for x in (before[0], exchange))
    return before[0].sent.get("model") == exchange.sent.get("model") and len(more) >= len(less) + MARGIN


def in_form(name: str, holds: Callable[[object], bool]) -> Role:
    """A create with an input of a form; not with media by URI, of which the service has counted nothing at all."""
    formed = creating(
        f"create with {name}", lambda x: holds(x.sent.get("input")) and '"uri"' not in str(x.request.body)
    )
    return formed.after(longer)


def listed(value: object, holds: Callable[[Json], bool]) -> bool:
    """``value`` is a list of objects of each of which ``holds`` is true."""
    return isinstance(value, list) and 0 < len(value) == len(objects(value)) and all(map(holds, objects(value)))


def is_content(item: Json) -> bool:
    """The item is content as it stands, neither a turn nor a step."""
    return item.get("type") in {"text", "image", "audio", "video", "document"}


def is_short(exchange: Exchange) -> bool:
    """A create with nothing but a model and a string."""
    return exchange.meant.keys() == {"model", "input"} and isinstance(exchange.sent.get("input"), str)


SHORT = replace(creating("create with a string alone", is_short), first=True)
STRING = in_form("a string", lambda value: isinstance(value, str))
CONTENTS = in_form("a list of contents", lambda value: listed(value, is_content))

string = Conversation(SHORT, STRING)
content_list = Conversation(SHORT, CONTENTS)
single_content = Conversation(
    SHORT, in_form("one content", lambda value: isinstance(value, dict) and is_content(value))
)
same_words = Conversation(
    SHORT,
    STRING,
    CONTENTS.after(lambda before, x: x.sent == {**before[-1].sent, "input": [text(str(before[-1].sent.get("input")))]}),
)
turn_list = Conversation(
    SHORT,
    in_form(
        "turns", lambda value: listed(value, lambda item: "role" in item and isinstance(item.get("content"), list))
    ),
)
turn_strings = Conversation(
    SHORT,
    in_form("turns", lambda value: listed(value, lambda item: "role" in item and isinstance(item.get("content"), str))),
)
step_list = Conversation(
    SHORT, in_form("steps", lambda value: listed(value, lambda item: item.get("type") == "user_input"))
)
parts = Conversation(
    creating("create with several texts", lambda x: len(said(x.sent.get("input"))) > 1),
    GET.where(lambda x: x.query.get("include_input") == "true", "get with its input"),
)


@feature.scenario(elicits=(string, content_list, same_words))
def the_same_words(api: Api) -> None:
    """Ask the same, longer than the control, as a string and as a list with one text."""
    api.control()
    api.create(WORDS)
    api.create([text(WORDS)])


@feature.scenario(elicits=single_content, since="2026-05-07")
def one_content(api: Api) -> None:
    """Ask with one content object that is in no list."""
    api.control()
    api.create(text(WORDS))


@feature.scenario(elicits=turn_list, until="2026-05-20")
def turns(api: Api) -> None:
    """Ask with a list of one turn."""
    api.control()
    api.create([{"role": "user", "content": [text(WORDS)]}])


@feature.scenario(elicits=turn_strings, until="2026-05-20")
def turns_of_strings(api: Api) -> None:
    """Ask with a turn whose content is a string."""
    api.control()
    api.create([{"role": "user", "content": WORDS}])


@feature.scenario(elicits=step_list, since="2026-05-20")
def steps(api: Api) -> None:
    """Ask with a list of one step."""
    api.control()
    api.create([{"type": "user_input", "content": [text(WORDS)]}])


@feature.scenario(elicits=parts, needs=("storage",))
def in_parts(api: Api) -> None:
    """Ask in three parts, and get what was stored of them."""
    asked = api.create([text("The sky is blue. "), text("Grass is green. "), text("What is green? One word.")])
    api.get(asked.id, include_input="true")


@feature.must("input-forms.string", string, clauses="input.string")
def takes_a_string(short: Exchange, asked: Exchange) -> Verdict:
    """The input may be a plain string, and all of it counts."""
    return counts_more(short, asked)


@feature.must("input-forms.content-list", content_list, clauses="input.content-list")
def takes_a_list_of_contents(short: Exchange, asked: Exchange) -> Verdict:
    """The input may be a list of content objects, and all of it counts."""
    return counts_more(short, asked)


@feature.should("input-forms.single-content", single_content, clauses="input.content-single-object", since="2026-05-07")
def takes_one_content(short: Exchange, asked: Exchange) -> Verdict:
    """The input may be one content object that is in no list."""
    return counts_more(short, asked)


@feature.should("input-forms.string-is-text", same_words, clauses="input.string.equals-text-block", evidence="inferred")
def takes_a_string_as_text(short: Exchange, asked: Exchange, again: Exchange) -> Verdict:
    """A string means the same as a list with one text, and counts as many input tokens."""
    counted = asked.interaction.get("usage")
    tokens = counted.get("total_input_tokens") if isinstance(counted, dict) else None
    return all_of(counts_more(short, asked), expect(again, "$.usage.total_input_tokens").equals(tokens))


@feature.should(
    "input-forms.keeps-order",
    parts,
    clauses="input.multi-part-order",
    note="Seen in what is stored; the live service has ignored include_input at times (disc.docs.include-input).",
)
def keeps_the_order(asked: Exchange, got: Exchange) -> Verdict:
    """The parts of an input are kept in the order in which they were given."""
    kept = "".join(said(given(got.interaction)))
    return that(kept, "the text of the stored input", got).equals("".join(said(asked.sent.get("input"))))


@feature.must("input-forms.turns", turn_list, clauses="input.turn-list.legacy", until="2026-05-20")
def takes_turns(short: Exchange, asked: Exchange) -> Verdict:
    """The input may be a list of turns, each with a role and a list of contents."""
    return counts_more(short, asked)


@feature.must(
    "input-forms.turn-of-a-string", turn_strings, clauses="input.turn.content-string-or-list", until="2026-05-20"
)
def takes_a_turn_of_a_string(short: Exchange, asked: Exchange) -> Verdict:
    """The content of a turn may be a plain string."""
    return counts_more(short, asked)


@feature.must("input-forms.steps", step_list, clauses="input.step-list", since="2026-05-20")
def takes_steps(short: Exchange, asked: Exchange) -> Verdict:
    """The input may be a list of steps, and all of it counts."""
    return counts_more(short, asked)


@feature.should("input-forms.step-of-contents", step_list, clauses="input.user-input.content-list", since="2026-05-20")
def takes_a_step_of_contents(short: Exchange, asked: Exchange) -> Verdict:
    """The content of a user_input step is a list of content objects."""
    return counts_more(short, asked)


# --- what is refused -------------------------------------------------------------------------------------------------


def has_item(exchange: Exchange, holds: Callable[[Json], bool]) -> bool:
    """The input is a list with an item of which ``holds`` is true."""
    return any(map(holds, objects(exchange.sent.get("input"))))


@feature.refusal(
    "input-forms.content-without-type",
    clauses="input.content.type-discriminator",
    shows=lambda x: has_item(x, lambda item: item.keys() == {"text"}),
)
def without_a_type(api: Api) -> object:
    """A content object that does not say its type is refused."""
    return {"input": [{"text": "Hello"}]}


@feature.refusal(
    "input-forms.content-of-no-known-type",
    clauses="input.content.type-discriminator",
    shows=lambda x: has_item(x, lambda item: item.get("type") == "no_such_content"),
)
def of_no_known_type(api: Api) -> object:
    """A content object of a type that is none of the documented ones is refused."""
    return {"input": [{"type": "no_such_content", "text": "Hello"}]}


@feature.refusal(
    "input-forms.text-without-text",
    clauses="input.text.requires-text",
    since="2026-05-20",
    shows=lambda x: has_item(x, lambda item: item == {"type": "text"}),
)
def text_without_text(api: Api) -> object:
    """A text content without a text is refused."""
    return {"input": [{"type": "text"}]}


@feature.refusal(
    "input-forms.turn-of-no-known-role",
    clauses="input.turn.role-enum",
    until="2026-05-20",
    shows=lambda x: has_item(x, lambda item: "content" in item and item.get("role", "user") not in {"user", "model"}),
)
def of_no_known_role(api: Api) -> object:
    """A turn whose role is neither user nor model is refused."""
    return {"input": [{"role": "assistant", "content": "Hello"}]}


@feature.refusal(
    "input-forms.turns-are-gone",
    level=Level.SHOULD,
    clauses="input.turn-list.rejected-in-steps",
    evidence="recorded",
    since="2026-05-20",
    note="In July 2026 the live service took such turns and ignored them (disc.input.turn-list).",
    shows=lambda x: has_item(x, lambda item: item.keys() == {"role", "content"}),
)
def turns_among_steps(api: Api) -> object:
    """A list of turns, as the first beta had them, is refused where there are steps."""
    return {"input": [{"role": "user", "content": "Hello"}]}


@feature.refusal(
    "input-forms.parts-of-generate-content",
    level=Level.SHOULD,
    clauses="input.generatecontent-shapes.rejected",
    evidence="recorded",
    since="2026-05-20",
    shows=lambda x: has_item(x, lambda item: "parts" in item),
)
def parts_of_generate_content(api: Api) -> object:
    """An input in the form of generateContent, with parts, is refused."""
    return {"input": [{"role": "user", "parts": [{"text": "Hello"}]}]}


@feature.refusal(
    "input-forms.empty",
    level=Level.SHOULD,
    clauses="input.empty-string",
    evidence="inferred",
    shows=lambda x: x.sent.get("input") in ("", []),
)
def empty(api: Api) -> object:
    """An empty input is refused with a 4xx, not answered and not a server error."""
    return {"input": ""}
