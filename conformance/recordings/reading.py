"""Files and folders of recordings, in any format, told by content.

Whatever a file holds, reading it ends: its size, depth and what it unpacks to are bounded, and what can't be read is
named with one line of why.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

from conformance.exchange import Exchange
from conformance.recordings import dump, exchange_file, har, lines, vcr
from conformance.recordings.found import Found, NotAnExchange, Skipped
from conformance.recordings.limits import content_of, json_value
from conformance.recordings.safe_yaml import yaml_value
from conformance.recordings.traffic import in_order, moment, split
from conformance.target import ConfigurationError

SUFFIXES = frozenset({".json", ".yaml", ".yml", ".har", ".jsonl", ".ndjson", ".sse", ".txt"})
"""What is looked at in folders, also with ``.gz`` behind it; a file that is named is read whatever it is called."""
FORMATS = "VCR cassettes (YAML or JSON), HAR, exchanges as JSON or JSON lines, streams, or answers of curl -i"
MOST_TOLD = 20
"""Skipped files and entries named one by one."""


@dataclass(slots=True)
class Recordings:
    """What is in some files and folders: exchanges in the order of time, keys ``x0``, ``x1``, …; how many others there
    are, by host; and what was skipped, one line each.
    """

    exchanges: list[Exchange]
    others: Counter[str] = field(default_factory=Counter)
    skipped: list[str] = field(default_factory=list)


def read_all(paths: Sequence[Path]) -> list[Exchange]:
    """The exchanges in files and folders, in the order of time; what is skipped is named on standard error.

    Raises ``ConfigurationError`` where there is no exchange at all.
    """
    found = read_recordings(paths)
    tell_skipped(found)
    return found.exchanges


def tell_skipped(found: Recordings) -> None:
    """Name what was skipped on standard error, the first of it one by one."""
    for line in found.skipped[:MOST_TOLD]:
        print(f"skipped {line}", file=sys.stderr)
    if len(found.skipped) > MOST_TOLD:
        print(f"skipped {len(found.skipped) - MOST_TOLD} more files or entries", file=sys.stderr)


def read_recordings(paths: Sequence[Path]) -> Recordings:
    """Everything in files and folders; raises ``ConfigurationError`` where there is no exchange of this API at all."""
    files: list[list[Exchange]] = []
    skipped: list[str] = []
    for path in paths:
        if not path.exists():
            raise ConfigurationError(f"{path}: no such file or folder")
        for file in files_in(path):
            exchanges, problems = read_file(file, named(file, path, alone=len(paths) == 1))
            files.append(exchanges)
            skipped += [f"{file}: {problem}" for problem in problems]
    found, others = split([exchange for exchanges in files for exchange in exchanges])
    if not found:
        raise ConfigurationError(f"no exchange in {', '.join(map(str, paths))}{_why_not(others, skipped)}")
    return Recordings(_keyed(in_order(_by_recording(found))), others, skipped)


def _by_recording(exchanges: list[Exchange]) -> list[list[Exchange]]:
    files: dict[str | None, list[Exchange]] = {}
    for exchange in exchanges:
        files.setdefault(exchange.recording, []).append(exchange)
    return list(files.values())


def _keyed(exchanges: list[Exchange]) -> list[Exchange]:
    return [replace(exchange, key=f"x{number}") for number, exchange in enumerate(exchanges)]


def _why_not(others: Counter[str], skipped: list[str]) -> str:
    if others:
        hosts = ", ".join(host for host, _ in others.most_common(3))
        return f": its {others.total()} exchanges are with other APIs ({hosts})"
    more = f" (and {len(skipped) - 1} more like it)" if len(skipped) > 1 else ""
    return f": {skipped[0]}{more}: give {FORMATS}" if skipped else f": give {FORMATS}"


def files_in(path: Path) -> Iterator[Path]:
    """The file at ``path``, or those of a folder that may hold recordings, in the order of their names."""
    if not path.is_dir():
        yield path
        return
    for file in sorted(path.rglob("*")):
        suffixes = [suffix.lower() for suffix in file.suffixes[-2:]]
        last = suffixes[:-1] if suffixes[-1:] == [".gz"] else suffixes
        if last and last[-1] in SUFFIXES and file.is_file():
            yield file


def named(file: Path, given: Path, *, alone: bool) -> str:
    """What reports call a file: its place in the folder that was given, if only one was."""
    if file == given:
        return file.name if alone else str(file)
    return file.relative_to(given).as_posix() if alone else str(file)


def read_file(path: Path, name: str = "") -> tuple[list[Exchange], list[str]]:
    """The exchanges of one file, this API's or not, in its order, and why parts of it (or all of it) are skipped."""
    exchanges: list[Exchange] = []
    skipped: list[str] = []
    try:
        for item in _found(path, name or path.name):
            if isinstance(item, Skipped):
                skipped.append(f"{item.where}: {item.why}")
            elif _has_address(item):
                exchanges.append(_dated(item))
            else:
                skipped.append(f"an address that is none: {item.request.url[:80]!r}")
    except NotAnExchange as reason:
        skipped.append(str(reason))
    except (RecursionError, MemoryError, ValueError, ArithmeticError):
        skipped.append("nested too deep, too large, or too odd to be read")
    if not exchanges and not skipped:
        skipped.append("no exchange in it")
    return exchanges, skipped


def _found(path: Path, name: str) -> Found:
    data = content_of(path)
    if not data.strip():
        raise NotAnExchange("empty")
    if dump.is_dump(data):
        return iter([dump.exchange(data, name)])
    if lines.is_lines(data):
        return lines.exchanges(data, name)
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["}:
        return _of_value(json_value(data.removeprefix(b"\xef\xbb\xbf")), path, name)
    return _of_value(yaml_value(data), path, name)


def _of_value(value: object, path: Path, name: str) -> Found:
    if har.is_har(value):
        return har.exchanges(value, name)  # type: ignore[arg-type]  # what is a HAR is an object
    if vcr.is_cassette(value):
        return vcr.exchanges(value, path, name)  # type: ignore[arg-type]
    if isinstance(value, list) and any(isinstance(item, dict) and "request" in item for item in value):
        return _listed(value, name)
    return iter([exchange_file.exchange_of(value, name)])


def _listed(values: list[object], name: str) -> Found:
    for number, value in enumerate(values, 1):
        try:
            yield exchange_file.exchange_of(value, name)
        except NotAnExchange as reason:
            yield Skipped(f"entry {number}", str(reason))


def _has_address(exchange: Exchange) -> bool:
    """Whether the address can be taken apart, as whoever looks at the exchange does."""
    try:
        parts = urlsplit(exchange.request.url)
        return parts.hostname is None or bool(parts.hostname)
    except ValueError:
        return False


def _dated(exchange: Exchange) -> Exchange:
    """``exchange`` with the day of its answer, where the recording does not say the day itself."""
    when = None if exchange.recorded else moment(exchange)
    return replace(exchange, recorded=when.date().isoformat()) if when else exchange
