"""Every renderer takes every valid result stream, and makes the same of it each time."""

from __future__ import annotations

import json
from collections.abc import Callable
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from conformance.report import badge, view
from conformance.report.formats import FORMATS, rendered
from tests.report import streams
from tests.report.page import Page

READ: dict[str, Callable[[str], object]] = {
    ".html": Page,
    ".xml": ElementTree.fromstring,
    ".svg": ElementTree.fromstring,
}
READ |= {".json": json.loads, ".sarif": json.loads, ".md": str}


@streams.examples
@given(lines=streams.whole_or_not(), torn=st.booleans())
def test_every_stream_is_rendered_and_twice_alike(lines, torn, tmp_path):
    run, again = (streams.written(lines, tmp_path, torn=torn) for _ in range(2))
    for name in FORMATS:
        made = rendered(run, name)
        assert made == rendered(again, name)
        for file, text in made.items():
            text.encode("utf-8")
            READ[file[file.rindex(".") :]](text)


@streams.examples
@given(lines=streams.whole_or_not(), torn=st.booleans())
def test_no_badge_is_green_but_that_of_a_whole_run(lines, torn, tmp_path):
    run = streams.written(lines, tmp_path, torn=torn)
    tally = view.report(run).tally
    whole = not run.interrupted and run.header.get("selected", {}).get("whole", True)
    good = whole and tally.conformance == 1 and not any(result["status"] == "error" for result in run.results)
    assert (badge.badge(run, "conformance").color == badge.GREEN) == good
    assert badge.badge(run, "coverage").color != badge.GREEN or (whole and tally.scored)
    assert badge.badge(run, "revision").color != badge.GREEN
