"""Which revisions a recorded exchange may be of."""

from __future__ import annotations

import json

import pytest

from conformance.exchange import Chunk, Exchange, Request, Response
from conformance.judging import possible

BETA, STABLE = "https://host/v1beta/interactions", "https://host/v1/interactions"
FIRST, LATE, STEPS, GA = "2025-12-11", "2026-05-07", "2026-05-20", "2026-11-16"


def recorded(url: str, header: str | None, body: object, day: str | None) -> Exchange:
    headers = {"api-revision": header} if header else {}
    response = Response(200, {"content-type": "application/json"}, (Chunk(None, json.dumps(body).encode()),))
    return Exchange("x0", Request("POST", url, headers), response, lane="replay", recorded=day)


@pytest.mark.parametrize(
    ("url", "header", "body", "day", "expected"),
    [
        (BETA, STEPS, {"outputs": []}, "2026-02-01", [STEPS]),
        (BETA, "2026-05-19", {"steps": []}, None, [LATE]),
        (STABLE, STEPS, {"steps": []}, None, [STEPS]),
        (STABLE, None, {"outputs": []}, None, [GA]),
        (BETA, None, {"outputs": []}, "2026-02-01", [FIRST]),
        (BETA, None, {"outputs": []}, "2026-04-30", [FIRST, LATE]),
        (BETA, None, {"outputs": []}, "2026-05-13", [LATE]),
        (BETA, None, {"outputs": []}, "2026-08-01", [FIRST, LATE]),
        (BETA, None, {"outputs": []}, None, [FIRST, LATE]),
        (BETA, None, {"steps": []}, "2026-05-13", [STEPS]),
        (BETA, None, {"steps": []}, "2026-09-01", [STEPS, GA]),
        (BETA, None, {}, "2026-05-13", [LATE, STEPS]),
        (BETA, None, {}, None, [FIRST, LATE, STEPS, GA]),
    ],
)
def test_header_then_path_then_shape_then_day(
    url: str, header: str | None, body: object, day: str | None, expected: list[str]
) -> None:
    assert [revision.name for revision in possible(recorded(url, header, body, day))] == expected
