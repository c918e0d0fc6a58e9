"""API revisions: the header Api-Revision selects the shape in which the API speaks.

The first beta has ``outputs`` and ``content.*`` events; the revision of 20 May 2026 has ``steps`` and ``step.*``
events. Whatever is selected, an answer is of one shape as a whole: nothing of the other is mixed in.
"""

from __future__ import annotations

from collections.abc import Callable

from conformance.api import Api
from conformance.contract import accepted, in_error_shape
from conformance.conversation import ANSWER, ANSWERED, ASKED, CONTROL, STREAMED, Conversation, acceptance
from conformance.exchange import Exchange
from conformance.interaction import Json, blocks, contents, fields, objects, of_type
from conformance.path import MISSING
from conformance.requirement import Feature, NotElicited
from conformance.revisions import REVISIONS
from conformance.verdict import Verdict, all_of, every, expect, that

feature = Feature(
    "revision", "API revisions", "https://ai.google.dev/gemini-api/docs/interactions-breaking-changes-may-2026"
)

BEFORE_STEPS = "2026-05-07"
NEVER_WAS = "2020-01-01"
CONTENTS = ("text", "image", "audio", "video", "document")


def revision_sent(exchange: Exchange) -> str:
    """The value of the header that selects the revision; empty where it was not sent, or headers were not recorded."""
    return (exchange.request.headers or {}).get("api-revision", "")


def asks_for(*names: str) -> Callable[[Exchange], bool]:
    """The request selects one of these revisions by name."""
    return lambda x: revision_sent(x) in names


def selects_nothing(exchange: Exchange) -> bool:
    """The request is known to name no revision."""
    return exchange.request.headers is not None and not revision_sent(exchange)


def produced(exchange: Exchange) -> bool:
    """The answer holds what was produced, in either shape."""
    return bool(exchange.interaction.keys() & {"outputs", "steps"})


def citations(exchange: Exchange) -> list[Json]:
    """The annotations of the texts in an answer."""
    texts = of_type(contents(exchange.interaction), "text")
    return [note for piece in texts for note in objects(piece.get("annotations"))]


selected = Conversation(
    ANSWER.where(
        lambda x: revision_sent(x) == x.revision.name and x.operation == "create" and produced(x),
        "create with the header",
    )
)
filled = Conversation(ANSWER.where(produced, "answer that holds what was produced"))
unselected = acceptance("create without the header", lambda x: selects_nothing(x) and produced(x))
below_v1beta = acceptance("create below /v1beta", lambda x: selects_nothing(x) and "/v1beta/" in x.request.url)
below_v1 = acceptance("create below /v1", lambda x: "/v1/" in x.request.url)
older = Conversation(CONTROL, ASKED.where(asks_for(BEFORE_STEPS), "create with an older revision"))
unheard = Conversation(CONTROL, ASKED.where(asks_for(NEVER_WAS), "create with a revision that never was"))


cited = Conversation(ANSWER.where(lambda x: bool(citations(x)), "answer with citations"))


@feature.scenario(elicits=cited, since="2026-05-07", attempts=3)
def citations_of_a_search(api: Api) -> None:
    """Let the model search the web."""
    answer = api.create("Who won the Euro 2024 tournament? Search the web.", tools=[{"type": "google_search"}])
    if answer.status == 200 and not citations(answer):
        raise NotElicited("the answer cites nothing")


@feature.scenario(elicits=(ANSWERED, selected, filled), needs=("storage",))
def the_header(api: Api) -> None:
    """Name the revision in a create, and in the get after it."""
    api.get(api.create("What is the capital of France?").id)


@feature.scenario(elicits=(unselected, below_v1beta, filled))
def no_header(api: Api) -> None:
    """Name no revision."""
    api.control()
    api.post(api.body("Hello."), headers={"api-revision": None})


@feature.scenario(elicits=below_v1, since="2026-11-16")
def the_stable_path(api: Api) -> None:
    """Create below /v1."""
    api.control()
    api.post(api.body("Hello."), prefix="/v1")


@feature.scenario(elicits=(older, unheard), since="2026-05-20")
def other_revisions(api: Api) -> None:
    """Name an older revision, then one that never was."""
    api.control()
    for name in (BEFORE_STEPS, NEVER_WAS):
        api.post(api.body("Hello."), headers={"api-revision": name})


@feature.must(
    "revision.selects-steps",
    selected,
    clauses="rev.2026-05-20.steps rev.header",
    since="2026-05-20",
    note="Browsers could not send the header from pages of others (disc.cors).",
)
def selects_steps(answer: Exchange) -> Verdict:
    """Api-Revision: 2026-05-20 selects the shape that has steps."""
    return all_of(expect(answer, "$.steps").is_list(), expect(answer, "$.outputs").is_absent())


@feature.must(
    "revision.selects-outputs", selected, clauses="dm.outputs.legacy rev.default.before-0526", until="2026-05-20"
)
def selects_outputs(answer: Exchange) -> Verdict:
    """An Api-Revision before May 2026 selects the shape that has outputs."""
    return all_of(expect(answer, "$.outputs").is_list(), expect(answer, "$.steps").is_absent())


@feature.must("revision.default-steps", unselected, clauses="rev.default.after-0526", since="2026-05-20")
def speaks_in_steps(control: Exchange, created: Exchange) -> Verdict:
    """Since 26 May 2026 a request that names no revision is answered in steps."""
    return all_of(accepted(control, created), selects_steps(created))


