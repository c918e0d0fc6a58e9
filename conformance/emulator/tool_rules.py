"""Limits on what a request may ask of a model: tools, combinations of them, thinking levels, kinds of output.

Each is documented or recorded for some revisions and holds for those alone. The wordings are the recorded ones where
there is a recording; the others say in the same manner what is wrong.
"""

from __future__ import annotations

import re
from typing import Any

from conformance.emulator.catalogue import Model, model_named
from conformance.emulator.create_request import input_steps, response_formats
from conformance.emulator.errors import invalid, shown
from conformance.emulator.model.media.movie import MAX_SECONDS
from conformance.emulator.model.media.speech import RATES
from conformance.emulator.model.prompt import text_of
from conformance.emulator.model.tools import SERVER_TOOLS
from conformance.emulator.model.tools.pages import addresses
from conformance.revisions import LEGACY, NEWEST, Revision

Json = dict[str, Any]

GEMINI_3 = 3
BUILT_IN = frozenset(SERVER_TOOLS) - {"mcp_server"} | {"computer_use"}
MAX_PAGES = 20
DURATION = re.compile(r"\d{1,4}(?:\.\d{1,9})?s")
GUIDE = "https://ai.google.dev/gemini-api/docs/computer-use"


def tools_of_the_revision(body: Json, revision: Revision) -> None:
    """The first beta did not have computer use, although its SDK did (clause tool.cu.unsupported-in-seed)."""
    for index, tool in enumerate(body.get("tools", [])):
        if revision is LEGACY and tool["type"] == "computer_use":
            raise invalid(f"The value 'computer_use' is not supported for 'tools[{index}].type'.")


def tools_that_go_together(body: Json, revision: Revision) -> None:
    """Functions, MCP servers and built-in tools were kept apart (clauses mcp.combination, lim.tool-combination); from
    March 2026 functions and built-in tools go together on Gemini 3 (clause fc.builtin-plus-custom)."""
    kinds = {_kind(tool["type"]) for tool in body.get("tools", [])}
    if len(kinds) < 2:
        return
    if revision is LEGACY or ("mcp_server" in kinds and revision.blocks == "outputs"):
        raise invalid("Combining MCP servers, function tools and built-in tools in one request is not supported.")
    if kinds >= {"function", "built-in"} and _model(body).generation < GEMINI_3:
        raise invalid(
            "Please enable tool_config.include_server_side_tool_invocations "
            "to use Built-in tools with Function calling."
        )


def remote_mcp_and_gemini_3(body: Json, revision: Revision) -> None:
    """Gemini 3 had no remote MCP before the newest revision (clauses mcp.gemini3, lim.gemini3-mcp)."""
    asked = any(tool["type"] == "mcp_server" for tool in body.get("tools", []))
    if asked and "model" in body and revision is not NEWEST and _model(body).generation >= GEMINI_3:
        raise invalid(f"Model '{shown(body['model'])}' does not support remote MCP servers.")


def computer_use_and_its_models(body: Json, _: Revision) -> None:
    """Computer use is for some models (clause tool.cu.declare), and one of them is for nothing else (recorded)."""
    asked = "tools" in body and any(tool["type"] == "computer_use" for tool in body["tools"])
    if asked and "model" in body and not _model(body).computer:
        raise invalid(f"Model '{shown(body['model'])}' does not support the computer_use tool.")
    if not asked and "computer-use" in body.get("model", "") and "previous_interaction_id" not in body:
        raise invalid(
            "This model requires the use of the Computer Use tool. "
            f"See {GUIDE}#send-request for instructions on adding the tool. If you want to use a custom set of "
            f"functions instead, see {GUIDE}#custom-functions."
        )


def pages_that_are_too_many(body: Json, revision: Revision) -> None:
    """URL context reads at most 20 pages for a request (clause tool.uc.max-20-urls)."""
    if revision.blocks != "steps" or not any(tool["type"] == "url_context" for tool in body.get("tools", [])):
        return
    said = [text_of(step) for step in input_steps(body["input"]) if step["type"] == "user_input"]
    number = len(addresses(said[-1])) if said else 0
    if number > MAX_PAGES:
        raise invalid(f"The url_context tool reads at most {MAX_PAGES} URLs for a request, and this one has {number}.")


def thinking_levels_of_the_model(body: Json, revision: Revision) -> None:
    """The allowed levels depend on the model (clause gc.thinking-level.per-model, from the newest revision on)."""
    level = body.get("generation_config", {}).get("thinking_level")
    if level is None or "model" not in body or revision is not NEWEST:
        return
    levels = _model(body).levels
    if not levels:
        raise invalid("Thinking level is not supported for this model.")
    if level not in levels:
        listed = ", ".join(f"'{known}'" for known in levels)
        path = "generation_config.thinking_level"
        raise invalid(f"The value '{shown(level)}' is not supported for '{path}'. Supported values: {listed}.")


def output_of_the_model(body: Json, _: Revision) -> None:
    """A model makes what it can make and nothing else (clause mm.out.text-model-refuses)."""
    formats = response_formats(body)
    wanted = {item["type"] for item in formats} | {modality.lower() for modality in body.get("response_modalities", [])}
    made = _model(body).makes
    for kind in ("text", "image", "audio", "video", "document"):
        if kind in wanted and kind not in made and (kind != "text" or wanted == {"text"}):
            raise invalid(f"Model '{shown(body.get('model'))}' does not support {kind} output.")


def forms_of_the_output(body: Json, _: Revision) -> None:
    """Sample rates are those that sound is made in, durations are seconds with an s."""
    for item in response_formats(body):
        rate, duration = item.get("sample_rate"), item.get("duration")
        if item["type"] == "audio" and rate is not None and rate not in RATES:
            listed = ", ".join(map(str, RATES))
            raise invalid(
                f"The value '{rate}' is not supported for 'response_format.sample_rate'. Supported values: {listed}."
            )
        if item["type"] == "video" and duration is not None and not _seconds(duration):
            path = "response_format.duration"
            raise invalid(f"The value '{shown(duration)}' is invalid for '{path}': give seconds with an s, as in '5s'.")


def _seconds(duration: str) -> bool:
    return DURATION.fullmatch(duration) is not None and 0 < float(duration[:-1]) <= MAX_SECONDS


def _kind(tool: str) -> str:
    return "built-in" if tool in BUILT_IN else tool


def _model(body: Json) -> Model:
    return model_named(body.get("model"))


TOOL_RULES = (
    (tools_of_the_revision, ("tools",)),
    (tools_that_go_together, ("tools",)),
    (remote_mcp_and_gemini_3, ("tools",)),
    (computer_use_and_its_models, ()),
    (pages_that_are_too_many, ("tools",)),
    (thinking_levels_of_the_model, ("generation_config",)),
    (output_of_the_model, ("response_format", "response_mime_type", "response_modalities")),
    (forms_of_the_output, ("response_format",)),
)
"""Each with the fields without any of which it has nothing to say (see ``rules``)."""
