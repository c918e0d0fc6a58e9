"""The site in a real browser: filters, links, keys, themes; and that what a target sends is never run."""

from __future__ import annotations

import os
import re
import shutil
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from conformance.report.matrix.site import briefs, write_site
from tests.report import hostile, sample
from tests.report.matrix import many

pytestmark = pytest.mark.browser

DEEP = "features/streaming.html#streaming.zone-3"


@pytest.fixture(scope="module")
def browser():
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None and not os.environ.get("CI"):
        pytest.skip("no chromium on PATH")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three servers, one of them at two revisions and twice, one that does not compare, and a client."""
    folder = tmp_path_factory.mktemp("runs")
    for day, bad in ((1, 0.4), (2, 0.2)):
        many.save(folder, many.lines("bad", "1.2", bad=bad, day=day))
    many.save(folder, many.lines("bad", "1.2", many.REVISIONS[3], bad=0.1))
    many.save(folder, many.lines("good"))
    many.save(folder, many.lines("old", bad=0.1, suite={"version": "0.0.9", "requirements": "sha256:old"}))
    many.save(folder, many.lines("sdk", "3.4.0", bad=0.1, lane="client"))
    write_site(briefs([str(folder)]), folder / "site")
    return folder / "site"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All that pages consist of, and no more: axe looks at each element for long."""
    folder = tmp_path_factory.mktemp("few")
    for day, bad in ((1, 0.9), (2, 0.8)):
        many.save(folder, many.lines("bad", "1.2", bad=bad, day=day, requirements=30))
    many.save(folder, many.lines("good", requirements=30))
    other = {"version": "0.0.9", "requirements": "sha256:old"}
    many.save(folder, many.lines("old", bad=0.5, requirements=30, suite=other))
    many.save(folder, many.lines("sdk", "3.4.0", bad=0.5, lane="client", requirements=20))
    write_site(briefs([str(folder)]), folder / "site")
    return folder / "site"


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty servers."""
    folder = tmp_path_factory.mktemp("crowd")
    for number in range(40):
        many.save(folder, many.lines(f"server {number}", "2.0", bad=0.02 * number, requirements=90, exchanges=9))
    write_site(briefs([str(folder)]), folder / "site")
    return folder / "site"


@pytest.fixture
def opened(browser):
    """Opens a page of a site; afterwards nothing may have been asked for or complained of."""
    contexts: list[Any] = []
    said: list[str] = []
    asked: list[str] = []

    def open_(site: Path, page: str = "index.html", **options: Any) -> Any:
        contexts.append(browser.new_context(viewport={"width": 1280, "height": 900}, **options))
        tab = contexts[-1].new_page()
        tab.set_default_timeout(10_000)  # a machine that is busy with other tests
        tab.on("console", lambda message: said.append(message.text))
        tab.on("pageerror", lambda error: said.append(str(error)))
        tab.on("request", lambda request: asked.append(request.url))
        tab.goto(f"{site.as_uri()}/{page}")
        return tab

    yield open_
    for context in contexts:
        context.close()
    assert said == []
    assert [url for url in asked if not url.startswith("file:") or not url.partition("#")[0].endswith(".html")] == []


def fragment(tab) -> str:
    return str(tab.evaluate("decodeURIComponent(location.hash)"))


def shown(tab, selector: str) -> list[str]:
    return [text for text in (each.inner_text() for each in tab.locator(selector).all() if each.is_visible()) if text]


def features(tab) -> list[str]:
    return [text.strip() for text in shown(tab, "#at-servers ~ .scroll [data-feature] th a")]


def focus(tab) -> str:
    return " ".join(str(tab.evaluate("document.activeElement.innerText || document.activeElement.id")).split())


# --- filters ---------------------------------------------------------------------------------------------------------


def test_text_narrows_to_requirements_and_is_kept_in_the_address(opened, site):
    tab = opened(site)
    assert len(features(tab)) == 10
    tab.get_by_label("Text").fill("signature create")
    assert features(tab) == ["Create and input forms"]
    assert shown(tab, "#at-servers ~ .scroll tr.one th a") == ["Thoughts carry a signature that can be sent back."]
    assert fragment(tab) == "#text=signature+create"
    tab.reload()
    assert features(tab) == ["Create and input forms"]
    assert tab.get_by_label("Text").input_value() == "signature create"


def test_level_recounts_and_reset_brings_everything_back(opened, site):
    tab = opened(site)
    number = tab.locator("#at-servers ~ .scroll [data-feature=create] td .n").nth(2)
    assert number.inner_text() == "12"
    tab.get_by_label("should", exact=True).check()
    assert number.inner_text() == "3"
    assert fragment(tab) == "#level=should"
    tab.get_by_role("button", name="Reset").click()
    assert number.inner_text() == "12"
    assert fragment(tab) == ""


def test_status_shows_the_requirements_that_ended_so(opened, site):
    tab = opened(site, "index.html#status=expected-fail")
    assert tab.locator("[value=expected-fail]").is_checked()
    cells = tab.locator("tr.one:visible").all()
    assert cells
    for row in cells:
        assert row.locator("td.c-k").count()


def test_target_and_revision_hide_columns_in_every_table(opened, site):
    tab = opened(site)
    tab.locator("summary", has_text="Targets").click()
    tab.get_by_label("bad 1.2").check()
    tab.keyboard.press("Escape")
    assert shown(tab, "thead .group") == ["bad 1.2"]
    assert shown(tab, "thead .revision") == ["2026-05-20", "2026-11-16"]
    assert shown(tab, "#at-servers ~ .runs tbody th") == ["bad 1.2", "bad 1.2"]
    tab.locator("summary", has_text="Revisions").click()
    tab.get_by_label("2026-11-16").check()
    assert shown(tab, "thead .revision") == ["2026-11-16"]
    assert shown(tab, "h2") == ["Servers"]
    assert fragment(tab) == "#target=bad+1.2&revision=2026-11-16"
    assert tab.locator("#at-count").inner_text() == "120 requirements in 10 features, 1 of 5 columns"


def test_what_does_not_compare_can_be_left_out(opened, site):
    tab = opened(site)
    assert "old" in shown(tab, "thead .group")
    tab.get_by_label("only those that compare").check()
    assert shown(tab, "thead .group") == ["bad 1.2", "good", "sdk 3.4.0"]


def test_a_feature_alone(opened, site):
    tab = opened(site)
    tab.locator("[name=feature]").select_option("usage")
    assert features(tab) == ["Usage"]
    assert shown(tab, "h2") == ["Servers", "Clients"]


def test_nothing_that_matches_is_told(opened, site):
    tab = opened(site, "index.html#text=nosuchword")
    assert tab.locator("#at-count").inner_text() == "Nothing matches these filters."


def test_another_address_in_the_same_tab_is_followed(opened, site):
    tab = opened(site)
    tab.evaluate("location.hash = '#feature=errors&level=must'")
    tab.wait_for_function("() => document.querySelector('[name=feature]').value === 'errors'")
    assert features(tab) == ["Errors and authentication"]


@pytest.mark.parametrize("odd", ["#%E0%A4%A", "#=&&=", "#level=none&x=y", "#target=%F0%9F%A6%86&status=", "#nowhere"])
def test_an_odd_address_breaks_nothing(opened, site, odd):
    tab = opened(site, f"index.html{odd}")
    assert tab.locator("#at-count").inner_text()


# --- links -----------------------------------------------------------------------------------------------------------


def test_a_cell_leads_to_its_column_on_the_page_of_the_feature(opened, site):
    tab = opened(site)
    tab.locator("#at-servers ~ .scroll [data-feature=streaming] td a").nth(1).click()
    tab.wait_for_url("**/features/streaming.html#*")
    assert shown(tab, "thead .group") == ["bad 1.2"]
    assert shown(tab, "thead .revision") == ["2026-11-16"]


def test_filters_go_along_to_another_page_and_back(opened, site):
    tab = opened(site, "index.html#level=should&text=last")
    tab.locator("[data-feature=create] th a").first.click()
    tab.wait_for_url("**/features/create.html#level=should")
    tab.get_by_role("link", name="Conformance matrix").click()
    tab.wait_for_url("**/index.html#level=should")


def test_a_link_to_a_requirement_shows_it_whatever_the_filters(opened, site):
    tab = opened(site, DEEP)
    assert "ISO 8601" in focus(tab)
    hidden = opened(site, f"{DEEP}&status=error&level=may&target=good")
    article = hidden.locator("[id='streaming.zone-3']")
    assert article.is_visible()
    assert fragment(hidden) == "#streaming.zone-3&target=good"
    assert "ISO 8601" in focus(hidden)


def test_a_link_to_an_exchange_unfolds_it(opened, site):
    tab = opened(site, "features/streaming.html")
    link = tab.locator(".again a").first
    place = link.get_attribute("href")
    link.click()
    assert tab.locator(f"{place} pre").first.is_visible()


# --- keys ------------------------------------------------------------------------------------------------------------


def test_arrow_keys_move_between_cells_and_tab_passes_a_table_by(opened, site):
    tab = opened(site)
    tab.locator("[data-feature=create] th a").first.focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowDown"):
        tab.keyboard.press(key)
    assert "stateful-chat" in tab.evaluate("document.activeElement.closest('tr').dataset.feature")
    assert tab.evaluate("document.activeElement.closest('td').cellIndex") == 2
    tab.keyboard.press("Home")
    assert tab.evaluate("document.activeElement.closest('th').cellIndex") == 0
    tab.keyboard.press("Control+End")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/features/usage.html#*")


def test_a_feature_unfolds_by_key(opened, site):
    tab = opened(site)
    tab.get_by_role("button", name="Requirements of Usage").first.press("Enter")
    assert len(shown(tab, "tr.one th")) == 12
    tab.keyboard.press("Enter")
    assert shown(tab, "tr.one th") == []


def test_the_first_tab_offers_the_matrix(opened, site):
    tab = opened(site)
    tab.keyboard.press("Tab")
    assert focus(tab) == "Skip to the matrix"
    tab.keyboard.press("Enter")
    tab.wait_for_function("() => document.activeElement.id === 'at-matrix'")


# --- themes and no script --------------------------------------------------------------------------------------------


def background(tab) -> int:
    """How bright the page is, 0 to 255."""
    return int(re.findall(r"\d+", str(tab.evaluate("getComputedStyle(document.body).backgroundColor")))[0])


def test_dark_and_light_follow_the_system_until_the_switch_is_used(opened, site):
    assert background(opened(site, color_scheme="light")) > 200
    tab = opened(site, color_scheme="dark")
    assert background(tab) < 60
    tab.get_by_label("Theme").select_option("light")
    assert background(tab) > 200
    tab.goto(f"{site.as_uri()}/features/usage.html")
    assert background(tab) > 200
    tab.get_by_label("Theme").select_option("as the system")
    assert background(tab) < 60


def test_without_script_everything_is_there_but_the_filters(opened, site):
    tab = opened(site, java_script_enabled=False)
    assert not tab.locator("#at-filters").is_visible()
    assert len(features(tab)) == 10
    tab.locator("[data-feature=streaming] th a").first.click()
    assert tab.locator("article.requirement:visible").count() == 12
    assert tab.locator("article .finding").first.is_visible()


# --- many ------------------------------------------------------------------------------------------------------------


def test_what_is_far_below_unfolds_when_it_comes_near(opened, crowded):
    tab = opened(crowded, "index.html#rows=requirements")
    assert tab.locator("tr.one").count() < 120
    tab.locator(".scroll").first.evaluate("box => { box.scrollTop = box.scrollHeight; }")
    tab.wait_for_function("() => document.querySelectorAll('[data-feature=usage] ~ tr.one').length === 9")


@pytest.mark.parametrize("width", [380, 1280])
def test_only_the_tables_scroll_sideways(opened, crowded, width):
    tab = opened(crowded)
    tab.set_viewport_size({"width": width, "height": 800})
    for page in ("index.html", "features/create.html"):
        tab.goto(f"{crowded.as_uri()}/{page}")
        assert tab.evaluate("document.documentElement.scrollWidth") == width
        box = tab.locator(".scroll").first
        assert box.evaluate("box => box.scrollWidth > box.clientWidth")
        box.evaluate("box => { box.scrollLeft = 5000; box.scrollTop = 5000; }")
        corner = tab.locator("th.corner").first.bounding_box()
        around = box.bounding_box()
        assert abs(corner["x"] - around["x"]) < 3
        assert abs(corner["y"] - around["y"]) < 3


# --- for everybody, and against the hostile --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("page", "scheme"),
    [("index.html#status=fail", "light"), ("features/streaming.html", "dark"), ("clients/usage.html", "light")],
)
def test_axe_finds_nothing(opened, small, page, scheme):
    assert axe(opened(small, page, color_scheme=scheme)) == []


def axe(tab) -> list[str]:
    """What axe-core objects to, one line for each element."""
    tab.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8"))
    tab.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = !each.closest('form'); })")
    found = tab.evaluate("axe.run()")["violations"]
    return [f"{rule['id']}: {node['html'][:200]} {node['failureSummary']}" for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize(("lines", "guarded"), [(hostile.lines, True), (hostile.javascript_sources, False)])
def test_nothing_that_a_target_sends_is_run(browser, lines, guarded, tmp_path):
    made = lines()
    made[0]["target"]["version"] = hostile.POISON
    sample.save(tmp_path, made)
    write_site(briefs([str(tmp_path)]), tmp_path / "site")
    context = browser.new_context()
    for page in sorted((tmp_path / "site").rglob("*.html"))[:3]:
        if not guarded:  # without our policy the escaping has to hold alone
            page.write_text(page.read_text("utf-8").replace("Content-Security-Policy", "X-Ignored"), "utf-8")
        tab = context.new_page()
        asked: list[str] = []
        tab.on("request", lambda request, asked=asked: asked.append(request.url))
        tab.goto(f"{page.as_uri()}#rows=requirements")
        tab.locator("#at-count").wait_for()
        assert "pwned" not in tab.title().partition("<")[0]
        assert tab.evaluate("document.querySelectorAll('img, iframe, b[onclick], h1[onclick]').length") == 0
        assert tab.evaluate("document.scripts.length") == 2
        assert len(asked) == 1
    context.close()
