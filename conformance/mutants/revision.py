"""What a server could get wrong about the revisions of the API."""

from __future__ import annotations

from dataclasses import replace

from conformance.exchange import Exchange
from conformance.interaction import Json
from conformance.mutant import first, inserted, mutant, of_type, producing
from conformance.revisions import LEGACY, STEPS
from conformance.sse import Frame

SAID = {"type": "text", "text": "Paris"}
DEFAULTS = "revision.default-steps revision.default-outputs revision.v1beta revision.v1"
OTHERS = "revision.older-header revision.unknown-header"


@mutant(
    kills="revision.selects-steps revision.no-outputs revision.content-in-steps",
    violates="rev.2026-05-20.steps rev.header rev.rename.outputs-steps",
)
def ignores_the_header(answer: Exchange) -> Exchange:
    return answer.without("$.steps").with_json("$.outputs", [SAID])


@mutant(kills="revision.selects-outputs revision.no-steps", violates="dm.outputs.legacy rev.default.before-0526")
def is_ahead_of_the_header(answer: Exchange) -> Exchange:
    return answer.without("$.outputs").with_json("$.steps", [{"type": "model_output", "content": [SAID]}])


@mutant(kills="revision.selects-steps revision.no-outputs", violates="rev.2026-05-20.steps rev.rename.outputs-steps")
def answers_in_both_shapes(answer: Exchange) -> Exchange:
    return answer.with_json("$.outputs", [SAID])


@mutant(kills="revision.no-outputs", violates="dm.steps")
def still_has_a_role(answer: Exchange) -> Exchange:
    return answer.with_json("$.role", "model")


@mutant(kills="revision.no-steps")
def puts_steps_among_the_outputs(answer: Exchange) -> Exchange:
    return answer.with_json("$.outputs", [{"type": "model_output", "content": [SAID]}])


@mutant(kills="revision.content-in-steps")
def renames_the_list_alone(answer: Exchange) -> Exchange:
    return answer.with_json("$.steps", [SAID])


@mutant(kills="revision.default-steps")
def clings_to_outputs(control: Exchange, created: Exchange) -> Exchange:
    return created.without("$.steps").with_json("$.outputs", [SAID])


@mutant(kills="revision.default-outputs")
def hurries_to_steps(control: Exchange, created: Exchange) -> Exchange:
    return created.without("$.outputs").with_json("$.steps", [{"type": "model_output", "content": [SAID]}])


@mutant(kills=f"{DEFAULTS} {OTHERS}")
def answers_everybody_alike(control: Exchange, created: Exchange) -> Exchange:
    return replace(created, response=control.response)


@mutant(kills=f"{DEFAULTS} {OTHERS}")
def breaks_down(control: Exchange, created: Exchange) -> Exchange:
    return created.with_status(500)


@mutant(kills=OTHERS, violates="rev.2026-05-07.legacy rev.header-ignored-after-0608")
def mixes_the_shapes(control: Exchange, created: Exchange) -> Exchange:
    both = created.with_json("$.outputs", [SAID]).with_json("$.steps", [{"type": "model_output", "content": [SAID]}])
    return both.with_status(200)


@mutant(
    kills="revision.event-names revision.legacy-event-names",
    violates="st.legacy.start st.legacy.content-delta st.legacy.complete",
)
def mixes_the_names_of_events(stream: Exchange) -> Exchange:
    other = STEPS if stream.revision.blocks == "outputs" else LEGACY
    data = f'{{"index":0,"event_type":"{other.stop}"}}'
    return inserted(stream, first(stream, of_type(stream.revision.stop)), Frame(0, None, event=other.stop, data=data))


@mutant(kills="revision.typed-citations")
def cites_without_a_type(answer: Exchange) -> Exchange:
    spoiled: Json = {
        "type": "text",
        "text": "Spain.",
        "annotations": [{"start_index": 0, "end_index": 5, "source": "x"}],
    }
    return producing(answer, spoiled)
