"""The generations of google-genai: what each calls things, and how each wants a conversation handed back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from conformance.revisions import LEGACY, STEPS, Revision

Json = dict[str, Any]

MODEL = "gemini-2.5-flash"
# What the emulator of these tests takes for background work: long enough to be seen running, short enough to wait for.
BACKGROUND_SECONDS = 0.1
WEATHER: Json = {
    "type": "function",
    "name": "get_weather",
    "description": "The weather at a place.",
    "parameters": {"type": "object", "properties": {"location": {"type": "string"}}, "required": ["location"]},
}


@dataclass(frozen=True)
class Dialect:
    """One SDK version, pinned, and the revision it speaks.

    ``says_revision`` tells whether it asks for its revision by header; ``oddities`` are what its own models find wrong
    with traffic that the live service sends as well (see ``tests/sdk/test_delivery.py``).
    """

    sdk: str
    revision: Revision
    says_revision: bool
    oddities: frozenset[str]

    def blocks(self, interaction: Any) -> list[Any]:
        """The outputs or steps of ``interaction`` that the server made, in order."""
        found = getattr(interaction, self.revision.blocks) or []
        return [block for block in found if block.type != "user_input"]

    def text(self, interaction: Any) -> str:
        """All text of ``interaction``, wherever this version keeps it."""
        contents = [c for block in self.blocks(interaction) for c in getattr(block, "content", None) or [block]]
        return "".join(content.text for content in contents if content.type == "text")

    def calls(self, interaction: Any) -> list[Any]:
        """The function calls of ``interaction``."""
        return [block for block in self.blocks(interaction) if block.type == "function_call"]

    def said(self, text: str, by: str = "user") -> list[Json]:
        """``text`` as an item of a history: a turn, or a step."""
        return self.turn(by, [{"type": "text", "text": text}])

    def turn(self, role: str, contents: list[Any]) -> list[Json]:
        """``contents`` as what one side said; calls and results are contents of a turn, but steps of their own."""
        if self.revision.blocks == "outputs":
            return [{"role": role, "content": contents}]
        if any(_type(content) in ("thought", "function_call", "function_result") for content in contents):
            return contents
        return [{"type": "user_input" if role == "user" else "model_output", "content": contents}]

    def json_output(self, schema: Json) -> Json:
        """The arguments of a create that ask for JSON by ``schema``."""
        if self.revision.blocks == "outputs":
            return {"response_format": schema, "response_mime_type": "application/json"}
        return {"response_format": {"type": "text", "mime_type": "application/json", "schema": schema}}


def _type(content: Any) -> str:
    return str(content["type"] if isinstance(content, dict) else content.type)


DIALECTS = {
    dialect.sdk: dialect
    for dialect in (
        Dialect(
            sdk="1.55.0",
            revision=LEGACY,
            says_revision=False,
            oddities=frozenset(
                {
                    # A field that the service sent from the start, under its later name.
                    "Usage.total_thought_tokens is unknown",
                    # A start without name and arguments, which the service sends and the model demands: the event
                    # is taken for the nearest thing, an InteractionEvent.
                    "InteractionEvent.content is unknown",
                    "InteractionEvent.index is unknown",
                    "InteractionEvent.event_type: literal_error",
                    # Not stored, no id: so in every recording, and still required by the model.
                    "Interaction.id: missing",
                }
            ),
        ),
        Dialect(
            sdk="2.7.0",
            revision=STEPS,
            says_revision=True,
            oddities=frozenset(
                {
                    "Interaction.object is unknown",
                    # The models have no partial interaction, which is what opens and closes a stream.
                    "InteractionCreatedEvent.interaction.created: missing",
                    "InteractionCreatedEvent.interaction.updated: missing",
                    "InteractionCreatedEvent.interaction.steps: missing",
                    "InteractionCompletedEvent.interaction.steps: missing",
                    # Background work that was just accepted has no steps yet.
                    "Interaction.steps: missing",
                    "Interaction.id: missing",
                }
            ),
        ),
    )
}
