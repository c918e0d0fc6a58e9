"""The form of a rules file. Its JSON Schema, ``schemas/report/rules.schema.json``, is generated from here."""

from __future__ import annotations

import json
import re
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag, model_validator

Chunks = Annotated[int, Field(ge=1)] | Literal["whole"]
Seconds = Annotated[float, Field(ge=0, le=3600)]
Status = Literal["completed", "requires_action", "incomplete", "failed", "cancelled", "budget_exceeded"]


class _Part(BaseModel):
    """A mapping of which every key is known and no value is converted."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Pattern(_Part):
    """What a text has to be like; as a plain text: what it contains."""

    equals: str | None = Field(default=None, description="The whole text")
    contains: str | None = Field(default=None, description="Words somewhere in the text")
    regex: str | None = Field(default=None, description="A Python regular expression, searched for; (?P<name>…)")
    ignore_case: bool = Field(default=False, description="Whether capitals are the same as small letters")

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if sum(way is not None for way in (self.equals, self.contains, self.regex)) != 1:
            raise ValueError("give exactly one of equals, contains, regex")
        try:
            re.compile(self.regex or "")
        except re.error as error:
            raise ValueError(f"no regular expression: {error}") from None
        return self

    @property
    def compiled(self) -> re.Pattern[str]:
        """The pattern as an expression to search with."""
        flags = re.IGNORECASE if self.ignore_case else re.NOFLAG
        if self.regex is not None:
            return re.compile(self.regex, flags)
        if self.equals is not None:
            return re.compile(rf"\A{re.escape(self.equals)}\Z", flags)
        return re.compile(re.escape(self.contains or ""), flags)


def _as_pattern(value: Any) -> Any:
    return {"contains": value} if isinstance(value, str) else value


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


TextMatch = Annotated[Pattern, BeforeValidator(_as_pattern, json_schema_input_type=str | Pattern)]
Words = Annotated[list[str], BeforeValidator(_as_list, json_schema_input_type=str | list[str]), Field(min_length=1)]


class Match(_Part):
    """What a request has to be like. All that is given has to hold; nothing given holds for every request."""

    model: Words | None = Field(default=None, description="One of these models; * stands for anything")
    agent: Words | None = Field(default=None, description="One of these agents; * stands for anything")
    revision: Words | None = Field(default=None, description="Answered at one of these revisions, such as 2026-11-16")
    text: TextMatch | None = Field(
        default=None,
        description="The newest user input; where the request brings results, only with results_for",
    )
    system_instruction: TextMatch | None = Field(default=None, description="The system instruction")
    tools: Words | None = Field(default=None, description="All of these declared: names of functions, types of tools")
    stream: bool | None = Field(default=None, description="Whether a stream is asked for")
    background: bool | None = Field(default=None, description="Whether it is to run in the background")
    store: bool | None = Field(default=None, description="Whether it is to be stored")
    turn: Annotated[int, Field(ge=1)] | None = Field(default=None, description="The user's 1st, 2nd … input so far")
    results_for: Words | None = Field(
        default=None, description="The request brings the result of a call: name of its function, or its id"
    )
    previous_interaction: bool | str | None = Field(
        default=None, description="Whether it continues an interaction, or the id of the one that it continues"
    )
    headers: dict[str, TextMatch] = Field(default={}, description="Headers by name")
    labels: dict[str, TextMatch] = Field(default={}, description="Labels by key")


class _Streamed(_Part):
    chunks: Chunks | None = Field(default=None, description="Characters in a delta, or whole")


class TextStep(_Streamed):
    """Text that the model says."""

    text: str | list[str] = Field(description="The text; a list is the pieces in which a stream sends it")
    annotations: list[dict[str, Any]] = Field(default=[], description="Citations, as on the wire")


class ThoughtStep(_Part):
    """A thought."""

    thought: bool | str | list[str] = Field(description="Its summary, or true for one without; a list is several")
    signature: str | None = Field(default=None, description="Made where it is left out; empty: none")


class CallStep(_Streamed):
    """A call of one of the client's functions."""

    call: str = Field(description="The name of the function")
    arguments: dict[str, Any] | list[str] = Field(
        default={}, description="The arguments; a list is the pieces of JSON text in which a stream sends them"
    )
    id: str | None = Field(default=None, description="Made where it is left out")
    signature: str | None = Field(default=None, description="Left out where it is left out")


class _MediaStep(_Part):
    mime_type: str | None = Field(default=None, description="Told from the file's name where it is left out")


