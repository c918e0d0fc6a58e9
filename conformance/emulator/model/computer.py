"""Computer use: actions on a screen that the client runs, one a turn, until the task is done.

The actions are functions with names of their own; positions are on a grid from 0 to 999 whatever the size of the
screen (clause tool.cu.normalised-coordinates).
"""

from __future__ import annotations

import re
from typing import Any

from conformance.emulator.model.prompt import Prompt
from conformance.emulator.model.tools.pages import addresses

Json = dict[str, Any]

RISKY = re.compile(r"\b(?:buy|pay|purchase|order|book|accept|delete|send|sign up)\b", re.IGNORECASE)
CONFIRM = {"decision": "require_confirmation", "explanation": "The action may have lasting effects."}


def tool_of(prompt: Prompt) -> Json | None:
    """The declaration of computer use, if there is one."""
    return next((tool for tool in prompt.options.tools if tool["type"] == "computer_use"), None)


def action(prompt: Prompt) -> Json | None:
    """The next action as ``{"name", "arguments"}``; None without the tool and at the end of the task."""
    tool = tool_of(prompt)
    if tool is None:
        return None
    left_out = {*tool.get("excluded_predefined_functions", []), *tool.get("excludedPredefinedFunctions", [])}
    plan = [step for step in _plan(prompt.question, tool.get("environment", "browser")) if step["name"] not in left_out]
    names = {step["name"] for step in plan}
    taken = sum(call["name"] in names for call in prompt.calls_since_question)
    return plan[taken] if taken < len(plan) else None


def _plan(question: str, environment: str) -> list[Json]:
    """What is done for a question: get there, click, type."""
    pages = addresses(question)
    start: Json = {"name": "open_web_browser", "arguments": {}}
    if environment == "mobile":
        start = {"name": "open_app", "arguments": {"app_name": "browser"}}
    elif pages:
        start = {"name": "navigate", "arguments": {"url": pages[0]}}
    click: Json = {"name": "click_at", "arguments": {"x": 500, "y": 250}}
    if RISKY.search(question):
        click["arguments"]["safety_decision"] = CONFIRM
    text = {"x": 500, "y": 250, "text": question[:100], "press_enter": True}
    return [start, click, {"name": "type_text_at", "arguments": text}]
