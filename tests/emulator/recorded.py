"""Recordings of the live service, and what it takes to have the emulator give the same answers.

A recording's answer becomes a rule; its request is sent as it was, or, where it was not recorded, made up from what the
answer shows.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from conformance.exchange import Exchange
from conformance.judging import possible
from conformance.recordings.reading import read_file
from conformance.revisions import LATE_OUTPUTS, LEGACY, Revision, default_on
from tests.emulator.recorded_rule import Json, blocks_of, rule_of

CALLABLE: Json = {"type": "function", "parameters": {"type": "object"}}
RESERIALISED = ("ogx-ai/ogx",)
"""Kept by people whose program wrote the JSON anew, keys in an order of its own."""


@dataclass(frozen=True)
class Recording:
    """One file: ``number`` is how its name begins."""

    number: str
    raw: Json
    exchange: Exchange

    @property
    def method(self) -> str:
        """The HTTP method."""
        return str(self.raw["request"]["method"])

    @property
    def status(self) -> int:
        """The HTTP status."""
        return int(self.raw["response"]["status"])

    @property
    def answer(self) -> Any:
        """The JSON of the answer; None for a stream."""
        return self.raw["response"].get("body")

    @cached_property
    def frames(self) -> list[str]:
        """The frames of a stream."""
        return [frame for frame in self.raw["response"]["sse"].split("\n\n") if frame.strip()]

    @cached_property
    def events(self) -> list[Json]:
        """The data of the events of a stream."""
        data = [line.removeprefix("data: ") for frame in self.frames for line in frame.splitlines()]
        return [json.loads(item) for item in data if item.startswith("{")]

    @property
    def streamed(self) -> bool:
        """Whether the answer is a stream."""
        return "sse" in self.raw["response"]

    @property
    def final(self) -> Json:
        """The interaction as it ended."""
        return dict(self.events[-1]["interaction"] if self.streamed else self.answer)

    @property
    def path_id(self) -> str:
        """The interaction that the path names."""
        return str(urlsplit(self.raw["request"]["url"]).path.rpartition("/")[2])

    @property
    def sorted(self) -> bool:
        """Whether its keys are in an order other than the service's: sorted by whoever kept it, or by the service
        itself, which did so before April 2026."""
        keys = list(self.final)
        return self.raw["meta"]["repo"].startswith(RESERIALISED) or (len(keys) > 3 and keys[0] == "created")

    @property
    def day(self) -> str | None:
        """When it was recorded, if that is known to the day."""
        day = self.raw["meta"].get("recorded")
        return str(day) if day and len(day) == 10 else None

    @property
    def revision(self) -> Revision:
        """The one that it is of: the default of its day if that is possible, else the newest that is."""
        asked = possible(self.exchange)
        if "role" not in self.final:
            asked = tuple(revision for revision in asked if revision.blocks == "steps") or asked
        by_day = default_on(self.day) if self.day else asked[-1]
        if by_day is LEGACY and LATE_OUTPUTS in asked and "service_tier" in self.final:
            return LATE_OUTPUTS  # it told tiers before the day that names it
        return by_day if by_day in asked else asked[-1]

    @property
    def request_headers(self) -> Json:
        """What says which revision is asked for, as it was sent; its name where headers or day were not kept."""
        kept = {name.lower(): value for name, value in (self.raw["request"].get("headers") or {}).items()}
        if kept and self.day:
            return {name: kept[name] for name in ("api-revision", "x-goog-api-client") if name in kept}
        return {"api-revision": self.revision.name}

    @property
    def query(self) -> str:
        """The query of the request, with its question mark."""
        query = urlsplit(self.raw["request"]["url"]).query
        return f"?{query}" if query else ""

    @property
    def body(self) -> Json:
        """What was asked; where that was not recorded, something that may be answered so."""
        body = self.raw["request"].get("body")
        return json.loads(json.dumps(body)) if body else self._made_up()

    def _made_up(self) -> Json:
        told = self.events[0]["interaction"] if self.streamed else self.answer
        blocks = blocks_of(self)
        names = sorted({str(block.get("name", block.get("call"))) for block in blocks if _calls(block)})
        others = sorted({block["type"] for block in blocks if block.get("type", "").endswith("_call")})
        tools = [{**CALLABLE, "name": name} for name in names]
        tools += [{"type": kind.removesuffix("_call")} for kind in others if kind != "function_call"]
        maker = {key: told[key] for key in ("model", "agent") if key in told}
        asked = {"input": "What was asked was not recorded.", "stream": self.streamed, "store": bool(told.get("id"))}
        return {**asked, **maker, **({"tools": tools} if tools else {})}

    @property
    def rule(self) -> Json:
        """The rule that has the emulator answer like this."""
        return rule_of(self)


def _calls(block: Json) -> bool:
    return "call" in block or block["type"] == "function_call"


def recordings(corpus: Path) -> Iterator[Recording]:
    """Every real one in the corpus."""
    for path in sorted((corpus / "recordings").glob("[0-9]*.json")):
        raw = json.loads(path.read_text("utf-8"))
        if raw["meta"]["verdict"].startswith("real"):
            (exchange,), _ = read_file(path)
            yield Recording(path.name[:3], raw, replace(exchange, key=path.name[:3]))
