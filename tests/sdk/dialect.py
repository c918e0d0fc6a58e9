"""How one version of google-genai calls things, and how it wants a conversation handed back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from conformance.revisions import Revision
from tests.sdk.matrix import ODDITIES, Client

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
    """What a program has to know about the version of the SDK that it uses."""

    client: Client

    @property
    def revision(self) -> Revision:
        """The revision that this version speaks."""
        return self.client.revision

    @property
    def has_steps(self) -> bool:
        """Whether an interaction has steps, not outputs."""
        return self.revision.blocks == "steps"

    def odd(self, slug: str) -> bool:
        """Whether this version has the oddity ``slug`` of the matrix."""
        return self.client.name in ODDITIES[slug].clients

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
        if not self.has_steps:
            return [{"role": role, "content": contents}]
        if any(_type(content) in ("thought", "function_call", "function_result") for content in contents):
            return contents
        return [{"type": "user_input" if role == "user" else "model_output", "content": contents}]

    def json_output(self, schema: Json) -> Json:
        """The arguments of a create that ask for JSON by ``schema``."""
        if not self.has_steps:
            return {"response_format": schema, "response_mime_type": "application/json"}
        return {"response_format": {"type": "text", "mime_type": "application/json", "schema": schema}}


def _type(content: Any) -> str:
    return str(content["type"] if isinstance(content, dict) else content.type)
