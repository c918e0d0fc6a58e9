"""Every valid result stream has its place in a site, and the same one each time."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from conformance.report.matrix.board import sections
from conformance.report.matrix.brief import brief
from conformance.report.matrix.site import rendered
from tests.report import streams
from tests.report.page import Page


@streams.examples
@given(several=st.lists(st.tuples(streams.whole_or_not(), st.booleans()), min_size=1, max_size=3))
def test_every_stream_is_laid_out_and_twice_alike(several, tmp_path):
    runs = [
        brief(streams.written(lines, tmp_path, torn=torn), Path(f"{number}.jsonl"))
        for number, (lines, torn) in enumerate(several)
    ]
    made = rendered(sections(runs), {})
    assert made == rendered(sections(reversed(runs)), {})
    for name, text in made.items():
        text.encode("utf-8")
        if name.endswith(".html"):
            assert len(Page(text).all("script")) == 2
    columns = [column for section in json.loads(made["matrix.json"])["sections"] for column in section["columns"]]
    told = {(each.identity, each.started) for each in runs}
    assert len(told) <= sum(column["runs"] for column in columns) <= len(runs)
