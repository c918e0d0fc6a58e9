"""The descent explains exactly what the validator refuses: real values, each broken in every place and way."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest

from conformance.descent import Descent
from conformance.schema import load

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.schema.conftest import Sample

OTHER_VALUES: tuple[Any, ...] = (None, True, -1, 1.5, "other", "", [], {}, [{}], {"type": "other"}, {"type": "text"})


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every container inside ``value`` with every key or index of it."""
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield value, key
        yield from places(value[key])


def broken(value: Any) -> Iterator[Any]:
    """Copies of ``value`` with one member or item taken away, replaced or added."""
    for number in range(sum(1 for _ in places(value))):
        for change in ("take away", "add", *OTHER_VALUES):
            changed = copy.deepcopy(value)
            container, key = list(places(changed))[number]
            if change == "take away":
                del container[key]
            elif change == "add" and isinstance(container, dict):
                container["added"] = container[key]
            else:
                container[key] = change
            yield changed


@pytest.mark.parametrize("name", ["CreateRequest", "Interaction", "Event", "ErrorResponse"])
def test_it_finds_something_wherever_the_validator_does_and_nowhere_else(samples: list[Sample], name: str) -> None:
    by_shape: dict[str, Sample] = {}
    for sample in samples:
        if sample.name == name and len(str(sample.value)) < 600:
            by_shape.setdefault(sample.revision + shape(sample.value), sample)
    verdicts = {True: 0, False: 0}
    for sample in by_shape.values():
        schemas = load(sample.revision)
        documents = {known: schemas.document(known, sample.profile) for known in schemas.names(sample.profile)}
        for value in broken(sample.value):
            valid = schemas.is_valid(name, value, sample.profile)
            found = Descent(documents.__getitem__).explain(documents[name], value)
            assert valid == (not found), (value, [str(violation) for violation in found])
            verdicts[valid] += 1
    assert verdicts[False] > 20
    assert verdicts[True] > 0


def shape(value: Any) -> str:
    """The names and types in ``value``, without the data."""
    if isinstance(value, dict):
        tag = value.get("event_type") or value.get("type") or ""
        return f"{tag}({','.join(sorted(key + shape(item) for key, item in value.items()))})"
    if isinstance(value, list):
        return f"[{','.join(sorted({shape(item) for item in value}))}]"
    return type(value).__name__[0]


def test_a_pattern_ends_where_the_text_ends():
    """In Python a final $ also matches before a line feed."""
    answer = {
        "status": "completed",
        "model": "m",
        "created": "2026-05-20T12:00:00Z\n",
        "updated": "2026-05-20T12:00:00Z",
    }
    assert [violation.path for violation in load("2026-05-20").check("Interaction", answer, "response")] == [
        "$.created"
    ]
