"""Describes a revision as one OpenAPI 3.1 document, around the types that the projection made of the source.

The operations are in ``schemas/source/openapi/operations.yaml``, the examples beside them in ``examples.yaml``. OpenAPI
3.1 has no word for streams: the schema of ``text/event-stream`` is that of one server-sent event, whose ``data`` is the
JSON text of the type that its name calls for, and schemathesis judges every event by it. Needs PyYAML, as the
projection does.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

Json = dict[str, Any]

SOURCE = Path(__file__).resolve().parent.parent / "schemas" / "source" / "openapi"
COMPONENT = "#/components/schemas/"
STREAM = "stream.Event"
PLACES = {"x-query": "query", "x-headers": "header"}


def describe(revision: str, about: str, files: Mapping[str, str], source: Path = SOURCE) -> str:
    """The text of ``openapi.json`` for ``revision``, which ``about`` says in a sentence.

    ``files`` are the texts of its generated schemas by path, such as ``request/Tool.json``. Raises ``ValueError`` when
    an operation or an example names a type that is not there.
    """
    types = dict(_types(files))
    types |= _stream(types)
    examples = _at(revision, _read(source / "examples.yaml"))
    if unknown := examples.keys() - types.keys():
        raise ValueError(f"examples.yaml: revision {revision} has no {', '.join(sorted(unknown))}")
    document = _Template(types, examples).filled(_at(revision, _read(source / "operations.yaml")))
    document["info"] |= {"version": revision, "description": f"{about}. {document['info']['description']}"}
    # No answer holds the union of the events, yet whoever reads a stream looks for it.
    wanted = [document, {"$ref": f"{COMPONENT}response.Event"}]
    document["components"] = {"schemas": _reachable(wanted, types), **document["components"]}
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _read(file: Path) -> Any:
    import yaml

    return yaml.safe_load(file.read_text("utf-8"))


def _at(revision: str, value: Any) -> Any:
    """``value`` without what has no place in ``revision``, and with its name for ``$revision``."""
    if isinstance(value, list):
        return [_at(revision, item) for item in value if _exists(revision, item)]
    if isinstance(value, dict):
        return {
            name: _at(revision, item)
            for name, item in value.items()
            if name not in {"x-since", "x-until"} and _exists(revision, item)
        }
    return revision if value == "$revision" else value


def _exists(revision: str, value: Any) -> bool:
    return not isinstance(value, dict) or value.get("x-since", "") <= revision < value.get("x-until", "9999")


def _types(files: Mapping[str, str]) -> Iterator[tuple[str, Json]]:
    """The components that the files of the two profiles make: ``request.Tool``; a definition in one is its own."""
    for path, text in files.items():
        profile, _, file = path.partition("/")
        if profile not in {"request", "response"}:
            continue
        name = f"{profile}.{file.removesuffix('.json')}"
        schema = _pointed(json.loads(text), profile, name)
        for key in ("$schema", "$id"):
            del schema[key]
        for part, definition in schema.pop("$defs", {}).items():
            yield f"{name}.{part}", definition
        yield name, schema


def _pointed(value: Any, profile: str, name: str) -> Any:
    """``value`` with every reference to a file or to a definition of ``name`` leading to its component."""
    if isinstance(value, list):
        return [_pointed(item, profile, name) for item in value]
    if not isinstance(value, dict):
        return value
    result = {key: _pointed(item, profile, name) for key, item in value.items()}
    if isinstance(ref := value.get("$ref"), str):
        result["$ref"] = _component(ref, profile, name)
    if isinstance(tagged := value.get("discriminator"), dict) and "propertyName" in tagged:
        mapping = {tag: _component(ref, profile, name) for tag, ref in tagged["mapping"].items()}
        result["discriminator"] = {**tagged, "mapping": mapping}
    return result


def _component(ref: str, profile: str, name: str) -> str:
    local = ref.removeprefix("#/$defs/")
    return f"{COMPONENT}{name}.{local}" if local != ref else f"{COMPONENT}{profile}.{ref.removesuffix('.json')}"


def _stream(types: Mapping[str, Json]) -> dict[str, Json]:
    """The server-sent events: one type per name, and ``stream.Event`` for any of them."""
    parts = {
        f"stream.{ref.rpartition('.')[2]}": _frame(
            name,
            types[ref.removeprefix(COMPONENT)]["description"],
            {"type": "string", "contentMediaType": "application/json", "contentSchema": {"$ref": ref}},
        )
        for name, ref in types["response.Event"]["discriminator"]["mapping"].items()
    }
    parts["stream.Done"] = _frame("done", "The stream ends; what it carries is no JSON.", {"const": "[DONE]"})
    mapping = {part["properties"]["event"]["const"]: COMPONENT + name for name, part in parts.items()}
    union = {
        "title": "Event",
        "description": "One server-sent event.",
        "discriminator": {"propertyName": "event", "mapping": mapping},
        "anyOf": [{"$ref": ref} for ref in mapping.values()],
    }
    return {STREAM: union, **parts}


def _frame(event: str, description: str, data: Json) -> Json:
    return {
        "title": event,
        "description": description,
        "type": "object",
        "properties": {"event": {"const": event}, "data": data},
        "required": ["event", "data"],
    }


@dataclass(frozen=True)
class _Template:
    """What the operations say in short, in full."""

    types: Mapping[str, Json]
    examples: Mapping[str, Json]

    def filled(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self.filled(item) for item in value]
        if not isinstance(value, dict):
            return value
        result = {key: self.filled(item) for key, item in value.items() if key not in PLACES}
        ref = value.get("$ref")
        if isinstance(ref, str) and not ref.startswith("#"):
            if ref not in self.types:
                raise ValueError(f"operations.yaml: there is no {ref}")
            result["$ref"] = COMPONENT + ref
        shown = value.get("schema", {}).get("$ref") if isinstance(value.get("schema"), dict) else None
        if shown in self._examples and "example" not in value:
            result["examples"] = self._examples[shown]
        for key in PLACES.keys() & value.keys():
            result["parameters"] = [*result.get("parameters", []), *self._parameters(value[key], PLACES[key])]
        return result

    @cached_property
    def _examples(self) -> dict[str, Json]:
        """By component; the data of an event is a text that holds JSON."""
        return {
            name: {key: _as_sent(name, example) for key, example in shown.items()}
            for name, shown in self.examples.items()
        }

    def _parameters(self, name: str, place: str) -> Iterator[Json]:
        """A parameter for each field of the request type ``name`` that is no key: keys are the business of security."""
        for field, schema in self.types[f"request.{name}"]["properties"].items():
            if field != "key":
                rest = {key: item for key, item in schema.items() if key != "description"}
                yield {"name": field, "in": place, "description": schema["description"], "schema": rest}


def _as_sent(component: str, example: Json) -> Json:
    if component != STREAM or isinstance(example["value"]["data"], str):
        return example
    text = json.dumps(example["value"]["data"], separators=(",", ":"), ensure_ascii=False)
    return {**example, "value": {**example["value"], "data": text}}


def _reachable(wanted: Any, types: Mapping[str, Json]) -> dict[str, Json]:
    """The types that ``wanted`` refers to, directly or by way of others, in the order of ``types``."""
    found: set[str] = set()
    waiting = list(_references(wanted))
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += _references(types[name])
    return {name: schema for name, schema in types.items() if name in found}


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _references(item)
    elif isinstance(value, dict):
        if isinstance(ref := value.get("$ref"), str) and ref.startswith(COMPONENT):
            yield ref.removeprefix(COMPONENT)
        for item in value.values():
            yield from _references(item)
