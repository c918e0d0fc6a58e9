"""From the results of a run to those that are committed: all verdicts, and of the evidence what did not pass rests on.

What looks at every scenario is observed hundreds of times: the first few of each kind are kept. Ports, times and logs
differ from run to run and say nothing, so that they are left out.
"""

from __future__ import annotations

import gzip
import json
import re
import shlex
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

Line = dict[str, Any]

FILE = "results.jsonl.gz"
FINE = frozenset({"pass", "not-applicable", "unsupported"})
ALIKE = 3  # observations of one result that are kept of each status
# Of a picture or a text of megabytes its beginning tells enough.
LONGEST = 1000
_PORT = re.compile(r"(?<=127\.0\.0\.1:)\d+|(?<=localhost:)\d+")


def published(lines: Iterable[Mapping[str, Any]], driver: str) -> Iterator[Line]:
    """The lines to commit, in their order; ``driver`` is the command that they name, without paths of this machine."""
    first, *rest = (_steady(line) for line in lines)
    command = f"conformance sdk run --driver {shlex.quote(driver)} --revision {first['revision']}"
    all_lines = [first | {"command": command, "target": first["target"] | {"argument": driver}}, *rest]
    doubts = [o for line in all_lines if is_broken(line) for o in line["observations"] if o["status"] not in FINE]
    scenarios = {observation["scenario"] for observation in doubts}
    exchanges = {name for observation in doubts for name in observation["exchanges"]}
    for line in all_lines:
        if line["kind"] == "report":
            if line["scenario"] in scenarios:
                yield {**line, "reported": [{**outcome, "log": None} for outcome in line["reported"]]}
        elif line["kind"] != "exchange" or line["id"] in exchanges:
            yield line


def is_broken(line: Mapping[str, Any]) -> bool:
    """Whether a line is a result that a client does what it should not; a must that warns was only not seen."""
    if line["kind"] != "result":
        return False
    return bool(line["status"] == "fail" or (line["status"] == "warn" and line["level"] != "must"))


def read(path: Path) -> list[Line]:
    """The lines of a result file, packed or not."""
    raw = path.read_bytes()
    text = gzip.decompress(raw) if path.suffix == ".gz" else raw
    return [json.loads(line) for line in text.decode().splitlines()]


def _steady(line: Mapping[str, Any]) -> Line:
    steady: Line = _short(json.loads(_PORT.sub("0", json.dumps(line))))
    kept = {"observations": list(_first(steady["observations"]))} if steady["kind"] == "result" else {}
    took = {"duration": 0 if steady["kind"] == "report" else None} if "duration" in steady else {}
    return steady | kept | took


def _first(observations: Iterable[Line]) -> Iterator[Line]:
    seen: Counter[str] = Counter()
    for observation in observations:
        seen[observation["status"]] += 1
        if seen[observation["status"]] <= ALIKE:
            yield observation


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
