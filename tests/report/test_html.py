"""The HTML report: what a reader finds, in which order, and that nothing of a target becomes part of the page."""

from __future__ import annotations

import copy
import dataclasses
import re

import pytest

from conformance.report.html import render_html
from conformance.report.markdown import render_markdown
from conformance.report.results import read
from tests.report import sample
from tests.report.page import Page

LINES = sample.lines(requirements=10, exchanges=1)
DOCS = "https://ai.google.dev/"


@pytest.fixture(scope="module")
def page(run):
    return Page(render_html(run))


def requirement(page, name):
    return page.by_id(name).text


def rendered(tmp_path, *lines):
    return Page(render_html(read(sample.save(tmp_path, [sample.header(), *lines]))))


def one(kind, **changes):
    return {**next(line for line in LINES if line["kind"] == kind), **changes}


def test_the_scoreboard_comes_first_and_says_both_numbers_with_their_fractions(page):
    headings = [element.text for element in page.all("h1", "h2")]
    assert headings == [
        "shelly at revision 2026-05-20", "Scoreboard", "What failed", "What could not be judged", "Requirements",
        "Exchanges",
    ]  # fmt: skip
    board = page.by_id("scoreboard").text
    assert "5 of 104 scored requirements failed, in 3 features." in board
    assert "95.1 % conformance 99 of 104 scored requirements passed" in board
    assert "87.3 % coverage 104 of 119 applicable requirements scored" in board
    assert "Streaming ✗ fail 9 pass 2 fail 1 expected-fail" in board
    assert "Background and agents – unsupported 12 unsupported" in board


def test_failures_are_listed_with_links_to_their_requirements(page):
    failed = page.by_id("failed").text
    assert "Every step has a type that this revision documents. ✗ fail the stream ended too early" in failed
    assert failed.index("usage.completed-2") < failed.index("What could not be judged") < failed.index("errors.400-7")
    anchors = {element.attributes["id"] for element in page.elements if "id" in element.attributes}
    inside = [link[1:] for link in page.links if link.startswith("#")]
    assert "streaming.documents-6" in inside
    assert set(inside) <= anchors


def test_a_failure_shows_expected_observed_where_evidence_and_how_to_run_it_again(page):
    shown = requirement(page, "stateful-chat.interaction-1")
    assert "the id is that of the interaction before it" in shown
    assert 'Expected not int_7f3a Observed "int_7f3a" Where $.id Exchange x' in shown
    assert "Rests on spec · source · st.1 Scenario stateful-chat/three-cities" in shown
    assert "conformance run --target shelly --revision 2026-05-20 --select stateful-chat.interaction-1" in shown


def test_failures_are_open_and_passes_are_folded(page):
    openness = {
        "open" in element.attributes
        for element in page.all("details")
        if element.attributes["class"] == "requirement pass"
    }
    assert openness == {False}
    assert all(
        "open" in each.attributes for each in page.all("details") if each.attributes["class"] == "requirement fail"
    )


def test_an_exchange_stands_on_the_page_once_with_everything_that_went_over_the_wire(page):
    assert len([each for each in page.all("details") if each.attributes["class"].startswith("exchange")]) == 60
    stream = page.by_id("exchange-3").text
    assert "POST http://127.0.0.1:8080/v1beta/interactions" in stream
    assert '"stream": true' in stream
    assert "14 events; offset in bytes, time in seconds" in stream
    assert '2 319 0.140 step.start {"event_type": "step.start", "index": 0, "step": {"type": "model_output"}}' in stream
    assert "curl -X POST --no-buffer http://127.0.0.1:8080/v1beta/interactions" in stream
    assert '"$GEMINI_API_KEY"' in stream
    assert "no answer within 10 s" in page.by_id("exchange-17").text


def test_a_recorded_result_is_judged_again_from_its_recording(tmp_path):
    exchange = one("exchange", recording="chat one.json")
    page = rendered(tmp_path, exchange, one("result", lane="replay"))
    assert "conformance judge 'chat one.json' --revision 2026-05-20" in requirement(page, "create.empty-0")


