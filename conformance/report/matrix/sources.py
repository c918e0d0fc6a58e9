"""The result files that the arguments of a command name: files, folders that hold them, patterns."""

from __future__ import annotations

import glob
import json
from pathlib import Path
from typing import TYPE_CHECKING

from conformance.report.results import FILE, ReportError

if TYPE_CHECKING:
    from collections.abc import Iterable

FIRST_LINE = 65_536  # bytes of a file that tell whether it begins with a `run` line; a ledger makes that line long


def result_files(arguments: Iterable[str]) -> list[Path]:
    """Each result file that the arguments name, once, in the order of their paths.

    A folder stands for every `results.jsonl` (or `.gz` of one) below it and every other `*.jsonl` that begins with a
    `run` line.
    Raises ReportError for an argument that names none.
    """
    found: dict[Path, Path] = {}
    for argument in arguments:
        for path in _named(argument):
            found.setdefault(path.resolve(), path)
    return sorted(found.values())


def _named(argument: str) -> list[Path]:
    path = Path(argument)
    if path.is_dir():
        plain = (file for file in path.rglob("*.jsonl") if file.name == FILE or _begins_a_run(file))
        held = sorted([*plain, *path.rglob(f"{FILE}.gz")])
        if not held:
            raise ReportError(f"{path} holds no result file: name a folder with {FILE} in it, or below it")
        return held
    if path.exists() or not glob.has_magic(argument):
        return [path]
    matched = [found for name in sorted(glob.glob(argument, recursive=True)) for found in _named(name)]  # noqa: PTH207 - may be absolute
    if not matched:
        raise ReportError(f"{argument} matches no file")
    return matched


def _begins_a_run(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            start = file.readline(FIRST_LINE)
    except OSError:
        return False
    if len(start) == FIRST_LINE:
        return start.replace(b" ", b"").startswith(b'{"kind":"run"')
    try:
        line = json.loads(start)
    except (ValueError, RecursionError):
        return False
    return isinstance(line, dict) and line.get("kind") == "run"
