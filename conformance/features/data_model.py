"""Data model: the resource that every operation answers with, field by field.

An interaction has an id, names its model or its agent, has a status, two times, token statistics and what was produced
as a list of typed blocks. What has no value is left out; new fields may appear at any time.
"""

from __future__ import annotations

from datetime import datetime
from math import nan

from conformance.api import Api
from conformance.contract import conforms
from conformance.conversation import ANSWER, ANSWERED, Conversation, Role, anything, creating
from conformance.drift.undocumented import undocumented
from conformance.exchange import Exchange
from conformance.interaction import blocks, contents, fields, of_type, second_in
from conformance.path import MISSING
from conformance.requirement import Feature, NotElicited
from conformance.schema import Violation, load
from conformance.verdict import Verdict, all_of, every, expect, right, that, unseen, wrong

feature = Feature("data-model", "Data model", "https://ai.google.dev/api/interactions-api#Resource:Interaction")

CITATIONS = ("url_citation", "file_citation", "place_citation", "speech_metadata", "word_info")
TIME = r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z"
CLOCKS_APART = 60  # seconds; a real id was never more than 19 away from the time that its answer gives
SUGAR = ("output_text", "output_image", "output_audio", "output_video")
INPUT_ONLY = ("store", "stream", "background", "generation_config")

ended = Conversation(ANSWER.where(lambda x: x.interaction.get("status") in {"completed", "requires_action"}, "ended"))
kept = Conversation(creating("create that is stored", lambda x: x.sent.get("store") is not False))
dated = Conversation(Role("answer with an id", lambda x: {"id", "created"} <= x.interaction.keys(), anything))
bare = Conversation(creating("create without an environment", lambda x: "environment" not in x.sent))
searched = Conversation(ANSWER.where(lambda x: "google_search" in str(blocks(x.interaction)), "answer with a search"))


@feature.scenario(elicits=(ANSWERED, ended, kept, dated, bare), needs=("storage",))
def create_and_get(api: Api) -> None:
    """Create an interaction and get it again."""
    api.get(api.create("What is the capital of France?").id)


@feature.scenario(elicits=(ANSWERED, kept, dated), needs=("background",), cost="agent")
def agent_at_work(api: Api) -> None:
    """Give an agent work in the background, look at it, then cancel it."""
    begun = api.create("Research the history of tea.", agent=api.target.models.agent, model=..., background=True)
    api.get(begun.id)
    api.cancel(begun.id)


@feature.scenario(elicits=(ANSWERED, searched), needs=("google-search",), attempts=2)
def searching(api: Api) -> None:
    """Let the model search the web."""
    answer = api.create("Who won the Euro 2024 tournament? Search the web.", tools=[{"type": "google_search"}])
    if not of_type(contents(answer.interaction), "google_search_result"):
        raise NotElicited("the answer holds no search result")


# --- the resource ----------------------------------------------------------------------------------------------------


@feature.must("data-model.conforms", ANSWERED, clauses="dm.status.enum dm.created-updated dm.usage")
def conforms_to_the_resource(answer: Exchange) -> Verdict:
    """Every field of an interaction has its documented type, whichever operation answers with it."""
    return that(_faults(answer, "$."), f"what breaks the schema of {answer.revision}", answer).equals([])


@feature.must("data-model.id", kept, clauses="dm.id")
def has_an_id(created: Exchange) -> Verdict:
    """An interaction that is stored has an id, a string that is not empty."""
    return expect(created, "$.id").is_text()


@feature.should("data-model.id-time", dated, clauses="dm.id.format", evidence="recorded")
def id_agrees_with_created(answer: Exchange) -> Verdict:
    """The time inside an id of the service's own form is the time at which the interaction was created."""
    second = second_in(str(answer.interaction["id"]))
    created = expect(answer, "$.created")
    if second is None or not created.matches(TIME, "a time").is_right or str(created.value).startswith("1970"):
        return unseen("the id has another form, or one of the two was removed from the recording")
    return that(abs(_seconds(created.value) - second), "seconds between the id and $.created", answer).meets(
        lambda apart: isinstance(apart, float) and apart <= CLOCKS_APART, f"at most {CLOCKS_APART}"
    )


@feature.should("data-model.object", ANSWERED, clauses="dm.object", since="2026-05-07")
def says_what_it_is(answer: Exchange) -> Verdict:
    """The field object says that the resource is an interaction."""
    return expect(answer, "$.object").equals("interaction")


@feature.must("data-model.model-xor-agent", ANSWERED, clauses="dm.model-or-agent")
def names_model_or_agent(answer: Exchange) -> Verdict:
    """An interaction names the model or the agent that made it, never both."""
    named = [name for name in ("model", "agent") if answer.interaction.get(name)]
    return that(named, "which of model and agent is set", answer).is_one_of(["model"], ["agent"])


