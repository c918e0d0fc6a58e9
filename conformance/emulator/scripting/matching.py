"""Whether a rule is for a request, and what its patterns found in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from conformance.emulator.create_request import CreateRequest
from conformance.emulator.model import Prompt
from conformance.emulator.scripting.form import Match, Pattern

BUILT_IN = ("text", "model", "agent", "turn", "result")
"""Names that every template may use, beside the groups of the rule's patterns."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What rules can look at: the request, the conversation that it continues, its headers (names in lower case)."""

    request: CreateRequest
    prompt: Prompt

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers of the request."""
        return self.request.headers or {}

    @property
    def turn(self) -> int:
        """How many times the user has spoken, this time included."""
        return sum(step["type"] == "user_input" for step in self.prompt.steps)

    @property
    def declared(self) -> set[str]:
        """Names of functions and types of tools."""
        return {tool["name"] if tool["type"] == "function" else tool["type"] for tool in self.prompt.options.tools}

    def result_of(self, wanted: list[str]) -> str | None:
        """The result that the request brings for one of the calls ``wanted`` (names or ids), as text."""
        for result in self.prompt.results:
            call_id = result["call_id"]
            if {call_id, result.get("name"), self.prompt.call(call_id).get("name")} & set(wanted):
                return _text(result.get("result"))
        return None

    def names(self) -> dict[str, str]:
        """What templates may say of any request."""
        results = self.prompt.results
        return {
            "text": self.prompt.question,
            "model": self.request.model or "",
            "agent": self.request.agent or "",
            "turn": str(self.turn),
            "result": _text(results[0].get("result")) if results else "",
        }


def fits(match: Match, seen: Seen) -> dict[str, str] | None:
    """The named groups of the patterns of ``match``, if all that it asks for holds; else None."""
    if not _facts_fit(match, seen):
        return None
    found: dict[str, str] = {}
    if match.results_for is not None:
        result = seen.result_of(match.results_for)
        if result is None:
            return None
        found["result"] = result
    for pattern, text in _texts(match, seen):
        groups = _groups(pattern, text)
        if groups is None:
            return None
        found |= groups
    return found


def _facts_fit(match: Match, seen: Seen) -> bool:
    request = seen.request
    return (
        _named(match.model, request.model)
        and _named(match.agent, request.agent)
        and _named(match.revision, request.revision.name)
        and _same(match.stream, request.stream)
        and _same(match.background, request.background)
        and _same(match.store, request.store)
        and _same(match.turn, seen.turn if match.turn else None)
        and (match.tools is None or seen.declared.issuperset(match.tools))
        and _same(
            match.previous_interaction,
            request.previous if isinstance(match.previous_interaction, str) else request.previous is not None,
        )
    )


def _named(wanted: list[str] | None, name: str | None) -> bool:
    return wanted is None or (name is not None and any(fnmatchcase(name, pattern) for pattern in wanted))


def _same(wanted: object, found: object) -> bool:
    return wanted is None or wanted == found


def _texts(match: Match, seen: Seen) -> list[tuple[Pattern, str | None]]:
    """The patterns of ``match``, each with the text that it is for; None where there is no such text."""
    wanted: list[tuple[Pattern, str | None]] = []
    if match.text is not None:
        # What brings results repeats no question: the rule that made the call would make it again and again.
        asked = match.results_for is not None or not seen.prompt.results
        wanted.append((match.text, seen.prompt.question if asked else None))
    if match.system_instruction is not None:
        wanted.append((match.system_instruction, seen.request.options.system))
    wanted += [(pattern, seen.headers.get(name.lower())) for name, pattern in match.headers.items()]
    return wanted + [(pattern, seen.request.options.labels.get(key)) for key, pattern in match.labels.items()]


def _groups(pattern: Pattern, text: str | None) -> dict[str, str] | None:
    found = pattern.compiled.search(text) if text is not None else None
    return None if found is None else {name: value or "" for name, value in found.groupdict().items()}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
