"""The result stream of a run: one JSON object per line, written as things happen and read back by every renderer.

A file starts with a `run` line, holds `exchange` and `result` lines in any order, and ends with a `summary` line.
Without its summary it is an interrupted run. The shape of each line is `schemas/report/results.schema.json`.
"""

from __future__ import annotations

import gzip
import json
import math
import re
import zlib
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, cast

from conformance.report.lines import KINDS
from conformance.report.scores import summarise

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    import jsonschema_rs

    from conformance.report.lines import (
        ExchangeRecord,
        GenerationRecord,
        ReportRecord,
        ResultRecord,
        RunHeader,
        Summary,
    )

__all__ = ["ReportError", "ResultWriter", "Run", "located", "read", "schema", "summarise"]

FILE = "results.jsonl"

GZIP = b"\x1f\x8b"
LARGEST = 1 << 30  # bytes that a packed file may hold; a run of everything has two million
DEEPEST = 100  # far below the interpreter's recursion limit, far above any documented body

_SIGNING = re.compile(r"whsec_[A-Za-z0-9+/=_-]+")  # the form of Standard Webhooks, wherever a message quotes one
_LONE = re.compile("[\ud800-\udfff]")


class ReportError(OSError):
    """A result file cannot be written or read; the message is one line for the user and names the path."""


@dataclass(frozen=True, slots=True)
class Run:
    """A result file in memory. `interrupted` is true when the file has no summary line or ends in half a line."""

    header: RunHeader
    exchanges: dict[str, ExchangeRecord]
    results: list[ResultRecord]
    summary: Summary | None
    interrupted: bool
    generations: list[GenerationRecord] = field(default_factory=list)
    reports: dict[str, ReportRecord] = field(default_factory=dict)


class ResultWriter:
    """Appends lines to a new result file; each line is on disk before `write` returns, so a crash loses none.

    Raises ReportError where the file or its folder cannot be written.
    """

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self.path.open("w", encoding="utf-8", newline="\n")
        except OSError as error:
            raise _unwritable(self.path, error) from error

    def write(self, line: Mapping[str, Any]) -> None:
        """Append one line and flush it.

        Numbers and lone surrogates that other readers of JSON refuse become text; nesting beyond 100 levels is cut.
        """
        try:
            text = _dumps(line)
            plain = text.count("{") + text.count("[") <= DEEPEST and "\\ud" not in text
        except (ValueError, RecursionError):
            plain = False
        if not plain:
            text = _dumps(_storable(line, DEEPEST))
        try:
            self._file.write(_SIGNING.sub("whsec_REDACTED", text) + "\n")
            self._file.flush()
        except OSError as error:
            raise _unwritable(self.path, error) from error

    def close(self) -> None:
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def located(given: Path | str) -> Path:
    """The result file that a user names: itself, or the folder of a run, which has it as `results.jsonl` or packed."""
    path = Path(given)
    if not path.is_dir():
        return path
    packed = path / f"{FILE}.gz"
    return packed if packed.exists() and not (path / FILE).exists() else path / FILE


def read(path: Path | str) -> Run:
    """The run kept in a result file, which may be gzipped. Unknown kinds are ignored; half a last line counts as
    interrupted.

    Raises ReportError with one line (path, line number, reason) for a file that is no result file.
    """
    path = Path(path)
    try:
        raw = _unpacked(path.read_bytes()).decode("utf-8", "replace").split("\n")
    except (OSError, EOFError, zlib.error) as error:
        raise ReportError(f"cannot read {path}: {getattr(error, 'strerror', None) or error}") from error
    header: RunHeader | None = None
    exchanges: dict[str, ExchangeRecord] = {}
    results: list[ResultRecord] = []
    generations: list[GenerationRecord] = []
    reports: dict[str, ReportRecord] = {}
    summary: Summary | None = None
    whole = True
    for number, text in enumerate(raw, 1):
        if not text.strip():
            continue
        line = _parsed(text)
        if line is None and number == len(raw) and header is not None:
            whole = False
            break
        _check(path, number, line, first=header is None)
        match line:
            case {"kind": "run"}:
                header = cast("RunHeader", line)
            case {"kind": "exchange"}:
                exchanges[line["id"]] = cast("ExchangeRecord", line)
            case {"kind": "result"}:
                results.append(cast("ResultRecord", line))
            case {"kind": "generation"}:
                generations.append(cast("GenerationRecord", line))
            case {"kind": "report"}:
                reports[line["scenario"]] = cast("ReportRecord", line)
            case {"kind": "summary"}:
                summary = cast("Summary", line)
    if header is None:
        raise ReportError(f"{path} is no result file: it is empty")
    return Run(header, exchanges, results, summary, summary is None or not whole, generations, reports)


