"""Lines of the result stream that only runs with clients have, and what must not stand in any of them."""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Mapping
from typing import Any

from conformance.record import exchange_line, small
from conformance.redaction import redacted, redacted_text
from conformance.sdk.playing import Played

Line = dict[str, Any]
LONGEST_TEXT = 16 * 1024
LONGEST_LIST = 500


def report_line(played: Played) -> Line:
    """The line of one scenario: what was asked of the driver, what it reported, how it ended."""
    seen = played.seen
    return {
        "kind": "report",
        "scenario": played.scenario.name,
        "about": played.scenario.about,
        "end": played.end.value,
        "reason": played.reason,
        "duration": round(played.seconds, 4),
        "asked": [
            shortened(small(call.model_dump(mode="json", by_alias=True, exclude_none=True))) for call in seen.calls
        ],
        "reported": [shortened(small(outcome.model_dump(mode="json", by_alias=True))) for outcome in seen.outcomes],
        "stderr": played.stderr,
    }


def shortened(value: Any) -> Any:
    """``value`` with long texts and lists cut: what a driver reports is evidence, and may be megabytes."""
    return _cut(small(value))


def _cut(value: Any) -> Any:
    if isinstance(value, str) and len(value) > LONGEST_TEXT:
        digest = hashlib.sha256(value.encode("utf-8", "replace")).hexdigest()
        return f"{value[:LONGEST_TEXT]}… ({len(value)} characters, sha256:{digest})"
    if isinstance(value, list):
        left_out = [f"… ({len(value)} items)"] if len(value) > LONGEST_LIST else []
        return [_cut(item) for item in value[:LONGEST_LIST]] + left_out
    if isinstance(value, dict):
        return {name: _cut(item) for name, item in itertools.islice(value.items(), LONGEST_LIST)}
    return value


def exchange_lines(played: Played) -> list[Line]:
    """The lines of what went over the wire meanwhile."""
    return [exchange_line(exchange) for exchange in redacted(played.seen.exchanges)]


def clean(line: Mapping[str, object]) -> Line:
    """``line`` without what looks like a key: those that scenarios use do, wherever a client puts them."""
    text = json.dumps(line)
    safe = redacted_text(text)
    found: Line = json.loads(safe)
    return found
