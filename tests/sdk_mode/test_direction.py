"""Judging servers knows nothing of judging clients: but for where both are listed, and the command itself."""

from __future__ import annotations

import ast
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "conformance"
BOTH = {"catalogue.py", "cli.py", "lock.py", "sdk_commands.py"}


def imported(file: Path) -> set[str]:
    """The modules that a file imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
        elif isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
    return found


def test_only_what_knows_of_both_imports_what_judges_clients() -> None:
    files = [file for file in PACKAGE.rglob("*.py") if not file.is_relative_to(PACKAGE / "sdk")]
    using = {
        file.relative_to(PACKAGE).as_posix()
        for file in files
        if any(name.startswith("conformance.sdk") for name in imported(file))
    }
    assert using == BOTH


def test_a_driver_needs_nothing_of_the_suite() -> None:
    drivers = list((PACKAGE / "sdk" / "drivers").glob("*.py"))
    assert len(drivers) >= 4
    assert [file.name for file in drivers if any(name.startswith("conformance") for name in imported(file))] == []
