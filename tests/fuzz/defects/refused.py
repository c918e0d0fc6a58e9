"""Valid requests that a server refuses, breaks on, hangs up on or never answers."""

from __future__ import annotations

from tests.fuzz.defects.declaring import refuses
from tests.fuzz.defects.defect import HANG_UP, SILENCE, Json
from tests.fuzz.defects.requests import blocks, config, objects, tools

TEXT = {"type": "text", "text": "Hello."}
CITY = {"type": "object", "properties": {"city": {"$ref": "#/$defs/city"}}}


@refuses(
    {"tools": [{"type": "mcp_server", "url": "https://mcp.example.com", "headers": {}, "allowed_tools": []}]},
    status=400,
)
def refuses_headers_beside_allowed_tools(body: Json) -> bool:
    """An MCP server may have headers or allowed tools, not both."""
    return any("headers" in tool and "allowed_tools" in tool for tool in tools(body, "mcp_server"))


@refuses({"tools": [{"type": "google_maps", "latitude": 90, "longitude": 0}]}, status=400, since="2026-05-07")
def refuses_the_north_pole(body: Json) -> bool:
    """The greatest latitude that there is counts as too great."""
    return any(tool.get("latitude") == 90 for tool in tools(body, "google_maps"))


@refuses({"input": [TEXT, {"type": "text", "text": ""}]}, status=500)
def breaks_on_an_empty_text(body: Json) -> bool:
    """A text without a letter among other contents is an internal error."""
    return any(text.get("text") == "" for text in blocks(body, "text"))


@refuses(
    {"tools": [{"type": "function", "name": "visit", "parameters": {
        "type": "object",
        "properties": {"trip": {"type": "array", "items": CITY}},
        "$defs": {"city": {"type": "string"}},
    }}]},
    status=500,
)  # fmt: skip
def breaks_on_a_nested_reference(body: Json) -> bool:
    """A $ref further down than the properties of a function's parameters is an internal error."""
    return any(_nested_reference(tool.get("parameters")) for tool in tools(body, "function"))


def _nested_reference(schema: Json) -> bool:
    top = schema.get("properties") if isinstance(schema, dict) else None
    properties = top.values() if isinstance(top, dict) else ()
    return any("$ref" in found for item in properties for found in objects(item) if found is not item)


@refuses({"generation_config": {"image_config": {"aspect_ratio": "8:1"}}}, status=400, since="2026-05-07")
def refuses_a_banner(body: Json) -> bool:
    """One of the fourteen documented aspect ratios is missing from the server's list."""
    return any(found.get("aspect_ratio") == "8:1" for found in objects(body))


@refuses(
    {"input": [TEXT, {"type": "audio", "data": "T2dnUw==", "mime_type": "audio/opus"}]},
    status=HANG_UP,
    since="2026-05-07",
)
def hangs_up_on_opus(body: Json) -> bool:
    """The process that reads one kind of sound crashes, and the connection with it."""
    return any(audio.get("mime_type") == "audio/opus" for audio in blocks(body, "audio"))


@refuses(
    {"generation_config": {"thinking_level": "minimal", "thinking_summaries": "none"}},
    status=SILENCE,
    since="2026-05-07",
)
def is_silent_about_minimal_thinking(body: Json) -> bool:
    """With hardly any thinking and no summaries of it the answer never comes."""
    return (config(body).get("thinking_level"), config(body).get("thinking_summaries")) == ("minimal", "none")


@refuses({"labels": {"team": "a"}, "generation_config": {"seed": 1}}, status=400, since="2026-11-16")
def refuses_labels_beside_a_seed(body: Json) -> bool:
    """What has labels can't have a seed."""
    return "seed" in config(body) and "labels" in body


@refuses(
    {"input": [
        {"type": "user_input", "content": [TEXT]},
        {"type": "thought", "signature": "skip_thought_signature_validator"},
        {"type": "function_call", "id": "c", "name": "look", "arguments": {}},
        {"type": "function_result", "call_id": "c", "name": "look", "result": [TEXT], "is_error": True},
    ]},
    status=500,
    since="2026-05-20",
)  # fmt: skip
def breaks_on_errors_told_at_length(body: Json) -> bool:
    """A history in which a function failed and said so in a list of contents is an internal error."""
    results = blocks(body, "function_result")
    return any(found.get("is_error") is True and isinstance(found.get("result"), list) for found in results)


@refuses({"generation_config": {"seed": -1}}, status=400)
def refuses_a_negative_seed(body: Json) -> bool:
    """A seed is any integer, but not here."""
    seed = config(body).get("seed")
    return isinstance(seed, int) and seed < 0
