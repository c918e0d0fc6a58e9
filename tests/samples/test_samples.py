"""Every sample of the page, run as its reader would run it: what it prints is what the reader expects."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future

import pytest

from tests.samples.assets import MAGIC
from tests.samples.clients import demand
from tests.samples.running import Ran, at_once, run, selected
from tests.samples.table import Sample, samples

pytestmark = pytest.mark.samples

Runs = dict[Sample, "Future[Ran]"]


@pytest.fixture(scope="module")
def runs(
    request: pytest.FixtureRequest, environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Runs]:
    """The runs of all samples that were selected."""
    with at_once(selected(request), lambda it: run(it, tmp_path_factory.mktemp(it.name), environment)) as started:
        yield started


@pytest.mark.parametrize("sample", samples(), ids=str)
def test_a_sample_prints_what_its_reader_expects(sample: Sample, runs: Runs) -> None:
    demand(sample.language)
    ran = runs[sample].result()
    assert ran.code == 0, f"{sample.driver} failed\n{ran}"
    assert "I am a scripted model" not in ran.out, f"the model has no answer\n{ran}"
    lacking = sample.missing(ran.out)
    assert lacking is None, f"nothing printed matches {lacking}\n{ran}"
    if sample.writes:
        kind = next(kind for kind in MAGIC if kind in ran.out)
        assert (ran.folder / sample.writes).read_bytes().startswith(MAGIC[kind])
