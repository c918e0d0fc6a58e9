"""A create request after checking: input as steps, whatever form it came in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from conformance.revisions import Revision

Json = dict[str, Any]

CONTENT_TYPES = frozenset({"text", "image", "audio", "video", "document"})
FORMAT_TYPES = frozenset({"text", "image", "audio", "video"})
PLAIN = frozenset({"model", "input", "stream", "store", "previous_interaction_id"})
CONTENT_ORDER = ("text", "annotations", "mime_type", "data", "uri", "resolution")


@dataclass(frozen=True, slots=True)
class Options:
    """How a create wants to be answered, as it said; ``formats`` are the typed response formats."""

    system: str = ""
    tools: Sequence[Json] = ()
    config: Json = field(default_factory=dict)
    agent_config: Json = field(default_factory=dict)
    formats: Sequence[Json] = ()
    modalities: Sequence[str] = ()
    service_tier: str = "standard"
    labels: Json = field(default_factory=dict)
    environment: Any = None
    webhook: Json = field(default_factory=dict)


USUAL = Options()
"""Nothing said of all that."""


# Nobody changes one, but frozen it takes four times as long to make.
@dataclass(slots=True)
class CreateRequest:
    """What a create asks for. ``steps`` is the input; ``headers``, names in lower case, are there where rules may ask
    for them; ``base`` (where the API is reached, as ``http://127.0.0.1:8080/v1beta``) where the answer has to hold
    addresses."""

    revision: Revision
    steps: list[Json]
    model: str | None = None
    agent: str | None = None
    previous: str | None = None
    stream: bool = False
    store: bool = True
    background: bool = False
    options: Options = USUAL
    headers: Mapping[str, str] | None = None
    base: str = ""
    plain: bool = False
    """Whether it has nothing but the fields of ``PLAIN`` and asks in one text: no media, calls, results, tools, formats
    or configuration anywhere in it."""

    @property
    def text(self) -> str:
        """The text that a plain request asks in."""
        return str(self.steps[0]["content"][0]["text"])


def read(body: Json, revision: Revision) -> CreateRequest:
    """The request that a checked ``body`` without nulls makes at ``revision``."""
    given = body["input"]
    if type(given) is str and PLAIN.issuperset(body):
        return CreateRequest(
            revision,
            [user_input([{"text": given, "type": "text"}])],
            body.get("model"),
            stream=body.get("stream", False),
            store=body.get("store", True),
            previous=body.get("previous_interaction_id"),
            plain=True,
        )
    return CreateRequest(
        revision,
        input_steps(given),
        model=body.get("model"),
        agent=body.get("agent"),
        previous=body.get("previous_interaction_id"),
        stream=body.get("stream", False),
        store=body.get("store", True),
        background=body.get("background", False),
        options=_options(body),
    )


def _options(body: Json) -> Options:
    return Options(
        system=body.get("system_instruction", ""),
        tools=body.get("tools", []),
        config=body.get("generation_config", {}),
        agent_config=body.get("agent_config", {}),
        formats=response_formats(body),
        modalities=[modality.lower() for modality in body.get("response_modalities", ())],
        service_tier=body.get("service_tier", "standard"),
        labels=body.get("labels", {}),
        environment=body.get("environment"),
        webhook=body.get("webhook_config", {}),
    )


def is_typed_format(value: Json) -> bool:
    """Whether ``value`` is a response format with a type of its own, not a bare JSON schema."""
    kind = value.get("type")
    return isinstance(kind, str) and kind in FORMAT_TYPES


def input_steps(value: Any) -> list[Json]:
    """Any documented form of input as a list of steps: string, content, contents, turns, steps."""
    if isinstance(value, str):
        return [user_input([{"text": value, "type": "text"}])]
    items = value if isinstance(value, list) else [value]
    steps: list[Json] = []
    for item in items:
        if "role" in item and "type" not in item:
            _add_turn(steps, item)
        elif item["type"] in ("user_input", "model_output"):
            _add_contents(steps, item["type"], item.get("content", []), fresh=True)
        else:
            _add_contents(steps, "user_input", [item])
    return steps


def _add_turn(steps: list[Json], turn: Json) -> None:
    kind = "model_output" if turn["role"] == "model" else "user_input"
    _add_contents(steps, kind, turn.get("content", []), fresh=True)


def _add_contents(steps: list[Json], kind: str, contents: Any, *, fresh: bool = False) -> None:
    """Append ``contents`` to ``steps``: contents join the step of their kind, everything else is a step itself."""
    for content in [{"text": contents, "type": "text"}] if isinstance(contents, str) else contents:
        if content["type"] not in CONTENT_TYPES:
            steps.append(content)
            continue
        if fresh or not steps or steps[-1]["type"] != kind:
            steps.append(user_input([]) if kind == "user_input" else {"content": [], "type": kind})
            fresh = False
        steps[-1]["content"].append(ordered(content))


def user_input(contents: list[Json]) -> Json:
    """A user_input step in the key order of the wire (the one step that names its type first)."""
    return {"type": "user_input", "content": contents}


def ordered(content: Json) -> Json:
    """``content`` in the key order of the wire: known fields first, type last."""
    known = {key: content[key] for key in CONTENT_ORDER if key in content}
    rest = {key: value for key, value in content.items() if key not in known and key != "type"}
    return {**known, **rest, "type": content["type"]}


def response_formats(body: Json) -> list[Json]:
    """The response formats of ``body`` in the typed form; a raw JSON schema becomes a text format."""
    given = body.get("response_format")
    mime_type = body.get("response_mime_type")
    if given is None:
        return [{"type": "text", "mime_type": mime_type}] if mime_type else []
    formats = given if isinstance(given, list) else [given]
    as_json = {"type": "text", "mime_type": "application/json"}
    return [item if is_typed_format(item) else {**as_json, "schema": item} for item in formats]
