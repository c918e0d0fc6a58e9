"""What went over the wire: frozen values, from a live socket or a recording, with the readings that checks need.

An exchange says what is unknown instead of guessing: ``headers`` is ``None`` where a recording scrubbed them,
``request.known`` is false where it kept no request, times are ``None`` where it kept none.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal
from urllib.parse import parse_qs, urlsplit

from conformance import assembly, path
from conformance.event import Event, Opened, event_of
from conformance.generate.case import Case
from conformance.interaction import USUAL, Json
from conformance.jsontext import flaw, parsed
from conformance.path import MISSING
from conformance.revisions import NEWEST, Revision
from conformance.sse import Frame, read_frames

Lane = Literal["socket", "replay", "client"]
Operation = Literal["create", "get", "delete", "cancel", "other"]
Resource = Literal["interactions", "files", "webhooks", "environments", "delivery"]
Headers = dict[str, str]

_ROUTE = re.compile(r"^/v1(?:beta)?/interactions(?:/(?P<id>[^/]+))?(?P<cancel>/cancel)?$")
_BESIDE = re.compile(
    r"^/(?:upload/)?v1(?:beta)?/(?P<kind>files|webhooks|environments)(?:[/:](?P<rest>.*))?$", re.DOTALL
)


class Unanswered(Exception):
    """What an answer was needed for can't go on: it lacks what the next call needs. The message says what and where."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Bytes as they arrived, ``time`` seconds after the request was sent."""

    time: float | None
    data: bytes


@dataclass(frozen=True, slots=True)
class Request:
    """What was sent: header names in lower case, secrets already redacted, ``body`` as bytes."""

    method: str
    url: str
    headers: Headers | None = None
    body: bytes | None = None
    known: bool = True


@dataclass(frozen=True, slots=True)
class Response:
    """What came back: header names in lower case; ``chunks`` in order."""

    status: int
    headers: Headers | None = None
    chunks: tuple[Chunk, ...] = ()


