"""The agents: scripted plans of several steps, each in the order and the words of its page in the documentation.

How long a plan takes and when each of its steps is done is the record's matter (``record.settle``), not theirs.
"""

from __future__ import annotations

from collections.abc import Callable

from conformance.emulator.agents.antigravity import act
from conformance.emulator.agents.research import research
from conformance.emulator.agents.sandbox import Sandbox
from conformance.emulator.catalogue import is_deep_research
from conformance.emulator.create_request import CreateRequest
from conformance.emulator.model import Prompt, Reply

__all__ = ["Sandbox", "seconds", "worked"]

THOROUGH = "deep-research-max"


def worked(request: CreateRequest, prompt: Prompt, new_id: Callable[[], str], sandbox: Sandbox | None) -> Reply:
    """What the agent of ``request`` does about ``prompt``, in ``sandbox`` where it was given one."""
    if is_deep_research(request.agent):
        return research(prompt, request.options.agent_config, new_id)
    return act(prompt, request.options.agent_config, new_id, sandbox)


def seconds(agent: str | None, usual: float) -> float:
    """How long work in the background takes: as ``usual``, and twice that for the thorough researcher."""
    return usual * 2 if agent and agent.startswith(THOROUGH) else usual
