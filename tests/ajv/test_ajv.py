"""The schemas in another language: ajv says of every value what we say of it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from conformance.projection import SCHEMAS
from conformance.revisions import NAMES
from conformance.schema import Profile, load

HERE = Path(__file__).resolve().parent
PROFILES: dict[str, Profile] = {"request": "request", "response": "response"}

pytestmark = [
    pytest.mark.node,
    pytest.mark.skipif(not (HERE / "node_modules").is_dir(), reason="ajv is not there: tox -e ajv fetches it"),
]


@dataclass(frozen=True)
class Sample:
    """A value, and the type that it is to be judged as."""

    revision: str
    profile: Profile
    name: str
    value: Any

    @property
    def is_valid(self) -> bool:
        return load(self.revision).is_valid(self.name, self.value, self.profile)


def test_examples_are_valid_and_what_is_broken_in_them_is_not() -> None:
    good = list(examples())
    assert all(sample.is_valid for sample in good)
    assert by_ajv(good) == [True] * len(good)
    broken = [Sample(*of(sample), value) for sample in good for value in mutants(sample.value)]
    ours = [sample.is_valid for sample in broken]
    assert by_ajv(broken) == ours
    assert ours.count(False) > 1000


def test_what_was_recorded_is_valid(corpus: Path) -> None:
    answers = list(recorded(corpus))
    assert len(answers) > 50
    assert by_ajv(answers) == [sample.is_valid for sample in answers] == [True] * len(answers)


def by_ajv(samples: list[Sample]) -> list[bool]:
    """The verdicts of ajv, in order."""
    lines = "".join(json.dumps(vars(sample)) + "\n" for sample in samples)
    ran = subprocess.run(["node", "validate.mjs"], cwd=HERE, input=lines, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return [json.loads(line) for line in ran.stdout.splitlines()]


def of(sample: Sample) -> tuple[str, Profile, str]:
    return sample.revision, sample.profile, sample.name


def examples() -> Iterator[Sample]:
    """Every example of the OpenAPI documents."""
    for revision in NAMES:
        document = json.loads((SCHEMAS / revision / "openapi.json").read_text("utf-8"))
        for component, shown in examples_in(document):
            profile, _, name = component.partition(".")
            if profile in PROFILES:
                yield Sample(revision, PROFILES[profile], name, shown["value"])
            elif shown["value"]["data"] != "[DONE]":
                yield Sample(revision, "response", "Event", json.loads(shown["value"]["data"]))


def examples_in(value: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(value, list):
        for item in value:
            yield from examples_in(item)
    elif isinstance(value, dict):
        for example in value.get("examples", {}).values() if "schema" in value else ():
            yield value["schema"]["$ref"].rpartition("/")[2], example
        for item in value.values():
            yield from examples_in(item)


def recorded(corpus: Path) -> Iterator[Sample]:
    """The whole answers of the recordings."""
    folder = corpus / "recordings"
    for entry in json.loads((folder / "INDEX.json").read_text("utf-8")):
        exchange = json.loads((folder / entry["file"]).read_text("utf-8"))
        body = exchange["response"].get("body")
        if isinstance(body, dict) and "status" in body:
            revision = "2025-12-11" if "outputs" in entry["revision"] else "2026-05-20"
            yield Sample(revision, "response", "Interaction", body)


def mutants(value: Any) -> Iterator[Any]:
    """``value`` with one thing gone, added, renamed or of another kind, at every place in it."""
    for path in paths(value):
        for change in (remove, replace, misspell, add):
            changed = deepcopy(value)
            if change(changed, path):
                yield changed


def paths(value: Any) -> Iterator[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield (key,)
        yield from ((key, *rest) for rest in paths(item))


def parent(value: Any, path: tuple[Any, ...]) -> Any:
    for key in path[:-1]:
        value = value[key]
    return value


def remove(value: Any, path: tuple[Any, ...]) -> bool:
    del parent(value, path)[path[-1]]
    return True


def replace(value: Any, path: tuple[Any, ...]) -> bool:
    holder = parent(value, path)
    holder[path[-1]] = 7 if isinstance(holder[path[-1]], str | list | dict) else "seven"
    return True


def misspell(value: Any, path: tuple[Any, ...]) -> bool:
    holder = parent(value, path)
    if isinstance(holder[path[-1]], str):
        holder[path[-1]] += "x"
        return True
    return False


def add(value: Any, path: tuple[Any, ...]) -> bool:
    holder = parent(value, path)
    if isinstance(holder, dict):
        holder[f"{path[-1]}x"] = holder[path[-1]]
        return True
    return False