@dataclass(frozen=True)
class Exchange:
    """One request and its answer. ``key`` names it within a run; ``id`` is the id of the interaction it answers with.

    ``failure`` says why there is no (whole) answer: a time-out, a dropped connection, a limit of ours. ``corpus`` names
    the collection a recording came from, ``recorded`` its date (``YYYY-MM-DD`` or shorter). ``revision`` is the one it
    is judged by. ``wording`` is the suite's own prompt where a target file put another in its place;
    ``hung_up`` says that the client closed the connection before the answer had ended; ``case`` is the generated
    request that it sent, or that it follows up.
    """

    key: str
    request: Request
    response: Response | None = None
    failure: str | None = None
    lane: Lane = "socket"
    started: str | None = None
    duration: float | None = None
    scenario: str | None = None
    recording: str | None = None
    corpus: str | None = None
    recorded: str | None = None
    revision: Revision = NEWEST
    wording: str | None = None
    hung_up: bool = False
    case: Case | None = None

    # --- the request -------------------------------------------------------------------------------------------------

    @cached_property
    def operation(self) -> Operation:
        """Which of the documented operations was called."""
        route = _ROUTE.match(urlsplit(self.request.url).path)
        match (self.request.method, route and route["id"], route and route["cancel"]):
            case ("POST", None, None) if route:
                return "create"
            case ("GET", str(), None):
                return "get"
            case ("DELETE", str(), None):
                return "delete"
            case ("POST", str(), str()):
                return "cancel"
        return "other"

    @cached_property
    def resource(self) -> Resource:
        """What the request is about: interactions, or one of the resources beside them; ``delivery`` is a message to a
        webhook, which the target sends and the suite answers.
        """
        if self.request.headers and "webhook-id" in self.request.headers:
            return "delivery"
        route = _BESIDE.match(urlsplit(self.request.url).path)
        return route["kind"] if route else "interactions"  # type: ignore[return-value]  # the pattern knows three

    @cached_property
    def call(self) -> str:
        """What is asked of a resource beside interactions: the method, and what the path names behind the collection,
        an id as a star: ``POST``, ``GET *``, ``POST *:ping``, ``GET */files``.
        """
        route = _BESIDE.match(urlsplit(self.request.url).path)
        rest = re.sub(r"^[^/:]+", "*", route["rest"]) if route and route["rest"] else ""
        return f"{self.request.method} {rest}".strip()

    @cached_property
    def named_id(self) -> str | None:
        """The id that the path of a resource beside interactions names."""
        route = _BESIDE.match(urlsplit(self.request.url).path)
        return re.split("[/:]", route["rest"])[0] if route and route["rest"] else None

    @cached_property
    def target_id(self) -> str | None:
        """The id of the interaction that the path names."""
        route = _ROUTE.match(urlsplit(self.request.url).path)
        return route["id"] if route else None

    @cached_property
    def query(self) -> dict[str, str]:
        """The query parameters; the last one wins."""
        return {name: values[-1] for name, values in parse_qs(urlsplit(self.request.url).query).items()}

    @cached_property
    def sent(self) -> Json:
        """The JSON object that was sent; empty where there was none."""
        value = parsed(self.request.body or b"")
        return value if isinstance(value, dict) else {}

    @property
    def meant(self) -> Json:
        """What was sent, without what only says the usual: the same as if that had been left out."""
        return {name: value for name, value in self.sent.items() if name not in USUAL or value is not USUAL[name]}

    @property
    def prompt(self) -> object:
        """The input as the suite words it, whatever wording the target file gave it."""
        return self.sent.get("input") if self.wording is None else self.wording

    # --- the answer --------------------------------------------------------------------------------------------------

    @property
    def status(self) -> int | None:
        """The HTTP status, or ``None`` where nothing was answered."""
        return self.response.status if self.response else None

    @cached_property
    def body(self) -> bytes:
        """All bytes of the answer."""
        return b"".join(chunk.data for chunk in self.response.chunks) if self.response else b""

    def header(self, name: str) -> str | None:
        """A header of the answer; ``None`` where it is absent or headers were not recorded."""
        return (self.response.headers or {}).get(name.lower()) if self.response else None

    @cached_property
    def json(self) -> object:
        """The answer as JSON, or ``MISSING``."""
        return parsed(self.body)

    @property
    def flaw(self) -> str:
        """Why the answer is no JSON, in brackets; empty where it is, where there is none, and of a stream."""
        found = "" if self.is_stream or not self.body else flaw(self.body)
        return f" ({found})" if found else ""

    @cached_property
    def is_stream(self) -> bool:
        """Whether the answer calls itself an event stream."""
        return (self.header("content-type") or "").partition(";")[0].strip() == "text/event-stream"

    @cached_property
    def frames(self) -> tuple[Frame, ...]:
        """The frames of a stream; empty for any other answer."""
        if not self.is_stream or self.response is None:
            return ()
        return read_frames([(chunk.time, chunk.data) for chunk in self.response.chunks])

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """The events of a stream in order, ``[DONE]`` among them; empty for any other answer."""
        return tuple(event_of(number, frame) for number, frame in enumerate(self.frames))

    def named(self, *types: str) -> tuple[Event, ...]:
        """The events of these types, in order."""
        if len(types) == 1:
            return self._by_type.get(types[0], ())
        return tuple(event for event in self.events if event.type in types)

    @cached_property
    def _by_type(self) -> dict[str | None, tuple[Event, ...]]:
        """The events by what they say they are."""
        found: dict[str | None, list[Event]] = {}
        for event in self.events:
            found.setdefault(event.type, []).append(event)
        return {kind: tuple(events) for kind, events in found.items()}

    def opened(self, *types: str) -> tuple[Opened, ...]:
        """The steps of these types that a stream opened, in order, each with its deltas."""
        deltas = self.named(self.revision.delta)
        steps = (
            Opened(start, tuple(event for event in deltas if event.index == start.index))
            for start in self.named(self.revision.start)
        )
        return tuple(step for step in steps if step.type in types)

    @cached_property
    def interaction(self) -> Json:
        """The interaction that was answered: the body, or what the events of the stream amount to; empty if neither."""
        if self.is_stream:
            return assembly.assemble(self.events)
        return self.json if isinstance(self.json, dict) else {}

    @cached_property
    def answered_id(self) -> str | None:
        """The id of the interaction answered, where there is one."""
        value = self.interaction.get("id")
        return value if isinstance(value, str) and value else None

    @property
    def id(self) -> str:
        """The id of the interaction answered; raises ``Unanswered`` where there is none."""
        if self.answered_id is None:
            raise Unanswered(f"{self.title} gave no interaction id at $.id ({self.summary})")
        return self.answered_id

    @property
    def title(self) -> str:
        """The request in a few words."""
        return f"{self.request.method} {urlsplit(self.request.url).path}"

    @property
    def summary(self) -> str:
        """The answer in a few words."""
        if self.response is None:
            return self.failure or "no answer"
        kind = f"stream of {len(self.events)} events" if self.is_stream else f"{len(self.body)} bytes"
        return f"status {self.response.status}, {kind}" + (f", then {self.failure}" if self.failure else "")

    # --- edits, for mutants ------------------------------------------------------------------------------------------

    def with_body(self, body: bytes) -> Exchange:
        """This exchange with other bytes in its answer."""
        assert self.response is not None
        return replace(self, response=replace(self.response, chunks=(Chunk(self.duration, body),)))

    def with_json(self, where: str, value: object) -> Exchange:
        """This exchange with ``value`` at the path ``where`` of its answer; ``MISSING`` removes it."""
        return self.with_body(json.dumps(path.put(self.json, where, value), ensure_ascii=False).encode())

    def without(self, where: str) -> Exchange:
        """This exchange without what is at the path ``where`` of its answer."""
        return self.with_json(where, MISSING)

    def with_status(self, status: int) -> Exchange:
        """This exchange with another HTTP status."""
        assert self.response is not None
        return replace(self, response=replace(self.response, status=status))

    def with_header(self, name: str, value: str | None) -> Exchange:
        """This exchange with another value of a response header; ``None`` removes it."""
        assert self.response is not None
        headers = {key: old for key, old in (self.response.headers or {}).items() if key != name.lower()}
        if value is not None:
            headers[name.lower()] = value
        return replace(self, response=replace(self.response, headers=headers))

    def with_frames(self, frames: list[Frame]) -> Exchange:
        """This stream with other frames, written in the service's framing, one chunk each."""
        assert self.response is not None
        chunks = tuple(Chunk(frame.time, written(frame)) for frame in frames)
        return replace(self, response=replace(self.response, chunks=chunks))


def written(frame: Frame) -> bytes:
    """A frame as the service frames it: ``event:`` line, ``data:`` lines, empty line; LF only."""
    lines = [f"event: {frame.event}"] if frame.event is not None else []
    lines += [f"id: {frame.id}"] if frame.id is not None else []
    lines += [f"data: {line}" for line in frame.data.split("\n")] if frame.data is not None else []
    return "\n".join([*lines, *frame.stray, "", ""]).encode()
