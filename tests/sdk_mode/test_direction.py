"""Judging servers knows nothing of judging clients: but for where both are listed, and the command itself."""

from __future__ import annotations

import ast
import re
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "conformance"
BOTH = {"catalogue.py", "cli.py", "lock.py", "sdk_commands.py"}


def imported(file: Path) -> set[str]:
    """What a file imports, wherever in it, by its full name."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{name.name}" for name in node.names}
        elif isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
    return found


def test_only_what_knows_of_both_imports_what_judges_clients() -> None:
    files = [file for file in PACKAGE.rglob("*.py") if not file.is_relative_to(PACKAGE / "sdk")]
    named = [file for file in files if re.search(r"import.*\bsdk|\bsdk\w*\b.*import", file.read_text("utf-8"))]
    using = [file for file in named if any(name.startswith("conformance.sdk") for name in imported(file))]
    assert {file.relative_to(PACKAGE).as_posix() for file in using} == BOTH


def test_a_driver_needs_nothing_of_the_suite() -> None:
    drivers = list((PACKAGE / "sdk" / "drivers").glob("*.py"))
    assert len(drivers) >= 4
    assert [file.name for file in drivers if any(name.startswith("conformance") for name in imported(file))] == []