@feature.must("revision.default-outputs", unselected, clauses="rev.default.before-0526", until="2026-05-20")
def speaks_in_outputs(control: Exchange, created: Exchange) -> Verdict:
    """Before 26 May 2026 a request that names no revision is answered in outputs."""
    return all_of(accepted(control, created), selects_outputs(created))


@feature.must("revision.v1beta", below_v1beta, clauses="create.endpoint.post")
def is_below_v1beta(control: Exchange, created: Exchange) -> Verdict:
    """Interactions are created below the path /v1beta."""
    return accepted(control, created)


@feature.should(
    "revision.v1",
    below_v1,
    clauses="create.endpoint.v1",
    since="2026-11-16",
    note="One guide printed a third path (disc.docs.v1beta2).",
)
def is_below_v1(control: Exchange, created: Exchange) -> Verdict:
    """Since general availability interactions are created below the path /v1 too."""
    return accepted(control, created)


@feature.should(
    "revision.older-header",
    older,
    clauses="rev.header-ignored-after-0608 rev.2026-05-07.legacy",
    since="2026-05-20",
    note="Answered in outputs until 8 June 2026, since then in steps; old SDKs are refused (disc.rev.header-ignored)",
)
def takes_or_refuses_an_older_header(control: Exchange, asked: Exchange) -> Verdict:
    """An older Api-Revision is answered in the shape of one revision, or refused."""
    return _of_one_shape(control, asked)


@feature.may(
    "revision.unknown-header",
    unheard,
    clauses="rev.unknown-header-value",
    since="2026-05-20",
    evidence="inferred",
)
def takes_or_refuses_an_unknown_header(control: Exchange, asked: Exchange) -> Verdict:
    """An Api-Revision that never was is answered in the shape of one revision, or refused."""
    return _of_one_shape(control, asked)


# --- what was renamed ------------------------------------------------------------------------------------------------


@feature.must("revision.no-outputs", filled, clauses="rev.rename.outputs-steps dm.steps", since="2026-05-20")
def has_nothing_of_outputs(answer: Exchange) -> Verdict:
    """Beside steps there is nothing of the older shape: no outputs, no role."""
    return all_of(
        expect(answer, "$.steps").is_list(), *(expect(answer, f"$.{n}").is_absent() for n in ("outputs", "role"))
    )


@feature.must("revision.no-steps", filled, clauses="dm.outputs.legacy", until="2026-05-20")
def has_nothing_of_steps(answer: Exchange) -> Verdict:
    """Beside outputs there is nothing of the newer shape: no steps, no model_output."""
    kinds = [block.get("type") for block in blocks(answer.interaction)]
    newer = [kind for kind in kinds if kind in {"model_output", "user_input"}]
    return all_of(selects_outputs(answer), that(newer, "steps among the outputs", answer).equals([]))


@feature.must("revision.content-in-steps", filled, clauses="rev.rename.outputs-steps", since="2026-05-20")
def keeps_content_inside_steps(answer: Exchange) -> Verdict:
    """Text and media are content of steps; among the steps themselves there is none."""
    bare = [block.get("type") for block in blocks(answer.interaction) if block.get("type") in CONTENTS]
    return all_of(expect(answer, "$.steps").is_list(), that(bare, "content among the steps", answer).equals([]))


@feature.must("revision.typed-citations", cited, clauses="rev.annotations-2026-03", since="2026-05-07")
def types_its_citations(answer: Exchange) -> Verdict:
    """Since March 2026 annotations are citations with a type, and searches have search_suggestions."""
    former = [where for where, name, _ in fields(answer.interaction) if name == "rendered_content"]
    return all_of(
        every(
            (that(note.get("type", MISSING), "type of a citation", answer).is_text() for note in citations(answer)),
            "citations",
        ),
        that(former, "fields called rendered_content", answer).equals([]),
    )


@feature.must(
    "revision.event-names",
    STREAMED,
    clauses="rev.rename.events",
    since="2026-05-20",
    note="The guide to migration names other events; the reference and the live service have these (disc.docs.events).",
)
def renames_the_events(stream: Exchange) -> Verdict:
    """The events of a stream have the names of steps: interaction.created, step.*, interaction.completed."""
    return _names_of_one_shape(stream)


@feature.must(
    "revision.legacy-event-names",
    STREAMED,
    clauses="st.legacy.start st.legacy.content-delta st.legacy.complete",
    until="2026-05-20",
)
def keeps_the_first_event_names(stream: Exchange) -> Verdict:
    """The events of a stream have the names of the first beta: interaction.start, content.*, interaction.complete."""
    return _names_of_one_shape(stream)


def _names_of_one_shape(stream: Exchange) -> Verdict:
    names = {r: {r.created, r.completed, r.start, r.delta, r.stop} for r in REVISIONS}
    others = {name for revision, own in names.items() if revision.blocks != stream.revision.blocks for name in own}
    known = others | names[stream.revision]
    found = sorted({event.type for event in stream.events if event.type in known})
    return every(
        (that(name, "name of an event", stream).is_one_of(*sorted(names[stream.revision])) for name in found),
        "event names",
    )


def _of_one_shape(control: Exchange, asked: Exchange) -> Verdict:
    if asked.status is not None and 400 <= asked.status < 500:
        return in_error_shape(asked)
    shapes = sorted(asked.interaction.keys() & {"outputs", "steps"})
    return all_of(
        that(asked.status, "the status", asked).equals(200),
        accepted(control, asked),
        that(shapes, "shapes in the answer", asked).is_one_of(["outputs"], ["steps"]),
    )
