"""The documentation's own programs run with this version."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.samples.docs import programs
from tests.sdk.dialect import Dialect

pytestmark = pytest.mark.sdk


def test_the_program_for_this_version_prints_what_the_page_says(dialect: Dialect, tmp_path: Path) -> None:
    generation = "1" if dialect.client.version.startswith("1.") else "2"
    (program,) = [p for p in programs() if p.language == "python" and p.major == generation]
    ran = program.run(tmp_path)
    assert (ran.code, ran.out) == (0, program.printed), ran
