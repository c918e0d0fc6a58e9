"""The scripted model: deterministic answers, good enough for every documented sample."""

from __future__ import annotations

from conformance.emulator.model.prompt import Prompt
from conformance.emulator.model.respond import Reply, respond

__all__ = ["Prompt", "Reply", "respond"]