class ImageStep(_MediaStep):
    """A picture from a file."""

    image: str = Field(description="A file, relative to the rules file")


class AudioStep(_MediaStep):
    """Sound from a file."""

    audio: str = Field(description="A file, relative to the rules file")


class VideoStep(_MediaStep):
    """A video from a file."""

    video: str = Field(description="A file, relative to the rules file")


class WireStep(_Streamed):
    """A step as on the wire: any type with its fields. Content blocks may have ``file`` in place of data."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(description="The type of the step, such as model_output or google_search_call")


KINDS = ("text", "thought", "call", "image", "audio", "video", "type")


def _kind(value: Any) -> str | None:
    keys = value if isinstance(value, dict) else dir(value)
    return next((kind for kind in ("type", *KINDS) if kind in keys), None)


Step = Annotated[
    Annotated[TextStep, Tag("text")]
    | Annotated[ThoughtStep, Tag("thought")]
    | Annotated[CallStep, Tag("call")]
    | Annotated[ImageStep, Tag("image")]
    | Annotated[AudioStep, Tag("audio")]
    | Annotated[VideoStep, Tag("video")]
    | Annotated[WireStep, Tag("type")],
    Discriminator(_kind),
]


class Error(_Part):
    """A refusal in place of an answer."""

    status: Annotated[int, Field(ge=400, le=599)] = Field(description="The HTTP status")
    code: str = Field(description="The snake-case word, such as too_many_requests")
    message: str = Field(default="", description="One sentence")
    retry_after: Annotated[int, Field(ge=0)] | None = Field(default=None, description="The header, in seconds")


class Delay(_Part):
    """Pauses in seconds."""

    before: Seconds = Field(default=0, description="Before the first event of a stream, or before the answer")
    between: Seconds | None = Field(default=None, description="Between two events of a stream")


class Problems(_Part):
    """What went wrong in a run: one of the interaction's errors."""

    code: str
    message: str


def _as_delay(value: Any) -> Any:
    return {"before": value} if isinstance(value, int | float) and not isinstance(value, bool) else value


class Rule(_Part):
    """What a request is like, and how it is answered."""

    name: str | None = Field(default=None, description="How messages call the rule")
    match: Match = Field(default=Match(), description="Which requests it is for")
    times: Annotated[int, Field(ge=1)] | None = Field(default=None, description="Only the first so many of them")
    text: str | list[str] | None = Field(default=None, description="The answer, where it is just text")
    steps: list[Step] | None = Field(default=None, description="The answer, step by step")
    error: str | Error | None = Field(default=None, description="A refusal, or the name of a recorded one")
    status: Status | None = Field(default=None, description="How it ends; told from the steps where it is left out")
    errors: list[Problems] = Field(default=[], description="What the interaction says went wrong")
    usage: dict[str, Any] = Field(default={}, description="Counts that replace those of the emulator; null for none")
    chunks: Chunks | None = Field(default=None, description="Characters in a delta, or whole")
    delay: Annotated[Delay, BeforeValidator(_as_delay, json_schema_input_type=Seconds | Delay)] = Field(
        default=Delay(), description="Pauses; a number is the one before everything else"
    )
    duration: Seconds | None = Field(default=None, description="Seconds that work in the background takes")
    fault: Words | None = Field(default=None, description="Faults that come over the answer, as for --fault")
    unchecked: bool = Field(default=False, description="Whether the answer is wrong on purpose: it is not checked")

    @model_validator(mode="after")
    def _one_answer(self) -> Self:
        answers = [name for name in ("text", "steps", "error") if getattr(self, name) is not None]
        if len(answers) > 1:
            raise ValueError(f"{' and '.join(answers)} are two answers: give one")
        return self


class RulesFile(_Part):
    """Rules for the scripted model of ``conformance serve --rules``; of those that match, the first one answers."""

    rules: list[Rule] = Field(description="In the order in which they are tried")


PARTS: tuple[type[BaseModel], ...] = (RulesFile, Rule, Match, Pattern, Delay, Error, Problems)
PARTS += (TextStep, ThoughtStep, CallStep, ImageStep, AudioStep, VideoStep, WireStep)


def json_schema() -> str:
    """The JSON Schema of a rules file, as ``schemas/report/rules.schema.json`` holds it."""
    about = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Rules file (YAML or JSON)"}
    return json.dumps(RulesFile.model_json_schema() | about, indent=2, ensure_ascii=False) + "\n"
