"""The schemas against real traffic, with `jsonschema` as a second opinion on every verdict."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from conformance.revisions import NAMES
from conformance.schema import Profile, load

if TYPE_CHECKING:
    from tests.schema.conftest import Sample

# Refused by the live service in April 2026: which field of the request our schema has to name.
REFUSED_FOR = {
    "201_": "$.tools[0].function",
    "207_": "$.tools[0].function",
    "209_": "$.tools[0]",
    "211_": "$.tools[0]",
    "215_": "$.tools[0].function_declarations",
    "219_": "$.input[2].content[0].id",
    "221_": "$.input[2].content[0]",
}


@pytest.mark.parametrize("name", ["Interaction", "Event", "ErrorResponse"])
def test_everything_that_the_service_answered_is_valid(samples: list[Sample], name: str) -> None:
    answers = [sample for sample in samples if sample.name == name]
    assert len(answers) >= 10
    assert [complaint for sample in answers for complaint in complaints(sample)] == []


def test_strict_reports_exactly_the_fields_that_nobody_documents(samples: list[Sample]) -> None:
    undocumented = {"raw_prompt_token", "model_invocation_token_counts", "non_grounding_model_invocation_token_counts"}
    answers = [sample for sample in samples if sample.profile == "response" and sample.real]
    found: dict[str, Sample] = {}
    for sample in answers:
        for violation in load(sample.revision).drift(sample.name, sample.value):
            found.setdefault(str(violation), sample)
    whole = {f"$.usage.{name}" for name in undocumented} | {"$.interaction.usage.raw_prompt_token"}
    assert found.keys() == {f"{path}: undocumented field [additionalProperties]" for path in whole}


def test_recordings_of_all_four_revisions_are_there(samples: list[Sample]) -> None:
    counts = Counter(sample.revision for sample in samples if sample.profile == "response" and sample.real)
    assert counts.keys() == set(NAMES)
    assert min(counts.values()) >= 4


def test_every_request_that_the_service_took_is_valid(samples: list[Sample]) -> None:
    taken = [sample for sample in samples if sample.profile == "request" and sample.status < 300]
    assert len(taken) >= 60
    assert [complaint for sample in taken for complaint in complaints(sample)] == []


@pytest.mark.parametrize("file", REFUSED_FOR)
def test_what_the_service_refused_for_its_shape_is_refused_at_the_same_place(samples: list[Sample], file: str) -> None:
    (sample,) = [sample for sample in samples if sample.profile == "request" and sample.where.startswith(file)]
    assert load(sample.revision).check(sample.name, sample.value, sample.profile)[0].path == REFUSED_FOR[file]


def test_what_the_service_sent_may_be_sent_back_unchanged(samples: list[Sample]) -> None:
    """A stateless client keeps the history itself and must not have to know what to leave out."""
    sent_back = 0
    for sample in samples:
        if sample.name == "Interaction" and (blocks := sample.value.get("outputs") or sample.value.get("steps")):
            legacy = "outputs" in sample.value
            history = [{"role": "model", "content": blocks}] if legacy else blocks
            request = {"model": "gemini-2.5-flash", "input": history}
            assert load(sample.revision).check("CreateRequest", request, "request") == [], sample.where
            sent_back += 1
    assert sent_back >= 60


def test_a_second_validator_agrees(samples: list[Sample]) -> None:
    disagreements = [
        sample.where
        for sample in samples
        if second_opinion(sample.revision, sample.name, sample.profile).is_valid(sample.value)
        != load(sample.revision).is_valid(sample.name, sample.value, sample.profile)
    ]
    assert disagreements == []


def complaints(sample: Sample) -> list[str]:
    found = load(sample.revision).check(sample.name, sample.value, sample.profile)
    return [f"{sample.where}: {violation}" for violation in found]


@cache
def second_opinion(revision: str, name: str, profile: Profile) -> Any:
    schemas = load(revision)
    documents = [schemas.document(known, profile) for known in schemas.names(profile)]
    registry = Registry().with_resources((document["$id"], Resource.from_contents(document)) for document in documents)
    return Draft202012Validator(schemas.document(name, profile), registry=registry)
