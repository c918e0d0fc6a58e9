"""A few of the servers with a defect, found and their requests made small; the others by ``tox -e fuzz-proof``."""

from __future__ import annotations

import pytest

from tests.fuzz.defects import DEFECTS
from tests.fuzz.plain import newest
from tests.fuzz.proof import BESIDE_THE_SMALLEST, fuzzed, smallest

SOON = ("--select", "generated-requests", "--tier", "walk", "--max-examples", "2000", "--time", "5m")


@pytest.mark.fuzz
@pytest.mark.parametrize("name", ["breaks-on-a-nested-reference", "loses-letters-outside-the-first-plane"])
def test_a_defect_is_found_and_its_request_made_small(name: str) -> None:
    defect = DEFECTS[name]
    found = fuzzed(defect, newest(defect), *SOON)
    assert found is not None
    assert found.size <= smallest(defect) + BESIDE_THE_SMALLEST
