"""Reading a list of known failures; ``python -m conformance.known.loading`` prints the schema of the file."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path

from pydantic import ValidationError

from conformance.known.entry import Entry, KnownFailuresFile
from conformance.target import ConfigurationError

_HEADER = re.compile(r"\s*\[\[\s*(known|flaky)\s*\]\]")


@dataclass(frozen=True)
class KnownFailures:
    """What a file says on the day ``today``; ``text`` is what stands in it."""

    file: str
    text: str
    entries: tuple[Entry, ...]
    today: date

    @cached_property
    def _by_id(self) -> dict[str, list[Entry]]:
        return {}

    def of(self, requirement: str) -> list[Entry]:
        """The entries for a requirement that explain anything today: those of its id before those of a glob."""
        if requirement not in self._by_id:
            found = [e for e in self.entries if e.names(requirement) and not e.is_expired(self.today)]
            self._by_id[requirement] = sorted(found, key=lambda entry: (entry.is_glob, entry.line))
        return self._by_id[requirement]


def load(path: Path, today: date | None = None) -> KnownFailures:
    """The list in the file at ``path``, as of ``today`` (UTC).

    Raises ``ConfigurationError`` where it can't be read or is no such list, with the line.
    """
    try:
        text = path.read_bytes().decode()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise ConfigurationError(f"known failures {path}: {reason}") from None
    return parsed(text, str(path), today)


def parsed(text: str, file: str, today: date | None = None) -> KnownFailures:
    """The list in ``text``, which stands in ``file``; raises as ``load`` does."""
    try:
        value = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ConfigurationError(f"known failures {file}: not TOML: {error}") from None
    lines = {name: [line for line, of in headers(text) if of == name] for name in ("known", "flaky")}
    for name, found in lines.items():
        rows = value.get(name, [])
        if isinstance(rows, list) and len(found) != len(rows):
            raise ConfigurationError(f"known failures {file}: write each entry as a table of its own: [[{name}]]")
    try:
        whole = KnownFailuresFile.model_validate(value)
    except ValidationError as error:
        raise ConfigurationError(_complaint(file, error, lines)) from None
    entries = [Entry(row, "known", file, line) for row, line in zip(whole.known, lines["known"], strict=True)]
    entries += [Entry(row, "flaky", file, line) for row, line in zip(whole.flaky, lines["flaky"], strict=True)]
    entries.sort(key=lambda entry: entry.line)
    return KnownFailures(file, text, tuple(entries), today or datetime.now(UTC).date())


def headers(text: str) -> Iterator[tuple[int, str]]:
    """The line, from 1, and the list of each entry in a text that is TOML."""
    lines = text.split("\n")
    many = '"""' in text or "'''" in text
    for number, line in enumerate(lines):
        found = _HEADER.match(line)
        if found and not (many and not is_whole(lines[:number])):
            yield number + 1, found[1]


def is_whole(lines: list[str]) -> bool:
    """Whether lines are TOML by themselves: no string of several lines reaches beyond them."""
    try:
        tomllib.loads("\n".join([*lines, ""]))
    except tomllib.TOMLDecodeError:
        return False
    return True


def _complaint(file: str, error: ValidationError, lines: dict[str, list[int]]) -> str:
    first = error.errors()[0]
    where, reason = first["loc"], first["msg"].removeprefix("Value error, ")
    reason = reason[:1].lower() + reason[1:]
    if len(where) > 1 and isinstance(where[1], int):
        named = ".".join(str(part) for part in (where[0], *where[2:]))
        return f"{file}:{lines[str(where[0])][where[1]]}: {named}: {reason}"
    return f"known failures {file}: {'.'.join(map(str, where))}: {reason}"


def json_schema() -> str:
    """The JSON Schema of the file, as ``schemas/report/known-failures.schema.json`` holds it."""
    about = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Known failures (TOML)"}
    return json.dumps(KnownFailuresFile.model_json_schema() | about, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    print(json_schema(), end="")
