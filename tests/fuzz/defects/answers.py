"""Answers, whole and streamed, that are wrong for some requests."""

from __future__ import annotations

import json

from tests.fuzz.defects.declaring import lets_pass, spoils
from tests.fuzz.defects.defect import Json
from tests.fuzz.defects.requests import config, objects, tools

LONGEST = 32
NAME = "look_up_the_opening_hours_of_a_museum"
PLACES = {
    "type": "object",
    "properties": {"places": {"type": "array", "items": {
        "type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"],
    }, "minItems": 1}},
    "required": ["places"],
}  # fmt: skip


@lets_pass(
    {
        "input": "Look up the opening hours.",
        "tools": [{"type": "function", "name": NAME}],
        "generation_config": {"tool_choice": "any"},
    },
    kind="answer",
)
def truncates_long_function_names(body: Json) -> None:
    """A call names the first 32 letters of the function only."""
    for tool in tools(body, "function"):
        if isinstance(tool.get("name"), str):
            tool["name"] = tool["name"][:LONGEST]


def _lists_things(body: Json) -> bool:
    return any(_required_names(found) for found in objects(body.get("response_format")))


def _required_names(schema: Json) -> list[str]:
    items = schema.get("items")
    wanted = items.get("required") if isinstance(items, dict) else None
    return [name for name in wanted if isinstance(name, str)] if isinstance(wanted, list) else []


@spoils(
    _lists_things,
    {"response_format": {"type": "text", "mime_type": "application/json", "schema": PLACES}},
    since="2026-05-20",
)
def leaves_out_what_items_require(answer: Json) -> None:
    """Objects in a list of the asked-for JSON come without the fields that their schema requires."""
    for text in objects(answer):
        if text.get("type") == "text" and isinstance(text.get("text"), str):
            text["text"] = _emptied(text["text"])


def _emptied(text: str) -> str:
    try:
        value = json.loads(text)
    except ValueError:
        return text
    for found in [value, *objects(value)]:
        lists = [found] if isinstance(found, list) else [item for item in found.values() if isinstance(item, list)]
        for items in lists:
            items[:] = [{} if isinstance(item, dict) else item for item in items]
    return json.dumps(value)


# --- streams ----------------------------------------------------------------------------------------------------------


def _stops(body: Json) -> bool:
    return bool(config(body).get("stop_sequences")) and "temperature" in config(body)


@spoils(_stops, {"stream": True, "generation_config": {"stop_sequences": ["."], "temperature": 0}}, streams=True)
def ends_streams_unfinished(event: Json) -> None:
    """With stop sequences and a temperature the last event of a stream says that it goes on."""
    if "complete" in str(event.get("event_type")) and isinstance(event.get("interaction"), dict):
        event["interaction"]["status"] = "in_progress"


def _summarises(body: Json) -> bool:
    return (config(body).get("thinking_level"), config(body).get("thinking_summaries")) == ("low", "auto")


@spoils(
    _summarises,
    {"stream": True, "generation_config": {"thinking_level": "low", "thinking_summaries": "auto"}},
    streams=True,
)
def streams_no_summary_of_low_thinking(event: Json) -> None:
    """A stream leaves the summaries out when the model thinks little."""
    delta = event.get("delta")
    if isinstance(delta, dict) and delta.get("type") == "thought_summary":
        event.clear()


def _at_the_top(body: Json) -> bool:
    return config(body).get("top_p") == 1


@spoils(_at_the_top, {"stream": True, "generation_config": {"top_p": 1}}, streams=True)
def counts_more_in_streams(event: Json) -> None:
    """With the greatest top_p the usage of a stream counts a token of input that is not there."""
    whole = event.get("interaction")
    usage = whole.get("usage") if isinstance(whole, dict) else None
    if isinstance(usage, dict):
        usage["total_input_tokens"] = usage.get("total_input_tokens", 0) + 1