@pytest.mark.parametrize(
    ("target", "argument"),
    [
        ({"name": "127.0.0.1:8099", "base_url": "http://127.0.0.1:8099"}, "http://127.0.0.1:8099"),
        ({"name": "mine", "base_url": "http://127.0.0.1:8099"}, "mine"),
        ({"name": "mine", "base_url": None, "argument": "my targets/mine.toml"}, "'my targets/mine.toml'"),
    ],
)
def test_the_command_names_the_target_as_it_was_given(tmp_path, target, argument):
    page = Page(render_html(read(sample.save(tmp_path, [{**sample.header(), "target": target}, one("result")]))))
    assert f"conformance run --target {argument} --revision 2026-05-20" in requirement(page, "create.empty-0")


@pytest.mark.parametrize("complete", [True, False])
def test_an_interrupted_run_says_so_loudly(run, complete):
    page = Page(render_html(dataclasses.replace(run, interrupted=not complete)))
    alerts = [element.text for element in page.elements if element.attributes.get("role") == "alert"]
    assert [text[:19] for text in alerts] == ([] if complete else ["! Interrupted run. "])


def test_nothing_scored_shows_dashes(tmp_path):
    page = rendered(tmp_path, one("result", status="unsupported"))
    board = page.by_id("scoreboard").text
    assert "Nothing was scored." in board
    assert "— conformance 0 of 0 scored requirements passed — coverage 0 of 1" in board
    assert "Usage · untested none" in board


def test_one_failure_in_a_thousand_is_not_a_hundred_percent(tmp_path):
    results = [one("result", id=f"a.{number}", status="pass" if number else "fail") for number in range(1_001)]
    assert "99.9 % conformance 1000 of 1001" in rendered(tmp_path, *results).by_id("scoreboard").text


def test_a_wholly_broken_server_gives_a_short_list_and_folds_the_rest(tmp_path):
    results = [one("result", id=f"a.b{number}", status="fail", message=f"no {number}") for number in range(35)]
    page = rendered(tmp_path, *results)
    (more,) = [element for element in page.all("details") if element.attributes["class"] == "more"]
    assert more.text.startswith("15 more ")
    assert (page.by_id("failed").text.count("a.b"), more.text.count("a.b")) == (35, 15)


def test_one_fault_with_many_consequences_is_told_once(tmp_path):
    results = [one("result", id=f"a.b{number}", status="fail", message="no interaction") for number in range(45)]
    failed = rendered(tmp_path, *results).by_id("failed").text
    assert failed.startswith("What failed no interaction ✗ fail in 45 requirements: a.b0, a.b1, a.b2,")
    assert failed.endswith("a.b39 and 5 more")


def test_the_same_finding_on_many_exchanges_is_told_once(tmp_path):
    exchanges = [one("exchange", id=f"x{number}") for number in range(1, 4)]
    finding = {"status": "fail", "message": "no id", "observed": {}, "expected": "an id", "where": "$"}
    observations = [{**finding, "exchange": line["id"]} for line in exchanges]
    shown = requirement(rendered(tmp_path, *exchanges, one("result", observations=observations)), "create.empty-0")
    assert shown.count("Expected an id Observed {} Where $") == 1
    assert all(f"x{number} POST /v1beta/interactions" in shown for number in range(1, 4))


def test_recordings_of_many_revisions_say_so(tmp_path):
    page = Page(render_html(read(sample.save(tmp_path, [{**sample.header(), "revision": "auto"}]))))
    assert page.all("h1")[0].text == "shelly each exchange at its revision"


def test_a_note_of_the_requirement_is_shown(page):
    assert "Google's OpenAPI document leaves id optional." in requirement(page, "create.interaction-1")


