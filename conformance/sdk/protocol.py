"""What the suite and a driver say to each other: one JSON object a line, UTF-8, on the driver's stdin and stdout.

These models are the only definition of it; ``schemas/report/driver.schema.json`` is made from them.
"""

from __future__ import annotations

import json
from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue, TypeAdapter

PROTOCOL = 1
MOST_TOLD = 500

Deed = Literal[
    "create", "stream", "get", "get_stream", "cancel", "delete", "poll", "converse", "functions", "resume"
]  # fmt: skip
Params: TypeAlias = dict[str, JsonValue]


def _plain(text: str) -> str:
    """``text`` on one line, without what a terminal would obey."""
    return "".join(letter for letter in " ".join(text.split()) if letter.isprintable())[:MOST_TOLD]


Told: TypeAlias = Annotated[str, AfterValidator(_plain)]
"""What is printed: one line of at most 500 characters."""


class _Line(BaseModel):
    """Closed, because a field that is spelt wrong would be one that is silently not there."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


# --- what the suite says ---------------------------------------------------------------------------------------------


class From(_Line):
    """Stands for the id that an earlier call of the same scenario reported."""

    call: int = Field(alias="from", ge=0, description="Number of that call, from 0")


class _Call(_Line):
    timeout: float | None = Field(default=None, gt=0, description="Seconds that the SDK shall allow this call")
    headers: dict[str, str] | None = Field(default=None, description="Extra headers of this call")
    retries: Literal[False] | int | None = Field(
        default=None, description="How often the SDK shall try again: false for never, absent for as it likes"
    )
    stop_after: int | None = Field(default=None, ge=1, description="Leave the stream after so many events")

    def but(self, **options: object) -> Call:
        """This call with other options."""
        return _CALL.validate_python(self.model_dump(by_alias=True, exclude_none=True) | options)


class Create(_Call):
    """One create, answered as a whole."""

    do: Literal["create"] = "create"
    params: Params = Field(description="Fields of the body as the wire has them, without stream")


class Stream(_Call):
    """One streamed create, read to its end."""

    do: Literal["stream"] = "stream"
    params: Params = Field(description="Fields of the body as the wire has them, without stream")


class Get(_Call):
    """Retrieve an interaction."""

    do: Literal["get"] = "get"
    interaction: str | From
    params: Params = Field(default={}, description="Query parameters, such as include_input")


class GetStream(_Call):
    """Retrieve an interaction as a stream, from the start or behind an event."""

    do: Literal["get_stream"] = "get_stream"
    interaction: str | From
    last_event_id: str | None = None


class Cancel(_Call):
    """Cancel an interaction."""

    do: Literal["cancel"] = "cancel"
    interaction: str | From


class Delete(_Call):
    """Delete an interaction."""

    do: Literal["delete"] = "delete"
    interaction: str | From


class Poll(_Call):
    """Retrieve an interaction again and again, 0.05 s apart, until its status is terminal."""

    do: Literal["poll"] = "poll"
    interaction: str | From


class Resume(_Call):
    """A streamed create; while it ends without a terminal event, get_stream behind the last event, 3 times at most."""

    do: Literal["resume"] = "resume"
    params: Params


class Converse(_Call):
    """Several turns: chained by previous_interaction_id, or with the whole history sent again."""

    do: Literal["converse"] = "converse"
    turns: tuple[str, ...] = Field(min_length=1)
    params: Params = {}
    history: Literal["stored", "resent"] = "stored"


class Functions(_Call):
    """Call, run the functions asked for, send what they return, until no call is pending."""

    do: Literal["functions"] = "functions"
    params: Params
    returns: dict[str, JsonValue] = Field(description="What each function returns")
    stream: bool = False


Call: TypeAlias = Annotated[
    Create | Stream | Get | GetStream | Cancel | Delete | Poll | Resume | Converse | Functions,
    Field(discriminator="do"),
]
_CALL: TypeAdapter[Call] = TypeAdapter(Call)


class Planned(_Line):
    """A scenario that may come."""

    name: str
    does: tuple[Deed, ...]


class Hello(_Line):
    """The first line to a driver. ``revision`` is what the user asked for, null where the driver is to say."""

    kind: Literal["hello"] = "hello"
    protocol: int = PROTOCOL
    revision: str | None
    scenarios: tuple[Planned, ...]


class Order(_Line):
    """One scenario to play against a server of its own."""

    kind: Literal["scenario"] = "scenario"
    id: str
    name: str
    base_url: str
    api_key: str
    revision: str
    timeout: float = Field(description="Seconds until the suite waits no longer")
    calls: tuple[Call, ...]


# --- what a driver says ----------------------------------------------------------------------------------------------


class Handshake(_Line):
    """Who the driver is, and what it can do."""

    kind: Literal["driver"] = "driver"
    protocol: Literal[1] = Field(description="The version of this protocol that the driver speaks")
    name: Told = Field(min_length=1, max_length=100, description="The SDK")
    version: Told = Field(max_length=100, description="Its version")
    language: Told = Field(default="", max_length=100)
    runtime: Told = Field(default="", max_length=100)
    flavor: Told = Field(default="", max_length=100, description="Which of its faces, such as sync or async")
    revisions: tuple[Told, ...] = Field(default=(), max_length=20, description="The revisions that it speaks")
    does: tuple[Deed, ...] = Field(description="The kinds of calls that it can make")
    excluded: dict[Told, Told] = Field(
        default={}, alias="except", description="Scenarios (globs) that it does not support, and why"
    )
    concurrency: int = Field(default=1, ge=1, le=64, description="How many scenarios may be under way at a time")

    @property
    def title(self) -> str:
        """Name, version and flavor in a few words."""
        return " ".join(part for part in (self.name, self.version, self.flavor) if part)


class FunctionCall(_Line):
    """A call that the application was asked to make; ``arguments`` as the SDK parsed them."""

    id: str | None = None
    name: str | None = None
    arguments: JsonValue = None


class Media(_Line):
    """Bytes that the application was given, by their hash."""

    mime_type: str | None = None
    bytes: int | None = None
    sha256: str | None = None


class Error(_Line):
    """What was raised: ``class`` by its name in the SDK."""

    cls: str = Field(alias="class")
    status: int | None = None
    code: str | int | None = None
    message: str = ""
    retryable: bool | None = None


class Outcome(_Line):
    """What the application saw of one call; what the SDK does not deliver is null or absent."""

    id: str | None = None
    status: str | None = None
    text: str | None = None
    thoughts: tuple[str, ...] | None = None
    calls: tuple[FunctionCall, ...] | None = None
    steps: tuple[str, ...] | None = None
    events: tuple[str, ...] | None = None
    event_ids: tuple[str, ...] | None = None
    usage: dict[str, JsonValue] | None = None
    data: JsonValue = None
    media: tuple[Media, ...] | None = None
    error: Error | None = None
    log: str | None = Field(default=None, description="What the SDK logged at its most talkative, cut at 64 KB")


class Report(_Line):
    """What came of a scenario: an outcome for each call that was made."""

    kind: Literal["report"] = "report"
    id: str
    calls: tuple[Outcome, ...]


class Refusal(_Line):
    """The driver does not play a scenario after all."""

    kind: Literal["refusal"] = "refusal"
    id: str
    reason: Told = ""


Said: TypeAlias = Annotated[Handshake | Report | Refusal, Field(discriminator="kind")]
SAID: TypeAdapter[Said] = TypeAdapter(Said)
"""Reads a line of a driver."""


def line(said: Hello | Order) -> bytes:
    """A line for the driver."""
    return said.model_dump_json(by_alias=True, exclude_none=not isinstance(said, Hello)).encode() + b"\n"


def json_schema() -> str:
    """The JSON Schema of all lines, as ``schemas/report/driver.schema.json`` holds it."""
    anything: TypeAdapter[object] = TypeAdapter(Hello | Order | Handshake | Report | Refusal)
    about = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A line between the suite and a driver",
    }
    return json.dumps(about | anything.json_schema(by_alias=True), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    print(json_schema(), end="")
