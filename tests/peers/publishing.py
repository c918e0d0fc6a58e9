"""From the results of a run to those that are committed: small, the same at each refresh, without what is private.

What differs between two runs of the same server is replaced: ids by numbered ones, times by one, sizes and places in
bytes by nothing, exchanges' keys by their order. Of the exchanges only those stay that something failed on, without
the headers that say nothing.
"""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Line = dict[str, Any]

BAD = frozenset({"fail", "expected-fail", "error"})
HEADERS = frozenset({"content-type", "api-revision", "retry-after", "x-goog-api-key", "authorization"})
NOT_MINE = re.compile(r"\bhttp://127\.0\.0\.1:\d+")
ID = re.compile(
    r"\b(?P<kind>v1_|resp_|chatcmpl-|call_|evt_|aimock-int-|files/|msg_|webhooks/|environments/)(?=\S*\d)[\w-]+(=|%3D)*"
)
UUID = re.compile(r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")
SIZE = re.compile(r"\b(\d+)(?= bytes\b)|(?<=\bbyte )(\d+)")
SIGNATURE = re.compile(r"\b[A-Za-z0-9+/_-]{60,}={0,2}")
MEASURED = re.compile(r"\b0\.\d{3,}\b")
"""Seconds, or a share of them, as a message tells them."""
SAME_TIME = "2026-01-01T00:00:00"


@dataclass(slots=True)
class Steady:
    """Replaces in texts what differs from run to run; the same by the same, in all lines of one run."""

    url: str
    day: str
    _names: dict[str, str] = field(default_factory=dict)
    _given: Counter[str] = field(default_factory=Counter)

    def text(self, text: str) -> str:
        """``text`` without ids, times, sizes and measurements of this run."""
        text = NOT_MINE.sub(self.url, text)
        text = ID.sub(lambda found: self._named(found[0].replace("%3D", "="), found["kind"]), text)
        text = UUID.sub(lambda found: self._named(found[0], "uuid-"), text)
        text = SIGNATURE.sub(lambda found: self._named(found[0], "signature-"), text)
        text = re.sub(rf"{self.day}T\d\d:\d\d:\d\d(\.\d+)?", SAME_TIME, text)
        return SIZE.sub("…", MEASURED.sub("…", text))

    def value(self, value: Any) -> Any:
        """A JSON value with all its texts so replaced."""
        match value:
            case str():
                return self.text(value)
            case dict():
                return {name: self.value(item) for name, item in value.items()}
            case list():
                return [self.value(item) for item in value]
            case float() if round(value, 2) != value:
                return "…"
        return value

    def _named(self, found: str, kind: str) -> str:
        if found not in self._names:
            self._given[kind] += 1
            self._names[found] = f"{kind}{self._given[kind]}"
        return self._names[found]


def published(lines: Iterable[Mapping[str, Any]], url: str, command: str, target: Mapping[str, Any]) -> list[Line]:
    """The lines to commit, of a run of a server that its target file has at ``url``."""
    header, *rest = (dict(line) for line in lines)
    steady = Steady(url, header["started"][:10])
    shown = {o["exchange"] for line in rest for o in line.get("observations", ()) if o["status"] in BAD}
    kept = [line for line in rest if line["kind"] != "exchange" or line["id"] in shown]
    keys = {key: f"x{number}" for number, key in enumerate(_keys(kept), 1)}
    first = {**header, "target": {**header["target"], **target, "base_url": url}, "command": command}
    return [first, *(_steady(line, steady, keys) for line in kept)]


def _keys(lines: Iterable[Line]) -> Iterator[str]:
    """The keys of exchanges in the order in which results name them."""
    seen: dict[str, None] = {}
    for line in lines:
        for observation in line.get("observations", ()):
            seen |= dict.fromkeys(key for key in (observation["exchange"], *observation.get("exchanges", ())) if key)
    yield from seen


def _steady(line: Line, steady: Steady, keys: Mapping[str, str]) -> Line:
    match line["kind"]:
        case "exchange":
            return _exchange(line, steady, keys)
        case "result":
            observations = [_observation(one, steady, keys) for one in line["observations"]]
            return {
                **line,
                "message": steady.text(line["message"]),
                "observations": observations,
                "duration": None,
            }
        case "summary":
            return {name: value for name, value in line.items() if name != "finished"}
    return line


def _observation(one: Line, steady: Steady, keys: Mapping[str, str]) -> Line:
    named: Line = {"exchange": keys.get(one["exchange"], one["exchange"])}
    if "exchanges" in one:
        named["exchanges"] = [keys[key] for key in one["exchanges"]]
    return {**steady.value(one), **named}


def _exchange(line: Line, steady: Steady, keys: Mapping[str, str]) -> Line:
    request, response = line["request"], line["response"]
    changed: Line = steady.value(line)
    changed |= {"id": keys[line["id"]], "started": None, "duration": None}
    changed["request"]["headers"] = _told(request["headers"])
    if response is not None:
        changed["response"]["headers"] = _told(response["headers"])
        for number, event in enumerate(changed["response"]["events"] or ()):
            event |= {"offset": number, "time": None}
    return changed


def _told(headers: Mapping[str, str] | None) -> dict[str, str] | None:
    return None if headers is None else {name: value for name, value in headers.items() if name.lower() in HEADERS}


def without_bodies(lines: Iterable[Mapping[str, Any]], names: Mapping[str, str]) -> Iterator[Line]:
    """``lines`` with verdicts, counts and paths alone: no exchange, and nothing that quotes one; ``names`` are those of
    the recordings by the keys of exchanges.
    """
    for line in lines:
        if line["kind"] == "result":
            observations = [_unquoted(one, names) for one in line["observations"]]
            yield {**line, "message": _counted(line), "observations": observations, "duration": None}
        elif line["kind"] != "exchange":
            yield dict(line)


def _unquoted(one: Mapping[str, Any], names: Mapping[str, str]) -> Line:
    keys = [names.get(key, key) for key in one.get("exchanges", ())]
    kept = {"exchange": names.get(one["exchange"], one["exchange"]), "exchanges": list(dict.fromkeys(keys))}
    return kept | {"status": one["status"], "message": _waived(one["message"]), "where": one.get("where")}


def _counted(line: Mapping[str, Any]) -> str:
    """How many conversations a result rests on, or why on none."""
    observations = line["observations"]
    if not observations:
        return str(line["message"]).partition(":")[0]
    like = [one for one in observations if one["status"] == line["status"]]
    told = f"{len(like)} of {len(observations)} conversations"
    return f"{told}; {waived}" if (waived := _waived(line["message"])) else told


def _waived(message: str) -> str:
    return found[1] if (found := re.search(r" – (waived: .*)", message)) else ""


def written(lines: Iterable[Mapping[str, Any]], path: Path) -> None:
    """Write ``lines`` as the gzipped result file ``path``: the same bytes for the same lines."""
    text = "".join(json.dumps(line, separators=(",", ":")) + "\n" for line in lines)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
