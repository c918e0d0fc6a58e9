"""The site in a real browser: keys, themes, use by everybody; and that what a target sends is never run."""

from __future__ import annotations

from importlib.resources import files

import pytest

from conformance.report.matrix.site import briefs, write_site
from tests.report import hostile, sample
from tests.report.matrix.reading import background, features, focus, shown

pytestmark = pytest.mark.browser


# --- keys ------------------------------------------------------------------------------------------------------------


def test_a_table_is_one_stop_and_arrow_keys_move_inside(opened, pages):
    tab = opened(pages)
    tab.locator("#at-servers ~ .scroll").first.focus()
    tab.keyboard.press("Tab")
    assert focus(tab) == "Create and input forms"
    for key in ("ArrowRight", "ArrowRight", "ArrowDown"):
        tab.keyboard.press(key)
    assert tab.evaluate("document.activeElement.closest('tr').dataset.feature") == "stateful-chat"
    assert tab.evaluate("document.activeElement.closest('td').cellIndex") == 2
    tab.keyboard.press("Tab")
    assert focus(tab) == "What the marks mean"
    tab.keyboard.press("Shift+Tab")
    assert tab.evaluate("document.activeElement.closest('td').cellIndex") == 2
    tab.keyboard.press("Home")
    assert tab.evaluate("document.activeElement.className") == "unfold"
    tab.keyboard.press("Control+End")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/features/usage.html#*")


def test_arrow_keys_pass_over_what_is_hidden_and_through_what_is_unfolded(opened, pages):
    tab = opened(pages, "index.html#target=good&text=signature")
    tab.locator("[data-feature=create] th a").first.focus()
    tab.keyboard.press("ArrowDown")
    assert focus(tab) == "Thoughts carry a signature that can be sent back."
    tab.keyboard.press("ArrowRight")
    assert tab.evaluate("document.activeElement.title") == "pass"
    tab.keyboard.press("ArrowRight")
    tab.keyboard.press("ArrowDown")
    assert tab.evaluate("document.activeElement.closest('tr').dataset.feature") == "stateful-chat"


def test_a_feature_unfolds_by_key(opened, pages):
    tab = opened(pages)
    tab.get_by_role("button", name="Requirements of Usage").first.press("Enter")
    assert len(shown(tab, "tr.one th")) == 12
    tab.keyboard.press("Enter")
    assert shown(tab, "tr.one th") == []


def test_the_first_tab_offers_the_matrix(opened, pages):
    tab = opened(pages)
    tab.keyboard.press("Tab")
    assert focus(tab) == "Skip to the matrix"
    tab.keyboard.press("Enter")
    tab.wait_for_function("() => document.activeElement.id === 'at-matrix'")


# --- themes and no script --------------------------------------------------------------------------------------------


def test_dark_and_light_follow_the_system_until_the_switch_is_used(opened, pages):
    assert background(opened(pages, color_scheme="light")) > 200
    tab = opened(pages, color_scheme="dark")
    assert background(tab) < 60
    tab.get_by_label("Theme").select_option("light")
    assert background(tab) > 200
    tab.goto(f"{pages.as_uri()}/features/usage.html")
    assert background(tab) > 200
    tab.get_by_label("Theme").select_option("as the system")
    assert background(tab) < 60


def test_without_script_everything_is_there_but_the_filters(opened, pages):
    tab = opened(pages, java_script_enabled=False)
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
