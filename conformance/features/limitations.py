"""Limitations: what the documentation says that the API does not do.

A server that refuses it does so in the documented shape; none ignores it silently.
"""

from __future__ import annotations

from conformance.api import Api
from conformance.contract import in_error_shape
from conformance.conversation import ASKED, CONTROL, Conversation
from conformance.exchange import Exchange
from conformance.features.function_calling import WEATHER
from conformance.interaction import objects
from conformance.media import block
from conformance.requirement import Feature, Level
from conformance.verdict import Verdict, all_of, expect

feature = Feature(
    "limitations", "Limitations", "https://ai.google.dev/gemini-api/docs/interactions-overview#limitations"
)

SAFETY = [{"category": "HARM_CATEGORY_HARASSMENT", "threshold": "BLOCK_ONLY_HIGH"}]
SERVER = {"type": "mcp_server", "name": "weather_service", "url": "https://gemini-api-demos.uc.r.appspot.com/mcp"}

guarded = Conversation(CONTROL, ASKED.where(lambda x: "safety_settings" in x.sent, "create with safety settings"))


def kinds_of_tools(x: Exchange) -> set[object]:
    """The types of the tools that a request declares."""
    return {tool.get("type") for tool in objects(x.sent.get("tools"))}


@feature.scenario(elicits=guarded, since="2026-05-20")
def set_safety(api: Api) -> None:
    """Send safety settings."""
    api.control()
    api.create(safety_settings=SAFETY)


@feature.may(
    "limitations.safety-settings",
    guarded,
    clauses="lim.safety create.safety-settings.schema",
    since="2026-05-20",
    note="The overview says that they are not supported, the reference has the field (disc.docs.safety-settings).",
)
def takes_or_refuses_safety_settings(control: Exchange, asked: Exchange) -> Verdict:
    """Safety settings are accepted, or refused with a word about them."""
    if asked.status == 200:
        return all_of(
            expect(asked, "$.status").is_one_of("completed", "incomplete"),
            expect(asked, "$.id").differs_from(control.answered_id),
        )
    return all_of(in_error_shape(asked), expect(asked, "$.error.message").contains("safety"))


@feature.refusal(
    "limitations.three-kinds-of-tools",
    level=Level.MAY,
    clauses="lim.tool-combination mcp.combination",
    until="2026-05-20",
    shows=lambda x: {"mcp_server", "function", "google_search"} <= kinds_of_tools(x),
)
def all_kinds_of_tools(api: Api) -> object:
    """A remote server, a function and a built-in tool together are refused."""
    return {"tools": [SERVER, WEATHER, {"type": "google_search"}]}


@feature.refusal(
    "limitations.video-metadata",
    level=Level.MAY,
    clauses="lim.video-metadata",
    since="2026-05-20",
    shows=lambda x: any("video_metadata" in item for item in objects(x.sent.get("input"))),
)
def video_metadata(api: Api) -> object:
    """A video with video_metadata is refused."""
    return {"input": [{**block("video"), "video_metadata": {"fps": 1}}]}
