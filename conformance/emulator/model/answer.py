"""The content of an answer: text, JSON, pictures, sound and videos, in the order in which they were asked for."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from conformance.emulator.catalogue import Model
from conformance.emulator.model import media
from conformance.emulator.model.instances import instance_of
from conformance.emulator.model.prompt import Prompt
from conformance.emulator.model.system import obeyed
from conformance.emulator.model.tally import Tally
from conformance.emulator.model.text import answer
from conformance.emulator.model.tools import Used, placed
from conformance.emulator.tokens import count

Json = dict[str, Any]

MEDIA = ("image", "audio", "video")


@dataclass(slots=True)
class Answer:
    """Blocks of content, their tokens by modality, and whether the limit cut something off: there is ``room`` for so
    many tokens, for any number where it is None."""

    room: int | None = None
    blocks: list[Json] = field(default_factory=list)
    tokens: Tally = field(default_factory=Tally)
    cut: bool = False

    @property
    def left(self) -> int | None:
        """How many tokens there is room for now."""
        return None if self.room is None else max(self.room - self.tokens.total(), 0)

    def add(self, kind: str, made: tuple[Json, int]) -> None:
        """Append a block and its tokens; media that there is no room for is left out as a whole."""
        block, tokens = made
        if self.left is not None and tokens > self.left:
            self.cut = True
            return
        self.blocks.append(block)
        self.tokens[kind] += tokens


def contents(prompt: Prompt, model: Model, done: Used, room: int | None) -> Answer:
    """The answer to ``prompt`` by ``model`` after its tools are ``done``; ``room`` is how many tokens it may take."""
    made = Answer(room)
    for kind in _kinds(prompt, model):
        if kind not in MEDIA:
            _write(made, prompt, done)
            continue
        form = next((item for item in prompt.options.formats if item["type"] == kind), {})
        match kind:
            case "image":
                made.add(kind, media.image(prompt.question, {**prompt.options.config.get("image_config", {}), **form}))
            case "audio":
                made.add(kind, media.audio(prompt.question, form, voices(prompt.options.config)))
            case "video":
                made.add(kind, media.video(form))
    for block in done.made:
        made.add("image", (block, 258))
    return made


def voices(config: Json) -> list[Json]:
    """The entries of speech_config, which is a list of them or an object with the list under ``speakers``."""
    given = config.get("speech_config", [])
    return list(given.get("speakers", []) if isinstance(given, dict) else given)


def _kinds(prompt: Prompt, model: Model) -> list[str]:
    asked = [item["type"] for item in prompt.options.formats] or prompt.options.modalities
    return list(dict.fromkeys(asked)) if asked else [model.makes[0]]


def _write(made: Answer, prompt: Prompt, done: Used) -> None:
    """Add the text block, cut at stop sequences and at the limit; no block if nothing is left of it."""
    full = _structured(prompt)
    text = obeyed(prompt.options.system, " ".join(done.said) or answer(prompt)) if full is None else full
    for stop in prompt.options.config.get("stop_sequences", []):
        if stop:
            text = text.split(stop, 1)[0]
    tokens, left = count(text), made.left
    if left is not None and tokens > left:
        text, made.cut = _first(text, left), True
        tokens = count(text)
    cited = placed(text, done.cited) if full is None and done.cited else []
    made.tokens["text"] += tokens
    if text:
        made.blocks.append({"text": text, **({"annotations": cited} if cited else {}), "type": "text"})


def _structured(prompt: Prompt) -> str | None:
    """JSON text, if a format asks for it."""
    for item in prompt.options.formats:
        if item["type"] != "text" or item.get("mime_type", "application/json") != "application/json":
            continue
        if "schema" in item:
            value = instance_of(item["schema"], "response_format.schema")
            return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        if item.get("mime_type"):
            return json.dumps({"answer": answer(prompt)}, ensure_ascii=False, separators=(",", ":"))
    return None


def _first(text: str, room: int) -> str:
    """The longest beginning of ``text`` that takes at most ``room`` tokens."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if count(text[:middle]) <= room else (low, middle - 1)
    return text[:low]
