"""Deep Research: it plans, searches, reads and writes a report, or first shows the plan and waits for a yes.

Clauses agent.dr.*. Without ``thinking_summaries`` its thoughts have no words, so a stream has little but the report.
With ``collaborative_planning`` the answer is the plan; the report follows once a later turn leaves that off. Pictures
come only where the question asks for some, in an output of their own before the report: the text is the last thing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from conformance.emulator.agents.run import Run
from conformance.emulator.model import Prompt, Reply
from conformance.emulator.model.media import image
from conformance.emulator.model.tools import Used, placed, used

Json = dict[str, Any]

TOOLS: list[Json] = [{"type": "google_search"}, {"type": "url_context"}, {"type": "code_execution"}]
"""What the agent uses where the request names no tools (agent.dr.default-tools)."""
SEARCH: Json = {"type": "google_search"}
PLAN = "Research plan: "
PICTURES = re.compile(r"\b(?:graphics?|charts?|graphs?|images?|visuali[sz]ations?|diagrams?|plots?)\b", re.IGNORECASE)
MAX_TOPIC = 160


def research(prompt: Prompt, config: Json, new_id: Callable[[], str]) -> Reply:
    """The plan for ``prompt``, or the report on it with all that led there."""
    run, topic = Run(), _topic(prompt)
    worded = config.get("thinking_summaries") == "auto"

    def think(words: str) -> None:
        run.think(f"{words} {topic}", f"**{words}**\n\n{words}: {topic}." if worded else None)

    think("Planning the research")
    if config.get("collaborative_planning"):
        run.say({"text": _plan(prompt, topic), "type": "text"})
        return run.reply("completed", Used(new_id))
    done = _look(prompt, new_id)
    run.use(done)
    think("Reading what was found")
    if config.get("visualization", "auto") == "auto" and PICTURES.search(prompt.question):
        think("Drawing what the numbers say")
        run.say(image(topic, {"aspect_ratio": "16:9"})[0])
    think("Writing the report")
    report = _report(topic, done)
    cited = placed(report, done.cited)
    run.say({"text": report, **({"annotations": cited} if cited else {}), "type": "text"})
    return run.reply("completed", done)


def _look(prompt: Prompt, new_id: Callable[[], str]) -> Used:
    """What the tools find; a search at least, if searching is allowed."""
    tools = prompt.options.tools or TOOLS
    done = used(_with(prompt, tools), new_id, signed=True)
    if not done.searches and SEARCH in tools:
        searched = used(_with(prompt, [SEARCH]), new_id, signed=True)
        done.steps, done.cited = [*searched.steps, *done.steps], [*searched.cited, *done.cited]
        done.searches.add(searched.searches)
    return done


def _with(prompt: Prompt, tools: Sequence[Json]) -> Prompt:
    return replace(prompt, options=replace(prompt.options, tools=tools, config={}))


def _topic(prompt: Prompt) -> str:
    """What to research: the question, or what the plan was about that this turn goes on with."""
    planned = [text for text in prompt.model_texts if text.startswith(PLAN)]
    topic = planned[-1].removeprefix(PLAN).split("\n", 1)[0] if planned else prompt.question
    return " ".join(topic.split())[:MAX_TOPIC]


def _plan(prompt: Prompt, topic: str) -> str:
    """A plan in four points; what the user said to an earlier plan becomes a point of the next."""
    points = [f"Search the web for: {topic}", "Read the sources that are found", "Compare what they say"]
    if any(text.startswith(PLAN) for text in prompt.model_texts):
        points.append(f"Mind what was asked for: {prompt.question}")
    points.append("Write a report with citations")
    listed = "\n".join(f"{number}. {point}" for number, point in enumerate(points, 1))
    return f"{PLAN}{topic}\n\n{listed}\n\nShall I go ahead, or change something?"


def _report(topic: str, done: Used) -> str:
    searched = done.searches.total()
    found = [f"- {sentence}" for sentence in done.said] or ["- The emulator knows nothing about this topic."]
    sources = [f"- {citation.get('title', citation.get('url', 'a source'))}" for _, citation in done.cited]
    listed = "\n".join(sources) or "- none"
    return (
        f"# Report: {topic}\n\n"
        f"This is the report of a scripted agent; it rests on {searched} search{'' if searched == 1 else 'es'}.\n\n"
        "## Findings\n\n" + "\n".join(found) + f"\n\n## Sources\n\n{listed}\n"
    )
