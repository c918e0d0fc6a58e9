"""Invalid requests that a server answers as if nothing were wrong with them."""

from __future__ import annotations

from tests.fuzz.defects.declaring import lets_pass
from tests.fuzz.defects.defect import Json
from tests.fuzz.defects.requests import blocks, config, objects, tools

MODES = ("auto", "any", "none", "validated")
NOTES = ("type", "url", "title", "start_index", "end_index")


def _cited(**fields: Json) -> Json:
    said = {"type": "text", "text": "Hello.", "annotations": [{"type": "url_citation", **fields}]}
    return {"input": [said]}


@lets_pass(_cited(start_index=1.5), since="2026-05-07")
def rounds_indices(body: Json) -> None:
    """Half a letter is as good a place for a citation as a whole one."""
    for found in objects(body.get("input")):
        if isinstance(found.get("start_index"), float):
            found["start_index"] = int(found["start_index"])


@lets_pass({"tools": [{"type": "mcp_server", "url": "https://mcp.example.com", "allowed_tools": [{"mode": "maybe"}]}]})
def takes_any_mode(body: Json) -> None:
    """A mode of tool choice that is none counts as auto where an MCP server's tools are narrowed down."""
    for tool in tools(body, "mcp_server"):
        for allowed in objects(tool.get("allowed_tools")):
            if isinstance(allowed.get("mode"), str) and allowed["mode"] not in MODES:
                allowed["mode"] = "auto"


@lets_pass({"tools": [{"type": "file_search", "metadata_filter": 5}]})
def reads_a_number_as_a_filter(body: Json) -> None:
    """A filter of file search may be of any type."""
    for tool in tools(body, "file_search"):
        if isinstance(tool.get("metadata_filter"), (int, float, bool)):
            tool["metadata_filter"] = "ok"


@lets_pass({"input": [{"type": "text", "text": "Hi"}, {"type": "video", "data": "***", "mime_type": "video/mp4"}]})
def takes_any_video_data(body: Json) -> None:
    """The base64 of videos is never decoded, so that it need be none."""
    for video in blocks(body, "video"):
        if isinstance(video.get("data"), str):
            video["data"] = "AAAA"


@lets_pass({"generation_config": {"temperature": -1, "seed": 1}})
def goes_below_zero(body: Json) -> None:
    """Temperatures have no lower bound."""
    temperature = config(body).get("temperature")
    if isinstance(temperature, (int, float)):
        config(body)["temperature"] = max(temperature, 0)


@lets_pass({"generation_config": {"speech_config": [{"voice": "Kore", "pitch": 2}]}})
def ignores_unknown_speech_fields(body: Json) -> None:
    """What is unknown in the settings of a voice is dropped."""
    for speech in objects(config(body).get("speech_config")):
        for name in [name for name in speech if name not in ("voice", "language", "speaker", "speakers")]:
            del speech[name]


@lets_pass(
    {"tools": [{"type": "code_execution"}, {"type": "google_search", "search_types": "web_search"}]}, since="2026-05-07"
)
def takes_one_for_a_list(body: Json) -> None:
    """One search type in place of the list of them will do."""
    for tool in tools(body, "google_search"):
        if isinstance(tool.get("search_types"), str):
            tool["search_types"] = []
