"""One turn of the scripted model: think, use tools, then call functions or answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from conformance.emulator.catalogue import Model, model_named
from conformance.emulator.model import functions, tools, transcript
from conformance.emulator.model.answer import contents
from conformance.emulator.model.order import arranged, signs_calls
from conformance.emulator.model.prompt import Prompt
from conformance.emulator.model.tally import Tally
from conformance.emulator.model.text import answer
from conformance.emulator.signatures import WITHOUT_THINKING, sign
from conformance.emulator.tokens import count

Json = dict[str, Any]

THOUGHT_TOKENS = {"minimal": 4, "low": 8, "medium": 16, "high": 32, "xhigh": 64}
USUAL_LEVEL = "medium"
NO_SEARCHES = Tally()
SUMMARY = "**Reading the request**\n\nI look at what was said so far and pick the rule that answers it."


@dataclass(slots=True)
class Reply:
    """What came out: steps, how it ended, and what it cost beyond the tokens of the input.

    ``output`` are the tokens of the answer by modality, ``searches`` the uses of grounding tools by type.
    """

    steps: list[Json] = field(default_factory=list)
    status: str = "completed"
    thought_tokens: int = 0
    output: Tally = field(default_factory=Tally)
    tool_tokens: int = 0
    searches: Tally = field(default_factory=Tally)


def respond(prompt: Prompt, new_id: Callable[[], str]) -> Reply:
    """The reply to ``prompt``; ``new_id`` gives an id for each call.

    Raises ``ApiError``: 400 for a schema that is too complex and for an MCP server that fails, 404 for a store that is
    not there.
    """
    model = model_named(prompt.model)
    if prompt.plain and model.makes[0] == "text":
        return _plainly(prompt, model)
    thinking = _thinking(prompt) if model.thinks else 0
    limit = prompt.options.config.get("max_output_tokens")
    if limit is not None and thinking >= limit:
        return Reply(status="incomplete", thought_tokens=max(limit - 1, 0))
    room = None if limit is None else limit - thinking
    calls = functions.calls(prompt)
    done = tools.used(prompt, new_id, signed=signs_calls(model), calling=bool(calls))
    transcript.run(done, prompt)
    reply = Reply(thought_tokens=thinking, tool_tokens=done.tokens, searches=done.searches)
    said = _calling(prompt, calls, done, reply) if calls else _answering(prompt, model, done, reply, room)
    if calls and room is not None and reply.output.total() > room:
        return Reply(status="incomplete", thought_tokens=thinking)
    thought = [_thought(prompt, thinking)] if model.thinks else []
    reply.steps = arranged(model, thought, done.steps, said)
    return reply


def _plainly(prompt: Prompt, model: Model) -> Reply:
    """What comes of the same with nothing to use or to obey: a thought, and a text of any length."""
    said = answer(prompt)
    thinking = THOUGHT_TOKENS[USUAL_LEVEL] if model.thinks else 0
    steps: list[Json] = [{"content": [{"text": said, "type": "text"}], "type": "model_output"}]
    if model.thinks:
        steps.insert(0, _thought(prompt, thinking))
    return Reply(steps, "completed", thinking, Tally(text=count(said)), 0, NO_SEARCHES)


def _thinking(prompt: Prompt) -> int:
    """Tokens spent on thinking: by level, and none for reading out what a function returned."""
    return 0 if prompt.results else THOUGHT_TOKENS.get(prompt.options.config.get("thinking_level", USUAL_LEVEL), 16)


def _thought(prompt: Prompt, tokens: int) -> Json:
    signature = sign(f"{prompt.model} {prompt.question}") if tokens else WITHOUT_THINKING
    if not prompt.options.config:
        return {"signature": signature, "type": "thought"}
    wanted = prompt.options.config.get("thinking_summaries") == "auto" and tokens > 0
    summary = {"summary": [{"text": SUMMARY, "type": "text"}]} if wanted else {}
    return {"signature": signature, **summary, "type": "thought"}


def _calling(prompt: Prompt, calls: list[Json], done: tools.Used, reply: Reply) -> list[Json]:
    """The steps that ask the client to act, after the service has looked up what it held back of its functions."""
    reply.status = "requires_action"
    loaded = functions.deferred(prompt, calls)
    if loaded:
        found = done.call("tool_search", arguments={"function_names": [function["name"] for function in loaded]})
        done.result("tool_search", found, result=loaded)
    for call in calls:
        reply.output["text"] += count(call["name"]) + count(json.dumps(call["arguments"]))
    return [{"id": done.new_id(), "type": "function_call", **call} for call in calls]


def _answering(prompt: Prompt, model: Model, done: tools.Used, reply: Reply, room: int | None) -> list[Json]:
    """The step with the answer; none where nothing is left of it."""
    answer = contents(prompt, model, done, room)
    reply.output = answer.tokens
    reply.status = "incomplete" if answer.cut else "completed"
    return [{"content": answer.blocks, "type": "model_output"}] if answer.blocks else []
