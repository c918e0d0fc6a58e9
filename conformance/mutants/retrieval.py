"""What a server could get wrong about getting what it stored."""

from __future__ import annotations

from conformance.exchange import Exchange
from conformance.interaction import blocks
from conformance.mutant import doubled, dropped, edited, first, mutant, of_type
from conformance.path import MISSING

NOT_FOUND = {"error": {"code": "not_found", "message": "Interaction not found."}}
SAID = {"type": "user_input", "content": [{"type": "text", "text": "Something else."}]}


@mutant(kills="retrieval.by-id retrieval.status retrieval.same-content")
def forgets_at_once(created: Exchange, found: Exchange) -> Exchange:
    return found.with_status(404).with_json("$", NOT_FOUND)


@mutant(kills="retrieval.by-id")
def gives_it_another_id(created: Exchange, found: Exchange) -> Exchange:
    return found.with_json("$.id", f"{created.id}x")


@mutant(kills="retrieval.by-id")
def names_another_model(created: Exchange, found: Exchange) -> Exchange:
    return found.with_json("$.model", "gemini-0-mini")


@mutant(kills="retrieval.by-id")
def stores_what_it_never_answers(created: Exchange, found: Exchange) -> Exchange:
    return found.with_json("$.created", 1779100000)


@mutant(kills="retrieval.status")
def stores_it_as_running(created: Exchange, found: Exchange) -> Exchange:
    return found.with_json("$.status", "in_progress")


@mutant(kills="retrieval.same-content")
def stores_no_signatures(created: Exchange, found: Exchange) -> Exchange:
    kept = [{name: value for name, value in block.items() if name != "signature"} for block in produced(found)]
    return found if kept == produced(found) else found.with_json(f"$.{found.revision.blocks}", kept)


@mutant(kills="retrieval.same-content")
def stores_no_content(created: Exchange, found: Exchange) -> Exchange:
    return found.without(f"$.{found.revision.blocks}")


@mutant(kills="retrieval.repeatable")
def touches_it_on_every_get(created: Exchange, once: Exchange, again: Exchange) -> Exchange:
    return again.with_json("$.updated", "2031-01-01T00:00:00Z")


@mutant(kills="retrieval.no-list")
def lists_everything(created: Exchange, asked: Exchange) -> Exchange:
    return asked.with_status(200).with_json("$", {"interactions": [created.json]})


@mutant(kills="retrieval.input-on-request", violates="get.include-input.default get.includes-user-input")
def ignores_include_input(created: Exchange, found: Exchange) -> Exchange:
    kept = [block for block in produced(found) if block["type"] != "user_input"]
    return found.with_json(f"$.{found.revision.blocks}", kept).without("$.input")


@mutant(kills="retrieval.input-on-request", violates="get.includes-user-input")
def shows_another_input(created: Exchange, found: Exchange) -> Exchange:
    return found.with_json("$.input", [SAID])


@mutant(kills="retrieval.user-input-step")
def stores_only_the_models_steps(created: Exchange, found: Exchange) -> Exchange:
    return found.with_json("$.steps", [step for step in produced(found) if step["type"] != "user_input"])


@mutant(kills="retrieval.user-input-step")
def puts_the_user_last(created: Exchange, found: Exchange) -> Exchange:
    return found.with_json("$.steps", produced(found)[::-1])


@mutant(kills="retrieval.outputs-only")
def always_shows_the_input(created: Exchange, found: Exchange) -> Exchange:
    return found.with_json("$.input", [{"role": "user", "content": [{"type": "text", "text": "Hello"}]}])


@mutant(kills="retrieval.streams retrieval.replays")
def answers_a_stream_with_json(created: Exchange, found: Exchange) -> Exchange:
    return found.with_header("content-type", "application/json").with_json("$", created.json)


@mutant(kills="retrieval.streams")
def streams_another_interaction(created: Exchange, found: Exchange) -> Exchange:
    return edited(found, of_type(found.revision.created, found.revision.completed), "$.interaction.id", "v1_other")


@mutant(kills="retrieval.replays")
def begins_in_the_middle(created: Exchange, found: Exchange) -> Exchange:
    return dropped(found, first(found, of_type(found.revision.created)))


@mutant(kills="retrieval.replays")
def says_some_of_it_twice(created: Exchange, found: Exchange) -> Exchange:
    return doubled(found, lambda event: event.delta.get("type") == "text")


@mutant(kills="retrieval.replays")
def never_completes(created: Exchange, found: Exchange) -> Exchange:
    return dropped(found, of_type(found.revision.completed))


def produced(found: Exchange) -> list[dict[str, object]]:
    """The blocks of an interaction, which a good exchange is sure to have."""
    value = found.interaction.get(found.revision.blocks, MISSING)
    assert isinstance(value, list)
    return value


@mutant(kills="retrieval.whole-turn")
def forgets_what_tools_did(created: Exchange, found: Exchange) -> Exchange:
    where = f"$.{found.revision.blocks}"
    return found.with_json(where, [b for b in blocks(found.interaction) if "google_search" not in str(b.get("type"))])


@mutant(kills="retrieval.whole-turn")
def forgets_what_was_asked(created: Exchange, found: Exchange) -> Exchange:
    left = [block for block in blocks(found.interaction) if block.get("type") != "user_input"]
    return found.with_json(f"$.{found.revision.blocks}", left).with_json("$.input", MISSING)
