"""A recorded answer as a rule of a rules file."""

from __future__ import annotations

import json
from typing import Any, Protocol

Json = dict[str, Any]

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII="
CONTENTS = ("text", "image", "audio", "video")
UNDOCUMENTED = ("raw_prompt_token", "model_invocation_token_counts", "non_grounding_model_invocation_token_counts")
OPTIONAL = ("input_tokens_by_modality", "output_tokens_by_modality", "tool_use_tokens_by_modality")


class Answered(Protocol):
    """What is needed of a recording."""

    @property
    def streamed(self) -> bool: ...
    @property
    def events(self) -> list[Json]: ...
    @property
    def answer(self) -> Any: ...
    @property
    def final(self) -> Json: ...


def rule_of(recording: Answered) -> Json:
    """The rule that answers like ``recording``; one without an answer for work that only began."""
    final = recording.final
    if final["status"] == "in_progress":
        return {}
    usage = {key: value for key, value in final.get("usage", {}).items() if key not in UNDOCUMENTED}
    return {
        "steps": _steps(blocks_of(recording)),
        "status": final["status"],
        "usage": {**dict.fromkeys((*OPTIONAL, "grounding_tool_count")), **usage},
    }


def blocks_of(recording: Answered) -> list[Json]:
    """What was produced: steps or outputs; in those of a stream texts are lists of pieces, calls in short form."""
    if not recording.streamed:
        return list(recording.answer.get("steps", recording.answer.get("outputs", [])))
    found: dict[int, list[Json]] = {}
    for event in recording.events:
        if "index" in event:
            found.setdefault(event["index"], []).append(event)
    return [_folded(found[index]) for index in sorted(found)]


def _steps(blocks: list[Json]) -> list[Json]:
    """``blocks`` as the steps of a rule: contents in a row are one model_output."""
    steps: list[Json] = []
    for block in blocks:
        plain: Json = json.loads(json.dumps(block).replace("${", "$${"))
        if plain.get("type") in CONTENTS:
            if not steps or steps[-1].get("type") != "model_output":
                steps.append({"type": "model_output", "content": []})
            steps[-1]["content"].append(_whole(plain))
        elif plain.get("type") == "model_output":
            steps.append({**plain, "content": [_whole(content) for content in plain["content"]]})
        else:
            steps.append(plain)
    return steps


def _whole(content: Json) -> Json:
    """``content`` with a picture where the recording had it cut out."""
    return {**content, "data": PIXEL} if "TRUNCATED" in str(content.get("data")) else content


def _folded(events: list[Json]) -> Json:
    """One block from its start and its deltas."""
    block: Json = dict(events[0].get("step") or events[0]["content"])
    if block["type"] != "function_call" and not block.get("signature"):
        block.pop("signature", None)  # the steps of tools begin with an empty one, whether one follows or not
    contents: list[Json] = [] if block["type"] == "model_output" else [block]
    for event in events:
        if "delta" in event:
            _apply(event["delta"], block, contents)
    if block["type"] == "model_output":
        return {**block, "content": contents}
    if block["type"] == "function_call" and isinstance(block["arguments"], list):
        signed = {"signature": block["signature"]} if "signature" in block else {}
        return {"call": block["name"], "arguments": block["arguments"], "id": block["id"], **signed}
    return block


def _apply(delta: Json, block: Json, contents: list[Json]) -> None:
    rest = {key: value for key, value in delta.items() if key != "type"}
    match delta["type"]:
        case "text":
            if not contents or contents[-1]["type"] != "text":
                contents.append({"type": "text"})
            contents[-1]["text"] = [*contents[-1].get("text", []), delta["text"]]
            contents[-1] |= {key: value for key, value in rest.items() if key != "text"}
        case "image" if block["type"] == "model_output":
            contents.append(delta)
        case "text_annotation" | "text_annotation_delta":
            contents[-1] |= rest
        case "thought_summary":
            block["summary"] = [*block.get("summary", []), delta["content"]]
        case "arguments_delta":
            block["arguments"] = [*(block["arguments"] or []), delta["arguments"]]
        case _:
            block |= rest
