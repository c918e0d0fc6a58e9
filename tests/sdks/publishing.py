"""From the results of a run to those that are committed: all verdicts, and of the evidence what did not pass rests on.

Ports, times and logs differ from run to run and say nothing, so that they are left out.
"""

from __future__ import annotations

import gzip
import json
import re
import shlex
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

Line = dict[str, Any]

FILE = "results.jsonl.gz"
FINE = frozenset({"pass", "not-applicable", "unsupported", "untested"})
# Of a picture or a text of megabytes its beginning tells enough.
LONGEST = 1000
_PORT = re.compile(r"(?<=127\.0\.0\.1:)\d+|(?<=localhost:)\d+")


def published(lines: Iterable[Mapping[str, Any]], driver: str) -> Iterator[Line]:
    """The lines to commit, in their order; ``driver`` is the command that they name, without paths of this machine."""
    first, *rest = (_steady(line) for line in lines)
    command = f"conformance sdk run --driver {shlex.quote(driver)} --revision {first['revision']}"
    all_lines = [first | {"command": command, "target": first["target"] | {"argument": driver}}, *rest]
    doubts = [o for line in all_lines for o in line.get("observations", ()) if o["status"] not in FINE]
    scenarios = {observation["scenario"] for observation in doubts}
    exchanges = {name for observation in doubts for name in observation["exchanges"]}
    for line in all_lines:
        if line["kind"] == "report":
            if line["scenario"] in scenarios:
                yield {**line, "reported": [{**outcome, "log": None} for outcome in line["reported"]]}
        elif line["kind"] != "exchange" or line["id"] in exchanges:
            yield line


def read(path: Path) -> list[Line]:
    """The lines of a result file, packed or not."""
    raw = path.read_bytes()
    text = gzip.decompress(raw) if path.suffix == ".gz" else raw
    return [json.loads(line) for line in text.decode().splitlines()]


def _steady(line: Mapping[str, Any]) -> Line:
    steady: Line = _short(json.loads(_PORT.sub("0", json.dumps(line))))
    return {name: None if name == "duration" else value for name, value in steady.items()}


def _short(value: Any) -> Any:
    """A JSON value without the rest of texts that are long."""
    match value:
        case str():
            return value if len(value) <= LONGEST else f"{value[:LONGEST]}… ({len(value)} characters)"
        case dict():
            return {name: _short(item) for name, item in value.items()}
        case list():
            return [_short(item) for item in value]
    return value
