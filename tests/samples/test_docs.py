"""The programs of the documentation print what it says, with the clients of the samples."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.samples.clients import demand
from tests.samples.docs import PAGE, Program, programs
from tests.samples.table import HERE

MINE = [program for program in programs() if program.major in (None, "1")]


def test_every_program_of_the_page_is_one_that_is_run() -> None:
    fenced = re.findall(r"^```(python|js|sh)$", PAGE.read_text("utf-8"), re.MULTILINE)
    assert len(programs()) == len(fenced)
    assert {program.language for program in MINE} == {"python", "js", "curl"}


@pytest.mark.samples
@pytest.mark.parametrize("program", MINE, ids=[f"{program.language}{number}" for number, program in enumerate(MINE)])
def test_a_program_prints_what_the_page_says(program: Program, tmp_path: Path) -> None:
    demand(program.language)
    (tmp_path / "node_modules").symlink_to(HERE / "js" / "node_modules")
    ran = program.run(tmp_path)
    assert (ran.code, ran.out) == (0, program.printed), ran