@feature.must("data-model.status", ANSWERED, clauses="dm.status.enum dm.status.enum.seed dm.status.required")
def has_a_status(answer: Exchange) -> Verdict:
    """Every interaction has one of the documented statuses."""
    return conforms(answer.interaction.get("status"), "InteractionStatus", answer, "$.status")


@feature.must("data-model.times", ANSWERED, clauses="dm.created-updated")
def has_times(answer: Exchange) -> Verdict:
    """Created and updated are times in UTC, written YYYY-MM-DDThh:mm:ssZ."""
    names = ("$.created", "$.updated")
    return all_of(*(expect(answer, name).matches(TIME, "a time like 2026-05-20T12:00:00Z") for name in names))


@feature.must("data-model.times-in-order", ANSWERED, clauses="dm.created-updated")
def is_updated_after_it_is_created(answer: Exchange) -> Verdict:
    """An interaction is not updated before it is created."""
    formats = has_times(answer)
    created, updated = expect(answer, "$.created"), expect(answer, "$.updated")
    if not formats.is_right:
        return formats
    return updated.meets(lambda at: _seconds(at) >= _seconds(created.value), f"{created.value} or later")


@feature.may("data-model.role", ended, clauses="dm.role", until="2026-05-20")
def says_who_spoke(answer: Exchange) -> Verdict:
    """The role of an interaction is that of whoever made it: model or agent."""
    return expect(answer, "$.role").equals("agent" if "agent" in answer.interaction else "model")


@feature.may("data-model.service-tier", ANSWERED, clauses="dm.service-tier create.service-tier", since="2026-05-07")
def names_a_tier(answer: Exchange) -> Verdict:
    """The service tier, where it is given, is flex, standard or priority."""
    tier = expect(answer, "$.service_tier")
    return unseen("no tier is given") if tier.value is MISSING else tier.is_one_of("flex", "standard", "priority")


@feature.should("data-model.input-only", ANSWERED, clauses="dm.input-only", since="2026-05-20")
def keeps_settings_to_itself(answer: Exchange) -> Verdict:
    """What is input only (store, stream, background, generation_config) is not answered."""
    return every((expect(answer, f"$.{name}").is_absent() for name in INPUT_ONLY), "fields that are input only")


@feature.must("data-model.environment-id", bare, clauses="dm.environment-id", since="2026-05-20")
def has_no_environment(created: Exchange) -> Verdict:
    """Where no environment was asked for, none is answered."""
    return expect(created, "$.environment_id").is_absent()


# --- its fields, at any depth ----------------------------------------------------------------------------------------


@feature.must("data-model.snake-case", ANSWERED, clauses="dm.json-snake-case")
def writes_names_in_snake_case(answer: Exchange) -> Verdict:
    """All names of fields are in snake_case."""
    other = [path for path, name, _ in fields(answer.interaction) if name != name.lower() or "-" in name]
    return that(other, "names that are not in snake_case", answer).equals([])


@feature.should(
    "data-model.no-nulls",
    ANSWERED,
    clauses="create.null-optional-fields",
    evidence="recorded",
    note="The clause says of requests that null means left out; no recorded answer holds a null.",
)
def leaves_out_what_has_no_value(answer: Exchange) -> Verdict:
    """A field without a value is left out, not null."""
    nulls = [path for path, _, value in fields(answer.interaction) if value is None]
    return that(nulls, "fields that are null", answer).equals([])


@feature.must("data-model.no-sugar", ANSWERED, clauses="mm.out.sdk-sugar", since="2026-05-20")
def sends_no_sugar(answer: Exchange) -> Verdict:
    """The shortcuts of the SDKs, such as output_text, are never on the wire."""
    found = [path for path, name, _ in fields(answer.interaction) if name in SUGAR]
    return that(found, "shortcuts of SDKs in the answer", answer).equals([])


@feature.may("data-model.known-fields", ANSWERED, clauses="dm.additive")
def has_documented_fields(answer: Exchange) -> Verdict:
    """An interaction has the documented fields, however deep; what is new is allowed, and reported with its path."""
    new = undocumented("Interaction", answer.interaction, answer.revision.name)
    if not new:
        return right("every field is documented")
    message = f"undocumented field {', '.join(new)}"
    return wrong(message, observed=new, expected="documented fields", where=new[0])


# --- what was produced -----------------------------------------------------------------------------------------------


@feature.must("data-model.outputs", ended, clauses="dm.outputs.legacy", until="2026-05-20")
def lists_outputs(answer: Exchange) -> Verdict:
    """What was produced is a list of content blocks called outputs."""
    return expect(answer, "$.outputs").is_list()


