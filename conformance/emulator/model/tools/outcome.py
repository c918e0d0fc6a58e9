"""What the tools of the service did in a turn, collected while they run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from conformance.emulator.model.tally import Tally
from conformance.emulator.signatures import sign

Json = dict[str, Any]


@dataclass(slots=True)
class Used:
    """What the tools did: their steps in order, what they found out, and what that cost.

    ``said`` is what the model tells of it, one sentence a tool. ``cited`` are citations without positions, each with
    the words that it is for (empty: the first sentence of the answer). ``made`` are blocks of content that go into the
    answer. ``searches`` counts the use of grounding tools by type, ``tokens`` what the tools read. Calls are signed
    unless ``signed`` is off: the models before Gemini 3 do not (recorded).
    """

    new_id: Callable[[], str]
    signed: bool = True
    steps: list[Json] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    cited: list[tuple[str, Json]] = field(default_factory=list)
    made: list[Json] = field(default_factory=list)
    searches: Tally = field(default_factory=Tally)
    tokens: int = 0

    def call(self, kind: str, **told: Any) -> str:
        """Add the call of a tool (``kind`` as in ``google_search``) with the fields ``told``; gives its id."""
        call_id = self.new_id()
        self.steps.append({"id": call_id, **self._signature(kind, "call", call_id), "type": f"{kind}_call", **told})
        return call_id

    def result(self, kind: str, call_id: str, **told: Any) -> None:
        """Add the result of the call ``call_id``."""
        head = {"call_id": call_id, **self._signature(kind, "result", call_id)}
        self.steps.append({**head, "type": f"{kind}_result", **told})

    def _signature(self, kind: str, part: str, call_id: str) -> Json:
        return {"signature": sign(f"{kind}_{part} {call_id}")} if self.signed else {}


def placed(text: str, cited: list[tuple[str, Json]]) -> list[Json]:
    """``cited`` with the positions of their words in ``text``, in bytes of its UTF-8 form, the end exclusive.

    Source: clause tool.gs.citation-index-bytes.
    """
    return [{**_span(text, words), **citation} for words, citation in cited] if text else []


def _span(text: str, words: str) -> Json:
    start = text.find(words) if words else -1
    before, cited = ("", text.split("\n", 1)[0]) if start < 0 else (text[:start], words)
    first = len(before.encode())
    return {"start_index": first, "end_index": first + len(cited.encode())}
