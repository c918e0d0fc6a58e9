"""Sins in what a create says."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote, unquote

from conformance.sdk.sins.sin import OLD, Json, says


def without(body: Json, *names: str) -> Json:
    """The body without the field at this path."""
    *path, last = names
    inner: Any = body
    for name in path:
        inner[name] = dict(inner.get(name, {}))
        inner = inner[name]
    inner.pop(last, None)
    return body


def with_input(body: Json, edit: Any) -> Json:
    """The body with each content of its input edited, where that is a list."""
    given = body.get("input")
    return body | {"input": [edit(dict(piece)) for piece in given]} if isinstance(given, list) else body


@says("client-create.input-unchanged client-chaining.new-input-only")
def tidies_the_input(body: Json) -> Json:
    """Drops the mark at the end of the input."""
    given = body.get("input")
    return body | {"input": given.rstrip("?.")} if isinstance(given, str) else body


@says("client-input.letters")
def knows_ascii_alone(body: Json) -> Json:
    """Writes a question mark for each letter beyond ASCII."""
    return body | {"input": body["input"].encode("ascii", "replace").decode()}


@says("client-input.contents client-input.every-kind client-limits.large-input")
def puts_text_first(body: Json) -> Json:
    """Sorts the contents of the input: texts first."""
    return body | {"input": sorted(body["input"], key=lambda content: bool(content.get("type") != "text"))}


@says("client-input.one-content")
def takes_a_content_for_text(body: Json) -> Json:
    """Sends a single content as the text of its JSON."""
    return body | {"input": json.dumps(body["input"])}


@says("client-input.uri")
def resolves_escapes(body: Json) -> Json:
    """Resolves the escapes of addresses."""
    return with_input(body, lambda piece: piece | ({"uri": unquote(piece["uri"])} if "uri" in piece else {}))


@says("client-input.every-kind")
def calls_everything_a_picture(body: Json) -> Json:
    """Sends sound, video and documents as pictures."""
    return with_input(body, lambda piece: piece | ({"type": "image"} if "data" in piece else {}))


@says("client-input.steps")
def sends_the_user_alone(body: Json) -> Json:
    """Sends of a list of steps only those of the user."""
    return body | {"input": [step for step in body["input"] if step["type"] == "user_input"]}


@says("client-input.turns", at=OLD)
def gives_everything_to_the_user(body: Json) -> Json:
    """Sends all turns as the user's."""
    return with_input(body, lambda turn: turn | {"role": "user"})


@says("client-input.function-result")
def calls_the_call_id_an_id(body: Json) -> Json:
    """Names the call of a result in ``id``."""
    return with_input(body, lambda piece: {"id" if name == "call_id" else name: piece[name] for name in piece})


@says("client-limits.large-input")
def cuts_long_texts(body: Json) -> Json:
    """Cuts texts at 64 KiB."""
    return with_input(body, lambda piece: piece | ({"text": piece["text"][:65536]} if "text" in piece else {}))


@says("client-settings.generation")
def forgets_the_seed(body: Json) -> Json:
    """Drops the seed."""
    return without(body, "generation_config", "seed")


@says("client-settings.temperature")
def drops_a_temperature_of_nought(body: Json) -> Json:
    """Drops what is nought, as if it were not given."""
    config = {name: value for name, value in body["generation_config"].items() if value}
    return body | {"generation_config": config}


@says("client-settings.temperature client-settings.top-p")
def drops_what_is_deprecated(body: Json) -> Json:
    """Drops the temperature and top_p without a word, as google-genai 2.14 did."""
    return without(without(body, "generation_config", "temperature"), "generation_config", "top_p")


@says("client-settings.system-instruction")
def puts_the_instruction_into_the_input(body: Json) -> Json:
    """Writes the instruction before the input."""
    return {name: value for name, value in body.items() if name != "system_instruction"} | {
        "input": f"{body['system_instruction']}\n{body['input']}"
    }


@says("client-settings.tools")
def forgets_built_in_tools(body: Json) -> Json:
    """Sends functions alone."""
    return body | {"tools": [tool for tool in body["tools"] if tool["type"] == "function"]}


@says("client-settings.tool-choice client-requests.valid", plays="client-settings/tools")
def puts_the_choice_beside(body: Json) -> Json:
    """Sends the choice of tools beside the generation config."""
    choice = body.get("generation_config", {}).get("tool_choice")
    return without(body, "generation_config", "tool_choice") | ({"tool_choice": choice} if choice else {})


