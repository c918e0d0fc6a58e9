"""Each schema takes a value made from it and rejects that value with one thing wrong; both validators say the same."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from functools import cache
from typing import Any

import jsonschema
import pytest
from referencing import Registry, Resource

from conformance.projection import PROFILES
from conformance.revisions import NAMES
from conformance.schema import Profile, load
from conformance.violation import member
from tests.schema.made import Maker

EVERYWHERE = list(itertools.product(NAMES, PROFILES))


@pytest.mark.parametrize(("revision", "profile"), EVERYWHERE)
def test_every_type_takes_a_value_made_from_it(revision: str, profile: Profile) -> None:
    schemas, maker = load(revision), Maker(revision, profile)
    found = {name: schemas.check(name, maker.valid(name), profile) for name in schemas.names(profile)}
    assert len(found) > 60
    assert {
        name: [str(violation) for violation in violations] for name, violations in found.items() if violations
    } == {}


@pytest.mark.parametrize(("revision", "profile"), EVERYWHERE)
def test_every_type_rejects_what_is_wrong_in_one_place(revision: str, profile: Profile) -> None:
    schemas, maker = load(revision), Maker(revision, profile)
    taken, kinds = [], Counter[str]()
    for name in schemas.names(profile):
        for sin, value in maker.wrong(name):
            kinds["absence" if sin.startswith("no ") else "value" if "unknown" in sin else "type"] += 1
            if schemas.is_valid(name, value, profile):
                taken.append(f"{name}: {sin}")
    assert taken == []
    assert kinds["absence"] > 60
    assert kinds["value"] > 80
    assert kinds["type"] > 1_000


@pytest.mark.parametrize(("revision", "profile"), EVERYWHERE)
def test_every_rejection_says_where(revision: str, profile: Profile) -> None:
    schemas, maker = load(revision), Maker(revision, profile)
    silent = []
    for name in schemas.names(profile):
        for sin, value in maker.wrong(name):
            found = schemas.check(name, value, profile)
            field = sin.split(" ")[0]
            place = member("$", field) if isinstance(value, dict) and field in value else "$"
            if not found or not found[0].path.startswith(place):
                silent.append((name, sin, [str(violation) for violation in found]))
    assert silent == []


def test_a_second_validator_says_the_same() -> None:
    asked, disagreements, known = 0, [], set()
    for revision, profile in itertools.product((NAMES[0], NAMES[-1]), PROFILES):
        schemas, maker = load(revision), Maker(revision, profile)
        for name in schemas.names(profile):
            document = schemas.document(name, profile)
            text = json.dumps({key: value for key, value in document.items() if key != "$id"})
            if (profile, text) in known:  # the same as in the revision before, so there is nothing new to ask
                continue
            known.add((profile, text))
            for sin, value in [("nothing", maker.valid(name)), *maker.wrong(name)]:
                asked += 1
                if second_opinion(revision, profile, name).is_valid(value) != schemas.is_valid(name, value, profile):
                    disagreements.append(f"{revision} {profile} {name}: {sin}")
    assert disagreements == []
    assert asked > 4_000


@cache
def second_opinion(revision: str, profile: Profile, name: str) -> Any:
    return jsonschema.Draft202012Validator(load(revision).document(name, profile), registry=registry(revision, profile))


@cache
def registry(revision: str, profile: Profile) -> Registry[Any]:
    documents = [load(revision).document(name, profile) for name in load(revision).names(profile)]
    return Registry().with_resources((document["$id"], Resource.from_contents(document)) for document in documents)


OLD, NEW = ("2025-12-11", "2026-05-07"), ("2026-05-20", "2026-11-16")


@pytest.mark.parametrize(("spoken", "heard"), [*itertools.product(OLD, NEW), *itertools.product(NEW, OLD)])
def test_events_of_one_shape_are_refused_in_the_other(spoken: str, heard: str) -> None:
    mapping = load(spoken).document("Event", "response")["discriminator"]["mapping"]
    both = {"interaction.status_update", "error"}
    assert len(mapping.keys() - both) == 5
    for event, file in mapping.items():
        value = Maker(spoken, "response").valid(file.removesuffix(".json"))
        assert load(spoken).is_valid("Event", value, "response")
        rules = [violation.rule for violation in load(heard).check("Event", value, "response")]
        assert rules == ([] if event in both else ["discriminator"])