def test_long_and_deep_values_are_cut_visibly(tmp_path):
    deep: object = "bottom"
    for _ in range(600):
        deep = {"a": deep}
    exchange = copy.deepcopy(one("exchange"))
    exchange["response"]["body"] = {"text": "y" * 1_000_000}
    exchange["request"]["body"] = deep
    exchange["response"]["headers"] = {f"h{number}": "v" * 5_000 for number in range(500)}
    exchange["response"]["events"] = [
        {"offset": number, "time": None, "event": None, "data": "z" * 1_400, "id": None} for number in range(3_000)
    ]
    observation = {"exchange": "x1", "status": "fail", "message": "m" * 9_000, "observed": deep, "where": "w" * 9_000}
    observations = [{**observation, "expected": str(number)} for number in range(400)]
    result = one("result", status="fail", message="m" * 100_000, observations=observations)
    source = render_html(read(sample.save(tmp_path, [sample.header(), exchange, result])))
    assert len(source) < 200_000
    text = Page(source).by_id("exchange-1").text
    assert "… (994,012 more characters)" in text
    assert "2950 events left out" in text
    assert "440 more headers left out" in text
    assert "… (1,000 more characters)" in text
    assert "nested deeper than 100 levels" in text
    assert "395 more observations" in source


def test_invisible_and_reordering_characters_are_written_out(tmp_path):
    source = render_html(read(sample.save(tmp_path, [sample.header(), one("result", message="a\u202eb\x00c\ud800d")])))
    assert "a\\u202eb\\u0000c\\ud800d" in source
    source.encode("utf-8")


def test_a_page_of_150_requirements_and_150_exchanges_is_small(tmp_path):
    run = read(sample.save(tmp_path, sample.lines(requirements=150, exchanges=150)))
    assert len(render_html(run).encode()) < 2_500_000


@pytest.mark.parametrize("which", ["run", "hostile_run", "lying_run"])
def test_the_page_loads_nothing_and_runs_nothing(which, request):
    page = Page(render_html(request.getfixturevalue(which)))
    names = {name for element in page.elements for name in element.attributes}
    assert not {name for name in names if name.startswith("on")}
    assert not names & {"src", "srcset", "action", "formaction", "data", "poster", "background", "ping"}
    assert {
        element.tag for element in page.all("script", "link", "base", "iframe", "object", "img", "svg", "form")
    } == set()
    (style,) = page.all("style")
    assert not re.search(r"url\(|@import|expression", style.text)
    policies = [each.attributes["content"] for each in page.all("meta") if "http-equiv" in each.attributes]
    assert len(policies) == 1
    assert policies[0].startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:;")


@pytest.mark.parametrize("which", ["run", "hostile_run", "lying_run"])
def test_links_go_to_the_documentation_or_into_the_page(which, request):
    page = Page(render_html(request.getfixturevalue(which)))
    outside = {link for link in page.links if not link.startswith("#")}
    assert all(link.startswith(DOCS) for link in outside)
    assert bool(outside) == (which != "lying_run")
    anchors = [element.attributes["id"] for element in page.elements if "id" in element.attributes]
    assert len(anchors) == len(set(anchors))
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(anchors)


def test_hostile_text_adds_no_element_and_no_attribute(hostile_run, tmp_path):
    def shapes(run):
        page = Page(render_html(run))
        return {(element.tag, *sorted(element.attributes)) for element in page.elements}

    harmless = read(sample.save(tmp_path, sample.lines(requirements=100, exchanges=6)))
    assert shapes(hostile_run) <= shapes(harmless)
    assert "{{7*7}}" in Page(render_html(hostile_run)).by_id("exchange-1").text


def test_words_stand_beside_every_colour(page):
    for element in page.elements:
        if element.attributes.get("class", "").startswith(("badge ", "word ")):
            assert element.attributes["class"].split()[1] in element.text


def test_what_was_selected_is_said_where_it_is_not_everything(run):
    part = {"whole": False, "select": ["create", "usage.*"], "level": "must", "cost": "text"}
    for selected, said in ((part, True), ({**part, "whole": True}, False)):
        chosen = dataclasses.replace(run, header={**run.header, "selected": selected})
        assert ("create usage.*, from level must, up to cost text" in render_html(chosen)) == said
        assert ("judged: `create usage.*, from level must, up to cost text`" in render_markdown(chosen)) == said
