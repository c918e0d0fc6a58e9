"""The site in a real browser: filters, and links from page to page."""

from __future__ import annotations

import pytest

from tests.report.matrix.reading import features, focus, fragment, shown

pytestmark = pytest.mark.browser

DEEP = "features/streaming.html#streaming.zone-3"


# --- filters ---------------------------------------------------------------------------------------------------------


def test_text_narrows_to_requirements_and_is_kept_in_the_address(opened, pages):
    tab = opened(pages)
    assert len(features(tab)) == 10
    tab.get_by_label("Text").fill("signature create")
    assert features(tab) == ["Create and input forms"]
    assert shown(tab, "#at-servers ~ .scroll tr.one th a") == ["Thoughts carry a signature that can be sent back."]
    assert fragment(tab) == "#text=signature+create"
    tab.reload()
    assert features(tab) == ["Create and input forms"]
    assert tab.get_by_label("Text").input_value() == "signature create"


def test_level_recounts_and_reset_brings_everything_back(opened, pages):
    tab = opened(pages)
    number = tab.locator("#at-servers ~ .scroll [data-feature=create] td .n").nth(2)
    assert number.inner_text() == "12"
    tab.get_by_label("should", exact=True).check()
    assert number.inner_text() == "3"
    assert fragment(tab) == "#level=should"
    tab.get_by_role("button", name="Reset").click()
    assert number.inner_text() == "12"
    assert fragment(tab) == ""


def test_status_shows_the_requirements_that_ended_so(opened, pages):
    tab = opened(pages, "index.html#status=expected-fail")
    assert tab.locator("[value=expected-fail]").is_checked()
    cells = tab.locator("tr.one:visible").all()
    assert cells
    for row in cells:
        assert row.locator("td.c-k").count()


def test_target_and_revision_hide_columns_in_every_table(opened, pages):
    tab = opened(pages)
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


def test_what_does_not_compare_can_be_left_out(opened, pages):
    tab = opened(pages)
    assert "old" in shown(tab, "thead .group")
    tab.get_by_label("only those that compare").check()
    assert shown(tab, "thead .group") == ["bad 1.2", "good", "sdk 3.4.0"]


def test_a_feature_alone(opened, pages):
    tab = opened(pages)
    tab.locator("[name=feature]").select_option("usage")
    assert features(tab) == ["Usage"]
    assert shown(tab, "h2") == ["Servers", "Clients"]


def test_nothing_that_matches_is_told(opened, pages):
    tab = opened(pages, "index.html#text=nosuchword")
    assert tab.locator("#at-count").inner_text() == "Nothing matches these filters."


def test_another_address_in_the_same_tab_is_followed(opened, pages):
    tab = opened(pages)
    tab.evaluate("location.hash = '#feature=errors&level=must'")
    tab.wait_for_function("() => document.querySelector('[name=feature]').value === 'errors'")
    assert features(tab) == ["Errors and authentication"]


@pytest.mark.parametrize("odd", ["#%E0%A4%A", "#=&&=", "#level=none&x=y", "#target=%F0%9F%A6%86&status=", "#nowhere"])
def test_an_odd_address_breaks_nothing(opened, pages, odd):
    tab = opened(pages, f"index.html{odd}")
    assert tab.locator("#at-count").inner_text()


# --- links -----------------------------------------------------------------------------------------------------------


def test_a_cell_leads_to_its_column_on_the_page_of_the_feature(opened, pages):
    tab = opened(pages)
    tab.locator("#at-servers ~ .scroll [data-feature=streaming] td a").nth(1).click()
    tab.wait_for_url("**/features/streaming.html#*")
    assert shown(tab, "thead .group") == ["bad 1.2"]
    assert shown(tab, "thead .revision") == ["2026-11-16"]


def test_filters_go_along_to_another_page_and_back(opened, pages):
    tab = opened(pages, "index.html#level=should&text=last")
    tab.locator("[data-feature=create] th a").first.click()
    tab.wait_for_url("**/features/create.html#level=should")
    tab.get_by_role("link", name="Conformance matrix").click()
    tab.wait_for_url("**/index.html#level=should")


def test_a_link_to_a_requirement_shows_it_whatever_the_filters(opened, pages):
    tab = opened(pages, DEEP)
    assert "ISO 8601" in focus(tab)
    hidden = opened(pages, f"{DEEP}&status=error&level=may&target=good")
    article = hidden.locator("[id='streaming.zone-3']")
    assert article.is_visible()
    assert fragment(hidden) == "#streaming.zone-3&target=good"
    assert "ISO 8601" in focus(hidden)


def test_a_link_to_an_exchange_unfolds_it(opened, pages):
    tab = opened(pages, "features/streaming.html")
    link = tab.locator(".again a").first
    place = link.get_attribute("href")
    link.click()
    assert tab.locator(f"{place} pre").first.is_visible()
