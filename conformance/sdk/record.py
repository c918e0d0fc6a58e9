"""Lines of the result stream that only runs with clients have, and what must not stand in any of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from conformance.record import exchange_line, small
from conformance.redaction import redacted, redacted_text
from conformance.sdk.playing import Played

Line = dict[str, Any]


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
        "asked": [small(call.model_dump(mode="json", by_alias=True, exclude_none=True)) for call in seen.calls],
        "reported": [small(outcome.model_dump(mode="json", by_alias=True)) for outcome in seen.outcomes],
        "stderr": played.stderr,
    }


def exchange_lines(played: Played) -> list[Line]:
    """The lines of what went over the wire meanwhile."""
    return [exchange_line(exchange) for exchange in redacted(played.seen.exchanges)]


def clean(line: Mapping[str, object]) -> Line:
    """``line`` without what looks like a key: those that scenarios use do, wherever a client puts them."""
    text = json.dumps(line)
    safe = redacted_text(text)
    found: Line = json.loads(safe)
    return found