@feature.must("data-model.steps", ended, clauses="dm.steps", since="2026-05-20")
def lists_steps(answer: Exchange) -> Verdict:
    """What was produced is a list of steps called steps, which takes the place of outputs."""
    return all_of(expect(answer, "$.steps").is_list(), expect(answer, "$.outputs").is_absent())


@feature.must("data-model.typed-blocks", ended, clauses="dm.step.discriminator dm.outputs.legacy")
def gives_every_block_a_type(answer: Exchange) -> Verdict:
    """Everything that was produced says by its type what it is."""
    listed = answer.interaction.get(answer.revision.blocks)
    places = [f"$.{answer.revision.blocks}[{number}].type" for number, _ in enumerate(_items(listed))]
    return every((expect(answer, place).is_text() for place in places), "blocks")


@feature.must("data-model.blocks-conform", ended, clauses="dm.step.discriminator dm.text-block")
def conforms_block_by_block(answer: Exchange) -> Verdict:
    """Every block has the documented fields of its type."""
    listed = expect(answer, f"$.{answer.revision.blocks}").is_list()
    wrongs = _faults(answer, f"$.{answer.revision.blocks}[")
    return all_of(listed, that(wrongs, f"what breaks the schemas of {answer.revision}", answer).equals([]))


@feature.may("data-model.known-types", ended, clauses="dm.additive dm.step.types")
def knows_every_type(answer: Exchange) -> Verdict:
    """Every block is of a documented type; a new one is allowed, and reported."""
    listed = expect(answer, f"$.{answer.revision.blocks}").is_list()
    new = [str(violation) for violation in _violations(answer) if violation.rule == "discriminator"]
    return all_of(listed, that(new, f"types that {answer.revision} does not document", answer).equals([]))


@feature.must("data-model.model-output", ended, clauses="dm.model-output.content", since="2026-05-20")
def says_in_content_blocks(answer: Exchange) -> Verdict:
    """A model_output step holds a list of content blocks."""
    outputs = of_type(blocks(answer.interaction), "model_output")
    return every(
        (that(step.get("content", MISSING), "content of a model_output", answer).is_list() for step in outputs), "steps"
    )


@feature.must("data-model.text-block", ended, clauses="dm.text-block")
def writes_text_in_text_blocks(answer: Exchange) -> Verdict:
    """A text block holds its text as a string, and annotations, if any, as a list."""
    texts = of_type(contents(answer.interaction), "text")
    return every(
        (
            that(block, "a text block", answer).meets(
                lambda b: (
                    isinstance(b, dict)
                    and isinstance(b.get("text"), str)
                    and isinstance(b.get("annotations", []), list)
                ),
                "text and, where there are any, annotations",
            )
            for block in texts
        ),
        "text blocks",
    )


@feature.should("data-model.annotation-types", searched, clauses="dm.annotation.types", since="2026-05-07")
def types_its_annotations(answer: Exchange) -> Verdict:
    """An annotation says by its type what kind of citation it is."""
    cited = [a for block in of_type(contents(answer.interaction), "text") for a in _items(block.get("annotations"))]
    kinds = (a.get("type", MISSING) if isinstance(a, dict) else MISSING for a in cited)
    return every((that(kind, "type of an annotation", answer).is_one_of(*CITATIONS) for kind in kinds), "annotations")


@feature.must("data-model.pairs", searched, clauses="dm.call-result-pairing", since="2026-05-20")
def pairs_results_with_calls(answer: Exchange) -> Verdict:
    """The result of a tool that the service runs names, by call_id, a call that comes before it."""
    called: list[object] = []
    verdicts = []
    for piece in contents(answer.interaction):
        kind = str(piece.get("type"))
        if kind.endswith("_call"):
            called.append(piece.get("id"))
        elif kind.endswith("_result") and kind != "function_result":
            verdicts.append(that(piece.get("call_id", MISSING), f"call_id of the {kind}", answer).is_one_of(*called))
    return every(verdicts, "results")


def _violations(answer: Exchange) -> list[Violation]:
    return load(answer.revision.name).check("Interaction", answer.interaction, profile="response")


def _faults(answer: Exchange, where: str) -> list[str]:
    """What is wrong below ``where``: in the blocks, or in all but the blocks. An unknown type is no fault."""
    listed = f"$.{answer.revision.blocks}["
    faults = [violation for violation in _violations(answer) if violation.rule != "discriminator"]
    return [str(fault) for fault in faults if fault.path.startswith(listed) is (where == listed)]


def _items(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _seconds(time: object) -> float:
    try:
        return datetime.fromisoformat(str(time)).timestamp()
    except ValueError:  # the form is right, the date is not, such as the 31st of June
        return nan
