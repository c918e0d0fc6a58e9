"""Processing: media that the service looks at in a way that takes a step of its own, such as agentic video."""

from __future__ import annotations

from conformance.emulator.model.prompt import Prompt
from conformance.emulator.model.tools.outcome import Used

TOKENS = 263


def run(done: Used, prompt: Prompt) -> None:
    """A call and its result for each block of the question that asks for agentic processing."""
    for content in prompt.media:
        if content.get("processing") == "agentic":
            done.result("processing", done.call("processing"))
            done.tokens += TOKENS
