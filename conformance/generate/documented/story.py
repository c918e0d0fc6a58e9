"""A conversation as a row of pieces, told so that each follows from those before it.

What the client sends has the order in which it happened: the user speaks first; a call of the model comes after a
thought with a signature, gets its result before anything else is said, and has an id of its own; what the service's own
tools found follows what they were asked. Clauses fc.result.*, fc.call-order, fcc.*, think.*, dm.call-result-pairing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from conformance.generate.documented.choice import unique, word
from conformance.generate.documented.world import Call

Json = dict[str, Any]
Speaker = Literal["user", "model"]

SIGNATURE = "skip_thought_signature_validator"
"""Stands for the signature of a thought in a history that no model made (fcc.bypass-values)."""
OPENING, CLOSING = "Hello.", "Go on."
CALL, RESULT, THOUGHT = "function_call", "function_result", "thought"
WHO = ("name", "server_name")


@dataclass(slots=True)
class Piece:
    """Something said: ``value`` is a content, a step, or a turn that is plain text; ``turn`` is where it stood."""

    speaker: Speaker
    value: Any
    turn: int = -1

    @property
    def kind(self) -> str:
        """Its type; ``text`` for plain text."""
        return str(self.value["type"]) if isinstance(self.value, dict) else "text"

    @property
    def is_served(self) -> bool:
        """Whether a tool of the service had a part in it."""
        return self.kind.endswith(("_call", "_result")) and self.kind not in (CALL, RESULT)


def user(text: str) -> Json:
    """A text content."""
    return {"type": "text", "text": text}


@dataclass(slots=True)
class Story:
    """A conversation while it is told; ``waiting`` are the calls without a result, in order."""

    opening: Json
    waiting: list[Call] = field(default_factory=list)
    told: list[Piece] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    asked: dict[str, list[Json]] = field(default_factory=dict)
    thought: bool = False
    continued: bool = False

    def tell(self, pieces: list[Piece]) -> list[Piece]:
        """``pieces`` with what was missing between them."""
        for piece in pieces:
            self._next(piece)
        self._answer_all()
        if not self.told or self.told[-1].speaker == "model":
            self._say(Piece("user", dict(self.opening)))
        return self.told

    def _next(self, piece: Piece) -> None:
        if piece.kind == RESULT:
            self._result(piece)
            return
        if piece.kind != CALL or (self.told and self.told[-1].kind == RESULT):
            self._answer_all()
        if piece.speaker == "user":
            self.thought = False
            self._say(piece)
            return
        if not self.told and not self.continued:
            self._say(Piece("user", dict(self.opening)))
        if piece.kind == THOUGHT:
            piece.value["signature"] = SIGNATURE
            self.thought = True
        elif piece.kind == CALL:
            self._call(piece)
        elif piece.is_served:
            self._served(piece)
        self._say(piece)

    def _say(self, piece: Piece) -> None:
        self.told.append(piece)

    def _call(self, piece: Piece) -> None:
        if not self.thought:
            self._say(Piece("model", {"type": THOUGHT, "signature": SIGNATURE}, piece.turn))
            self.thought = True
        call = piece.value
        call["id"] = unique(word(call["id"], "call"), self.ids)
        call["name"] = word(call["name"], "function")
        if "signature" in call:
            call["signature"] = SIGNATURE
        self.waiting.append(Call(call["id"], call["name"]))

    def _result(self, piece: Piece) -> None:
        """A result answers a call that waits; where none does, it is made."""
        result = piece.value
        if not self.waiting:
            name = word(result.get("name", "function"), "function")
            self._next(Piece("model", {"type": CALL, "id": result["call_id"], "name": name, "arguments": {}}))
        call = next((one for one in self.waiting if one.id == result["call_id"]), self.waiting[0])
        self.waiting.remove(call)
        result["call_id"] = call.id
        if "name" in result:
            result["name"] = call.name
        if "signature" in result:
            result["signature"] = SIGNATURE
        if result["result"] == []:
            result["result"] = [user("Done.")]
        piece.speaker, self.thought = "user", False
        self._say(piece)

    def _answer_all(self) -> None:
        """What waits gets its result: all calls of a turn are answered (fc.result.partial)."""
        for call in list(self.waiting):
            value = {"type": RESULT, "call_id": call.id, "name": call.name, "result": "Done."}
            self._result(Piece("user", value))

    def _served(self, piece: Piece) -> None:
        value, (tool, _, part) = piece.value, piece.kind.rpartition("_")
        if "signature" in value:
            value["signature"] = SIGNATURE
        if part == "call":
            value["id"] = unique(word(value["id"], "call"), self.ids)
            self.asked.setdefault(tool, []).append(value)
            return
        if "call_id" not in value:  # those of file_search, in the first beta
            return
        if not self.asked.get(tool):
            call = self._made(tool, value)
            self._served(call)
            self._say(call)
        calls = self.asked[tool]
        call_made = next((one for one in calls if one["id"] == value["call_id"]), calls[0])
        calls.remove(call_made)
        value["call_id"] = call_made["id"]
        value |= {name: call_made[name] for name in WHO if name in value}

    @staticmethod
    def _made(tool: str, result: Json) -> Piece:
        call: Json = {"type": f"{tool}_call", "id": result["call_id"]}
        if tool not in ("file_search", "processing"):
            call["arguments"] = {}
        if tool == "mcp_server_tool":
            call |= {name: result.get(name, "weather") for name in WHO}
        return Piece("model", call, -1)
