"""Badges: small, and never better than what was shown."""

from __future__ import annotations

import dataclasses
import json
from xml.etree import ElementTree

import pytest

from conformance.report.badge import BLUE, GREEN, GREY, RED, YELLOW, badge, render_badges

PARTIAL = {"whole": False, "select": ["create"], "level": "may", "cost": "agent"}
SVG = "{http://www.w3.org/2000/svg}"


def of(run, *statuses, interrupted=False, **header):
    """The run with results of these statuses."""
    results = [{**run.results[0], "id": f"create.r{number}", "status": each} for number, each in enumerate(statuses)]
    return dataclasses.replace(run, results=results, interrupted=interrupted, header={**run.header, **header})


@pytest.mark.parametrize(
    ("statuses", "said"),
    [
        (["pass"] * 3, ("100 % of 3", GREEN)),
        (["pass", "unexpected-pass", "warn"], ("100 % of 2", GREEN)),
        (["pass"] * 19 + ["expected-fail"], ("95 % of 20", YELLOW)),
        (["pass", "fail"], ("50 % of 2", RED)),
        (["pass", "error"], ("100 % of 1, incomplete", GREY)),
        (["fail", "error"], ("0 % of 1, incomplete", RED)),
        (["unsupported"], ("nothing scored", GREY)),
        ([], ("nothing scored", GREY)),
    ],
)
def test_conformance(run, statuses, said):
    found = badge(of(run, *statuses), "conformance")
    assert (found.message, found.color) == said


def test_coverage_and_revision(run):
    found = badge(of(run, "pass", "fail", "warn", "not-applicable"), "coverage")
    assert (found.message, found.color) == ("66.6 % of 3", YELLOW)
    assert (badge(run, "revision").message, badge(of(run, "pass"), "revision").color) == ("2026-05-20", BLUE)


@pytest.mark.parametrize("kind", ["conformance", "coverage", "revision"])
def test_what_is_not_whole_is_grey(run, kind):
    assert badge(of(run, "pass", interrupted=True), kind).color == GREY
    assert badge(of(run, "pass", selected=PARTIAL), kind).color == GREY
    assert badge(of(run), kind).color == GREY


def test_what_is_not_whole_says_so(run):
    assert badge(of(run, "pass", interrupted=True), "conformance").message == "100 % of 1, interrupted"
    assert badge(of(run, "pass", selected=PARTIAL), "conformance").message == "100 % of 1, a selection"


def test_the_image_says_its_words_to_who_does_not_see_it(run):
    made = render_badges(run)
    image = ElementTree.fromstring(made["badges/conformance.svg"])
    said = "conformance: 95.1 % of 104, incomplete"
    assert (image.get("role"), image.get("aria-label"), image.findtext(f"{SVG}title")) == ("img", said, said)
    shown = [each.text for each in image.iter(f"{SVG}text")]
    assert shown == ["conformance", "95.1 % of 104, incomplete"]


def test_the_colours_are_told_from_white_text():
    for colour in (GREEN, YELLOW, RED, GREY, BLUE, "#3a4049"):
        assert 1.05 / (luminance(colour) + 0.05) >= 4.5, colour


def luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_shields_reads_the_endpoint(run):
    said = json.loads(render_badges(run)["badges/coverage.json"])
    assert said == {"schemaVersion": 1, "label": "coverage", "message": "87.3 % of 119, incomplete", "color": "#5b6470"}
