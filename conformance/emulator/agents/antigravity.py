"""Antigravity: it thinks, acts in a sandbox, and answers or asks the client to call a function.

What it does with files are calls of functions that have their results beside them; a function of the client has none
until the next turn brings it (env.antigravity.functions-stateful). Its tools are those of the request, by default code,
search and pages; the files come with an ``environment``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from conformance.emulator.agents.run import Run
from conformance.emulator.agents.sandbox import Sandbox, normal
from conformance.emulator.model import Prompt, Reply
from conformance.emulator.model.functions import calls
from conformance.emulator.model.text import answer
from conformance.emulator.model.tools import placed, used
from conformance.emulator.tokens import count_steps

Json = dict[str, Any]

TOOLS: list[Json] = [{"type": "code_execution"}, {"type": "google_search"}, {"type": "url_context"}]
FILE = re.compile(r"(?<![\w/:.-])(?:[\w.-]+/)*[\w-]+\.[A-Za-z][A-Za-z0-9]{0,4}(?![\w/])")
WRITING = re.compile(r"\b(?:write|save|saves|create|generate|store|put)\b", re.IGNORECASE)
LISTING = re.compile(r"\b(?:list|show|what|which)\b.*\bfiles\b", re.IGNORECASE)
MAX_WRITTEN = 400


def act(prompt: Prompt, config: Json, new_id: Callable[[], str], sandbox: Sandbox | None) -> Reply:
    """What the agent does about ``prompt``: files, tools and functions, as far as its budget reaches."""
    run = Run()
    run.think(f"antigravity {prompt.question}")
    wanted = calls(prompt)
    tools = [tool for tool in prompt.options.tools if tool["type"] != "function"]
    # Of its own tools it uses those that the question has a cue for; one that was named is there to be used.
    asked = replace(prompt, options=replace(prompt.options, tools=tools or TOOLS, config={}))
    done = used(asked, new_id, signed=True, calling=bool(wanted) or not tools)
    run.use(done)
    said = list(done.said)
    if sandbox is not None and not prompt.results:
        said += _files(run, prompt, new_id, sandbox)
    for call in wanted:
        run.call({"id": new_id(), "type": "function_call", **call})
    if not wanted:
        text = " ".join(said) or answer(prompt)
        cited = placed(text, done.cited)
        run.say({"text": text, **({"annotations": cited} if cited else {}), "type": "text"}, *done.made)
    budget = config.get("max_total_tokens")
    spent = sum(count_steps(prompt.steps).values())
    status = "requires_action" if wanted else "completed"
    return run.reply(status, done, spent=spent, budget=None if budget is None else int(budget))


def _files(run: Run, prompt: Prompt, new_id: Callable[[], str], sandbox: Sandbox) -> list[str]:
    """Write the files that the question wants written, read those that it names, list them all; what was done."""
    said = []
    for path in dict.fromkeys(normal(found) for found in FILE.findall(prompt.question)):
        if path in sandbox.files:
            content = sandbox.files[path]
            _call(run, new_id(), "view_file", {"path": path}, content)
            said.append(f"{path} holds: {content[:MAX_WRITTEN]}")
        elif WRITING.search(prompt.question):
            sandbox.files[path] = answer(prompt)[:MAX_WRITTEN]
            _call(run, new_id(), "write_to_file", {"path": path, "content": sandbox.files[path]}, "Written.")
            said.append(f"I wrote {path}.")
    if LISTING.search(prompt.question):
        listed = "\n".join(sorted(sandbox.files)) or "no files"
        _call(run, new_id(), "list_dir", {"path": "."}, listed)
        said.append(f"The files are: {', '.join(sorted(sandbox.files)) or 'none'}.")
    return said


def _call(run: Run, call_id: str, name: str, arguments: Json, result: str) -> None:
    run.call({"id": call_id, "type": "function_call", "name": name, "arguments": arguments})
    run.returned({"type": "function_result", "call_id": call_id, "name": name, "result": result})
