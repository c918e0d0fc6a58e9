"""One turn of the scripted model: think, use tools, then call functions or answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from conformance.emulator import catalogue
from conformance.emulator.model import functions, server_tools
from conformance.emulator.model.instances import instance_of
from conformance.emulator.model.media import PICTURE, SPEECH
from conformance.emulator.model.prompt import Prompt
from conformance.emulator.model.system import obeyed
from conformance.emulator.model.text import answer
from conformance.emulator.signatures import WITHOUT_THINKING, sign
from conformance.emulator.tokens import count

Json = dict[str, Any]

THOUGHT_TOKENS = {"minimal": 4, "low": 8, "medium": 16, "high": 32}
SUMMARY = "**Reading the request**\n\nI look at what was said so far and pick the rule that answers it."


@dataclass(slots=True)
class Reply:
    """What came out: steps, how it ended, and what it cost beyond the tokens of the steps."""

    steps: list[Json] = field(default_factory=list)
    status: str = "completed"
    thought_tokens: int = 0
    output_tokens: int = 0
    image_tokens: int = 0
    audio_tokens: int = 0
    tool_tokens: int = 0
    searches: int = 0


def respond(prompt: Prompt, new_id: Callable[[], str]) -> Reply:
    """The reply to ``prompt``; ``new_id`` gives an id for each call. Raises 400 for a schema that is too complex."""
    reply = Reply(thought_tokens=_thinking(prompt))
    limit = prompt.config.get("max_output_tokens")
    if limit is not None and reply.thought_tokens >= limit:
        return Reply(status="incomplete", thought_tokens=max(limit - 1, 0))
    thought = _thought(prompt, reply)
    calls = functions.calls(prompt)
    if calls:
        steps = [_call_step(call, new_id()) for call in calls]
        cost = sum(count(call["name"]) + count(json.dumps(call["arguments"])) for call in calls)
        if limit is not None and reply.thought_tokens + cost > limit:
            return Reply(status="incomplete", thought_tokens=reply.thought_tokens)
        reply.steps, reply.status, reply.output_tokens = [thought, *steps], "requires_action", cost
        return reply
    done = server_tools.used(prompt, new_id)
    reply.tool_tokens, reply.searches = done.tokens, done.searches
    contents = _contents(prompt, done, reply, limit)
    reply.steps = [*done.steps, thought]
    if contents:
        reply.steps.append({"content": contents, "type": "model_output"})
    return reply


def _thinking(prompt: Prompt) -> int:
    """Tokens spent on thinking: by level, and none for reading out what a function returned."""
    return 0 if prompt.results else THOUGHT_TOKENS.get(prompt.config.get("thinking_level", "medium"), 16)


def _thought(prompt: Prompt, reply: Reply) -> Json:
    signature = sign(f"{prompt.model} {prompt.question}") if reply.thought_tokens else WITHOUT_THINKING
    wanted = prompt.config.get("thinking_summaries") == "auto" and reply.thought_tokens > 0
    summary = {"summary": [{"text": SUMMARY, "type": "text"}]} if wanted else {}
    return {"signature": signature, **summary, "type": "thought"}


def _call_step(call: Json, call_id: str) -> Json:
    return {"id": call_id, "type": "function_call", "name": call["name"], "arguments": call["arguments"]}


def _contents(prompt: Prompt, done: server_tools.Used, reply: Reply, limit: int | None) -> list[Json]:
    """The content blocks of the answer, in the order of the formats that were asked for."""
    contents: list[Json] = []
    for kind in _kinds(prompt):
        if kind == "image":
            contents.append(dict(PICTURE))
            reply.image_tokens += 1120
        elif kind == "audio":
            contents.append(dict(SPEECH))
            reply.audio_tokens += 32
        else:
            contents += _text(prompt, done, reply, limit)
    return contents


def _kinds(prompt: Prompt) -> list[str]:
    asked = [item["type"] for item in prompt.formats] or prompt.modalities
    if asked:
        return list(dict.fromkeys(asked))
    if "tts" in prompt.model:
        return ["audio"]
    return ["image"] if catalogue.makes_images(prompt.model) and "omni" not in prompt.model else ["text"]


def _text(prompt: Prompt, done: server_tools.Used, reply: Reply, limit: int | None) -> list[Json]:
    """The text block, cut at stop sequences and at the limit; no block if nothing is left of it."""
    full = _structured(prompt)
    text = obeyed(prompt.system, done.computed or answer(prompt)) if full is None else full
    for stop in prompt.config.get("stop_sequences", []):
        if stop:
            text = text.split(stop, 1)[0]
    room = None if limit is None else limit - reply.thought_tokens
    if room is not None and count(text) > room:
        text = _first(text, room)
        reply.status = "incomplete"
    reply.output_tokens += count(text)
    if not text:
        return []
    cited = server_tools.citations(text, done.cited) if full is None else []
    return [{"text": text, **({"annotations": cited} if cited else {}), "type": "text"}]


def _structured(prompt: Prompt) -> str | None:
    """JSON text, if a format asks for it."""
    for item in prompt.formats:
        if item["type"] != "text" or item.get("mime_type", "application/json") != "application/json":
            continue
        if "schema" in item:
            value = instance_of(item["schema"], "response_format.schema")
            return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        if item.get("mime_type"):
            return json.dumps({"answer": answer(prompt)}, ensure_ascii=False, separators=(",", ":"))
    return None


def _first(text: str, room: int) -> str:
    """The longest beginning of ``text`` that takes at most ``room`` tokens."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if count(text[:middle]) <= room else (low, middle - 1)
    return text[:low]
