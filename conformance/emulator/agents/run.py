"""The run of an agent: its steps one by one with what each costs, so that it can end where its budget does."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Literal

from conformance.emulator.model import Reply
from conformance.emulator.model.tools import Used
from conformance.emulator.signatures import sign
from conformance.emulator.tokens import count, count_steps

Json = dict[str, Any]
Cost = Literal["thought", "tool", "output"]

THOUGHT_TOKENS = 24


@dataclass(slots=True)
class Run:
    """Steps in order, each with the kind of its tokens and their number by modality."""

    steps: list[tuple[Json, Cost, dict[str, int]]] = field(default_factory=list)

    def think(self, about: str, summary: str | None = None) -> None:
        """A thought, signed; with its ``summary`` where one was asked for."""
        told = {"summary": [{"text": summary, "type": "text"}]} if summary else {}
        self.steps.append(({"signature": sign(about), **told, "type": "thought"}, "thought", {"text": THOUGHT_TOKENS}))

    def use(self, done: Used) -> None:
        """What the tools did."""
        for step in done.steps:
            self.steps.append((step, "tool", {"text": count(json.dumps(step.get("result", step.get("arguments"))))}))

    def call(self, step: Json) -> None:
        """A call of a function."""
        self.steps.append((step, "output", {"text": count(step["name"]) + count(json.dumps(step["arguments"]))}))

    def returned(self, step: Json) -> None:
        """What a function of the sandbox returned."""
        self.steps.append((step, "tool", {"text": count(json.dumps(step["result"]))}))

    def say(self, *blocks: Json) -> None:
        """Blocks of the answer."""
        step = {"content": list(blocks), "type": "model_output"}
        self.steps.append((step, "output", count_steps([step])))

    def reply(self, status: str, done: Used, *, spent: int = 0, budget: int | None = None) -> Reply:
        """The run as the reply of a model. With a ``budget`` it is ``incomplete`` from the step on that would exceed
        it; ``spent`` tokens went into it before (clauses agent.background.budget, env.antigravity.max-total-tokens).
        """
        reply = Reply(status=status, searches=done.searches)
        for step, cost, tokens in self.steps:
            spent += sum(tokens.values())
            if budget is not None and spent > budget:
                reply.status = "incomplete"
                break
            reply.steps.append(step)
            if cost == "output":
                reply.output.add(tokens)
            elif cost == "tool":
                reply.tool_tokens += sum(tokens.values())
            else:
                reply.thought_tokens += sum(tokens.values())
        return reply