def _unpacked(raw: bytes) -> bytes:
    if not raw.startswith(GZIP):
        return raw
    with gzip.open(BytesIO(raw)) as unpacked:
        text = unpacked.read(LARGEST + 1)
    if len(text) > LARGEST:
        raise OSError(f"it unpacks to more than {LARGEST >> 20} MiB")
    return text


@cache
def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of one line of a result file."""
    name = "report/results.schema.json"
    package = Path(__file__).parent.parent
    installed = package / "_schemas" / name
    found = installed if installed.exists() else package.parent / "schemas" / name
    return cast("dict[str, Any]", json.loads(found.read_text("utf-8")))


@cache
def _validators() -> dict[str, jsonschema_rs.Draft202012Validator]:
    # One validator per kind: the message then speaks of the line at hand, not of four branches of a oneOf.
    import jsonschema_rs

    whole = schema()
    return {
        kind: jsonschema_rs.Draft202012Validator({"$ref": f"#/$defs/{kind}", "$defs": whole["$defs"]}) for kind in KINDS
    }


def _check(path: Path, number: int, line: Any, *, first: bool) -> None:
    kind = line.get("kind") if isinstance(line, dict) else None
    if first and kind != "run":
        raise ReportError(f'{path} is no result file: its first line is no {{"kind": "run"}} object')
    if not isinstance(kind, str):
        raise ReportError(f'{path}, line {number}: not a JSON object with a "kind"')
    if kind in KINDS and (error := next(_validators()[kind].iter_errors(line), None)):
        where = "".join(f"[{part!r}]" for part in error.instance_path)
        reason = " ".join(error.message.split())
        reason = reason if len(reason) <= 200 else reason[:199] + "…"
        raise ReportError(f"{path}, line {number}: no valid {kind} line: {reason}" + (f" at {where}" if where else ""))


def _parsed(text: str) -> Any:
    try:
        line = json.loads(text)
    except (ValueError, RecursionError):
        return None
    # jsonschema-rs raises on lone surrogates; our writer leaves none, other writers may.
    return _storable(line, DEEPEST) if "\\ud" in text.lower() else line


def _dumps(line: Any) -> str:
    # ASCII, so that no line separator of a target splits a line.
    return json.dumps(line, separators=(",", ":"), allow_nan=False)


def _storable(value: Any, depth: int) -> Any:
    if depth == 0 and isinstance(value, dict | list | tuple):
        return f"… nested deeper than {DEEPEST} levels"
    if isinstance(value, dict):
        return {_storable(key, depth): _storable(item, depth - 1) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_storable(item, depth - 1) for item in value]
    if isinstance(value, str):
        return _LONE.sub(lambda found: f"\\u{ord(found[0]):04x}", value)
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    # The interpreter refuses to print integers of more than 4300 digits.
    if isinstance(value, int) and value.bit_length() > 10_000:
        return f"an integer of {value.bit_length()} bits"
    return value


def _unwritable(path: Path, error: OSError) -> ReportError:
    return ReportError(f"cannot write {path}: {error.strerror or error}; choose another folder with --out")
