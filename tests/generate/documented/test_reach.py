"""What granted requests still show of the schemas: all of it but for what the documentation does not grant."""

from __future__ import annotations

import base64
from itertools import chain, islice

import pytest

from conformance.generate.coverage import Coverage
from conformance.generate.documented import Place, World, granted, probes, refusable, renamed
from conformance.generate.documented.invalid import wrongs
from conformance.generate.documented.omitted import OMITTED
from conformance.generate.documented.samples import samples
from conformance.generate.shape import compiled
from conformance.generate.visit import visits
from conformance.generate.walk import Walk
from conformance.revisions import NEWEST, REVISIONS, Revision
from conformance.target import Models, Target
from tests.generate.documented.worlds import by_hand, emulator, kept_by

revisions = pytest.mark.parametrize("revision", REVISIONS, ids=str)
MAGIC = {
    "image/jpeg": b"\xff\xd8\xff",
    "image/png": b"\x89PNG",
    "image/webp": b"RIFF",
    "image/gif": b"GIF8",
    "image/bmp": b"BM",
    "image/tiff": b"II*\0",
    "audio/wav": b"RIFF",
    "audio/flac": b"fLaC",
    "audio/ogg": b"OggS",
    "video/webm": b"\x1aE\xdf\xa3",
    "video/x-flv": b"FLV",
    "application/pdf": b"%PDF",
}


def with_files(world: World) -> World:
    """A world with a file of every kind and an environment."""
    audio, document = ("audio", "audio/wav"), ("document", "application/pdf")
    places = [Place(kind, f"https://example.com/files/{kind}", mime_type) for kind, mime_type in (audio, document)]
    return world.placing(*places).hosting("env_1")


@revisions
def test_granted_bodies_reach_all_that_can_be_granted(revision: Revision) -> None:
    world, shape = with_files(by_hand(revision)), compiled(revision.name)
    coverage = Coverage(shape)
    for body in islice(chain(visits(coverage, 1), Walk(shape, 1)), 700 if revision is NEWEST else 350):
        coverage.add(granted(body, world))
    report = coverage.report()
    missed = {str(goal) for goal in report.missed if goal.kind != "known"} - OMITTED.keys()
    assert report.percent("field") >= 98
    assert len(missed) <= 4, missed  # what a longer walk comes to
    if revision is NEWEST:  # an entry that no longer holds has to go
        assert OMITTED.keys() <= {str(goal) for goal in report.missed}


@revisions
def test_probes_are_granted_and_excused_until_they_are_taken(revision: Revision) -> None:
    with emulator(revision) as server:
        world = kept_by(server, revision)
        taken = set()
        for clause, body in probes(world):
            assert granted(body, world) == body, clause
            assert list(wrongs(body, world)) == [], clause
            if clause in taken:
                continue
            excuse = refusable(body, world)
            assert excuse is not None, clause
            answer = server("POST", "", body, revision=revision.name)
            assert answer.status == 200, (clause, answer)
            taken.add(clause)
            left = refusable(body, world.taking(clause))
            assert left != clause
    assert len(taken) > 5


def test_names_of_the_suite_become_those_of_the_target() -> None:
    usual = Models()
    world = World.of(Target(models=Models(text="mine", agent="my-agent")), NEWEST)
    assert renamed({"model": usual.text, "input": 1}, world) == {"model": "mine", "input": 1}
    assert renamed({"agent": usual.agent}, world) == {"agent": "my-agent"}
    assert renamed({"model": ["odd"]}, world) == {"model": ["odd"]}
    assert renamed([1], world) == [1]


def test_features_that_a_target_lacks_are_not_asked_for() -> None:
    lacking = {"google-search": "absent", "background": "absent", "multimodal-output": "absent"}
    world = World.of(Target.model_validate({"features": lacking}), NEWEST)
    for body in islice(Walk(compiled(NEWEST.name), 4), 400):
        made = granted(body, world)
        assert "google_search" not in [tool["type"] for tool in made.get("tools", ())]
        assert "webhook_config" not in made
        assert made.get("model") not in (Models().image, Models().video, Models().speech)


def test_models_that_cost_much_can_be_left_out() -> None:
    world = World.of(Target(), NEWEST).without("image", "speech", "video", "agent", "managed")
    texts = {Models().text, Models().other, Models().latest}
    for body in islice(Walk(compiled(NEWEST.name), 4), 400):
        made = granted(body, world)
        assert made["model"] in texts
        assert "agent" not in made


def test_samples_are_what_they_say() -> None:
    for found in samples().values():
        for mime_type, data in found.items():
            raw = base64.b64decode(data, validate=True)
            assert raw
            assert raw.startswith(MAGIC.get(mime_type, b""))