@says("client-settings.store client-history.not-stored")
def leaves_out_what_is_false(body: Json) -> Json:
    """Drops fields that are false, ``store`` among them."""
    return {name: value for name, value in body.items() if value is not False}


@says("client-settings.service-tier")
def asks_for_the_standard_tier(body: Json) -> Json:
    """Asks for the standard tier, whatever the application wants."""
    return body | {"service_tier": "standard"}


@says("client-settings.agent")
def names_a_model_too(body: Json) -> Json:
    """Names a model beside the agent."""
    return {"model": "gemini-2.5-flash"} | body


@says("client-settings.agent-config client-settings.background")
def treats_agents_as_models(body: Json) -> Json:
    """Drops what only agents know."""
    return without(without(body, "agent_config"), "background")


@says("client-settings.labels")
def writes_keys_in_snake_case(body: Json) -> Json:
    """Writes the keys of labels as if they were fields."""
    return body | {"labels": {name.lower(): value for name, value in body["labels"].items()}}


@says("client-settings.nothing-else client-requests.valid", plays="client-requests/a-create")
def adds_a_field(body: Json) -> Json:
    """Sends a field that nobody gave."""
    return body | {"user": "anonymous"}


@says("client-structured.schema")
def simplifies_schemas(body: Json) -> Json:
    """Drops keywords of the schema that it does not know."""
    known = {"type", "properties", "required"}
    form = body["response_format"]
    return body | {"response_format": form | {"schema": {k: v for k, v in form["schema"].items() if k in known}}}


@says("client-structured.mime-type", at=OLD)
def sends_no_mime_type(body: Json) -> Json:
    """Drops the type that goes with a schema."""
    return without(body, "response_mime_type")


@says("client-requests.stream-flag")
def asks_for_streams_in_the_query_alone(body: Json) -> Json:
    """Does not say in the body that it wants a stream."""
    return without(body, "stream")


@says("client-requests.no-stream-flag")
def always_asks_for_a_stream(body: Json) -> Json:
    """Says that it wants a stream also where it wants none."""
    return body | {"stream": True}


@says("client-chaining.settings")
def says_settings_once(body: Json) -> Json:
    """Drops the instruction from all turns but the first."""
    return without(body, "system_instruction") if "previous_interaction_id" in body else body


@says("client-chaining.opaque-id")
def escapes_ids_in_bodies(body: Json) -> Json:
    """Escapes the id of the interaction before."""
    before = body.get("previous_interaction_id")
    return body | ({"previous_interaction_id": quote(before)} if before else {})


@says("client-history.no-previous-id client-functions.unstored-history")
def names_what_it_repeats(body: Json) -> Json:
    """Names an interaction beside the whole history."""
    return body | ({"previous_interaction_id": "v1_x"} if len(body["input"]) > 1 else {})


@says("client-functions.string")
def reads_results_that_look_like_json(body: Json) -> Json:
    """Sends a string that looks like JSON as the value of that JSON."""
    return with_input(
        body, lambda piece: piece | ({"result": json.loads(piece["result"])} if "result" in piece else {})
    )


@says(
    "client-functions.object client-functions.contents client-functions.right-result client-functions.unstored-result"
)
def writes_results_as_text(body: Json) -> Json:
    """Sends results as the text of their JSON."""
    return with_input(
        body, lambda piece: piece | ({"result": json.dumps(piece["result"])} if "result" in piece else {})
    )


@says("client-functions.name")
def forgets_names(body: Json) -> Json:
    """Sends results without the names of their functions."""
    return with_input(body, lambda piece: {name: value for name, value in piece.items() if name != "name"})


@says("client-functions.call-id client-functions.unstored-result")
def answers_by_name(body: Json) -> Json:
    """Names in place of the call's id its function."""
    return with_input(body, lambda piece: piece | ({"call_id": piece["name"]} if "call_id" in piece else {}))


@says("client-functions.once-each")
def answers_the_first_call_alone(body: Json) -> Json:
    """Sends the first result of several."""
    given = body["input"]
    return body | {"input": given[:1]} if isinstance(given, list) else body


@says("client-functions.previous-id")
def sends_results_to_nobody(body: Json) -> Json:
    """Sends results without the id of the interaction."""
    return without(body, "previous_interaction_id")
