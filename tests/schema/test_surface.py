"""The schemas against the field lists of google-genai, which were not made from them nor they from those."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from conformance.descent import Descent
from conformance.schema import Profile, load

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PROFILES: tuple[Profile, ...] = ("request", "response")
SDK_OF = {"2025-12-11": "1.55.0", "2026-05-20": "2.7.0"}
TYPE_OF = {
    "content": "Content",
    "step": "Step",
    "delta": "Delta",
    "event": "Event",
    "tool": "Tool",
    "annotation": "Annotation",
    "agent_config": "AgentConfig",
    "response_format": "ResponseFormat",
    "request.create_model": "CreateRequest",
    "request.create_agent": "CreateRequest",
    "request.get": "GetQuery",
    "interaction": "Interaction",
    "usage": "Usage",
    "error": "Error",
    "turn": "Turn",
    "allowed_tools": "AllowedTools",
    "generation_config": "GenerationConfig",
    "webhook_config": "WebhookConfig",
    "environment.remote": "RemoteEnvironment",
}

# Where our schemas differ from the SDK on purpose: paths (regular expressions) and the reason.
NOT_OURS = {
    r"request\.\w+\.api_version": "an argument of the SDK; it is in the path of the URL",
    r"agent_config\.dynamic\.\*": "the SDK's name for any further field",
    r"(content|delta)\.(function|mcp_server_tool)_result\.result\.items": "one possible field of a free object",
}
OTHER_VALUES = {
    r"interaction\.role": "real answers have model or agent",
    r"turn\.role": "clause input.turn.role-enum: user or model",
}
REQUIRED_HERE = {
    r"agent_config\.[\w-]+\.type": "the discriminator",
    r"tool\.function\.name": "without a name the model cannot call it; every sample has one",
    r"turn\.(role|content)": "every sample has both",
    r"content\.(code_execution|google_search|url_context)_(call|result)\.\w+": "required from SDK 1.65.0 on",
    r"content\.text\.text": "clause dm.text-block; required from SDK 1.65.0 on",
}
ONLY_OURS = {
    r"content\.\w+\.signature": "real answers had it, and history is sent back unchanged",
    r"content\.google_search_call\.search_type": "real answers had it, and history is sent back unchanged",
    r"content\.google_search_result\.result\[\]\.search_suggestions": "real answers had it; sent back unchanged",
    r"content\.file_search_result\.call_id": "came with SDK 1.67.0 in answers; sent back unchanged",
    r"content\.text\.annotations\[\]\.\w+": "typed citations came with SDK 1.68.0 in answers; sent back unchanged",
}


@dataclass(frozen=True)
class Surface:
    """The fields of one SDK in one direction, and the way from their paths to our schemas."""

    revision: str
    profile: Profile
    nodes: list[str]
    fields: dict[str, dict[str, Any]]

    def owner(self, path: str) -> tuple[str, str]:
        """A path cut in two: the node that it belongs to, and the rest."""
        node = max((node for node in self.nodes if f"{path}.".startswith(f"{node}.")), key=len)
        return node, path[len(node) + 1 :]

    def schemas(self, path: str) -> list[dict[str, Any]]:
        """The objects that our schemas have at ``path``, which is a node or goes into one."""
        node, rest = self.owner(path)
        found = self.roots(node)
        for segment in filter(None, rest.split(".")):
            name, _, item = segment.partition("[")
            found = [part["properties"][name] for part in self.parts(found) if name in part.get("properties", {})]
            if item:
                found = [part["items"] for part in self.parts(found) if "items" in part]
        return list(self.parts(found))

    def roots(self, node: str) -> list[dict[str, Any]]:
        if node in TYPE_OF:
            return [{"$ref": f"{TYPE_OF[node]}.json"}]
        family, _, tags = node.partition(".")
        mapping = self.document(TYPE_OF[family])["discriminator"]["mapping"]
        return [{"$ref": mapping[tag]} for tag in tags.split("+") if tag in mapping]

    def parts(self, schemas: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """``schemas`` behind their references, with unions as their branches."""
        for schema in schemas:
            if "$ref" in schema:
                name = schema["$ref"].removeprefix("#/$defs/").removesuffix(".json")
                yield from self.parts([self.document(name)])
            elif "anyOf" in schema and "properties" not in schema:
                yield from self.parts(schema["anyOf"])
            else:
                yield schema

    def document(self, name: str) -> dict[str, Any]:
        return load(self.revision).document(name, self.profile)

    def accepts(self, path: str, value: object) -> bool:
        return any(not Descent(self.document).explain(schema, value) for schema in self.schemas(path))


ALL: list[tuple[str, Profile]] = [(revision, profile) for revision in SDK_OF for profile in PROFILES]
REQUESTS = [(revision, profile) for revision, profile in ALL if profile == "request"]


@pytest.fixture(params=ALL, ids="-".join)
def surface(request: pytest.FixtureRequest, corpus: Path) -> Surface:
    return surface_of(corpus, *request.param)


def surface_of(corpus: Path, revision: str, profile: Profile) -> Surface:
    sdk = json.loads((corpus / "facts" / "surface" / f"sdk-{SDK_OF[revision]}.json").read_text())
    found = Surface(revision, profile, sdk["catalog_in"] + sdk["catalog_out"], sdk["surface"][profile])
    assert len(found.fields) > 90
    return found


def test_every_field_of_the_sdk_is_in_the_schemas(surface: Surface) -> None:
    assert unexplained(missing(surface), NOT_OURS) == []


def test_every_value_of_the_sdk_is_accepted(surface: Surface) -> None:
    assert unexplained(refused(surface), NOT_OURS | OTHER_VALUES) == []


@pytest.mark.parametrize("surface", REQUESTS, indirect=True, ids="-".join)
def test_a_request_requires_what_the_sdk_requires(surface: Surface) -> None:
    assert unexplained(differently_required(surface), REQUIRED_HERE) == []


@pytest.mark.parametrize("surface", REQUESTS, indirect=True, ids="-".join)
def test_a_request_has_no_field_that_the_sdk_does_not_know(surface: Surface) -> None:
    assert unexplained(unknown_to_the_sdk(surface), ONLY_OURS) == []


def test_no_exception_is_left_over(corpus: Path) -> None:
    surfaces = [surface_of(corpus, revision, profile) for revision, profile in ALL]
    requests = [surface for surface in surfaces if surface.profile == "request"]
    needed = [
        (NOT_OURS, missing, surfaces),
        (OTHER_VALUES, refused, surfaces),
        (REQUIRED_HERE, differently_required, requests),
        (ONLY_OURS, unknown_to_the_sdk, requests),
    ]
    for reasons, found_by, places in needed:
        paths = [path for place in places for path in found_by(place)]
        assert [pattern for pattern in reasons if not any(re.fullmatch(pattern, path) for path in paths)] == []


def missing(surface: Surface) -> list[str]:
    return [path for path in surface.fields if not surface.schemas(path)]


def refused(surface: Surface) -> list[str]:
    values = [(path, value) for path, field in surface.fields.items() for value in values_of(field["type"])]
    assert len(values) > 150
    return [path for path, value in values if not surface.accepts(path, value)]


def differently_required(surface: Surface) -> list[str]:
    differing = []
    for path, field in surface.fields.items():
        owner, _, name = path.rpartition(".")
        required = any(name in schema.get("required", ()) for schema in surface.schemas(owner))
        if path in {"request.create_model.model", "request.create_agent.agent"}:
            required = {"required": [name]} in surface.document("CreateRequest")["oneOf"]
        if required != field["required"]:
            differing.append(path if required else f"{path} (there only)")
    return differing


def unknown_to_the_sdk(surface: Surface) -> list[str]:
    ours = {
        f"{owner}.{name}"
        for owner in {path.rpartition(".")[0] for path in surface.fields} - {"request.create_agent"}
        for schema in surface.schemas(owner)
        for name in schema.get("properties", {})
    }
    assert len(ours) > 90
    # Both kinds of request are one type here.
    return sorted(ours - surface.fields.keys() - {path.replace("_agent.", "_model.") for path in surface.fields})


def unexplained(paths: list[str], reasons: dict[str, str]) -> list[str]:
    return [path for path in paths if not any(re.fullmatch(pattern, path) for pattern in reasons)]


def values_of(kind: str) -> list[object]:
    """Values that the SDK's type of a field allows; none for types that are made of other types."""
    if kind.startswith("[") and kind.endswith("]") and "|" not in kind.partition("(")[0]:
        return [[value] for value in values_of(kind[1:-1]) if value != {}]
    if enum := re.fullmatch(r"enum(~?)\((.*)\)", kind):
        values = [False if value == "False" else value for value in enum[2].split("|")]
        return [*values, "something-newer"] if enum[1] else values
    plain: dict[str, list[object]] = {
        "string": ["text"],
        "base64": ["AAAA"],
        "integer": [1, 1000],
        "number": [0.5],
        "boolean": [True, False],
        "datetime": ["2026-01-01T00:00:00Z"],
        "map<string>": [{}, {"name": "value"}],
        "map<any>": [{}, {"name": 1}],
        "object": [{}],
    }
    return plain.get(kind, [])
