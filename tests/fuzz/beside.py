"""Plain schemathesis against the same servers: its own command line and checks, our OpenAPI document, the same time.

It stops an operation at its first failure unless it is told otherwise, and finds failures in a healthy emulator (what
the documentation refuses and a schema can't say); so it is told to go on, and what counts is a failure that the defect
is to blame for.
"""

from __future__ import annotations

import base64
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from conformance.emulator import serving
from tests.emulator.in_process import Emulator
from tests.fuzz.defects import Defect, defective
from tests.fuzz.defects.defect import Call
from tests.fuzz.plain import ROOT
from tests.fuzz.sizes import fields

GRACE = 60.0
"""Seconds beyond its limit after which it is cut off: it looks at the clock between test cases only."""
SEED = 1


@dataclass(frozen=True, slots=True)
class Report:
    """A failed check: of which kind, on which operation, after how many requests and seconds, with which body."""

    check: str
    operation: str
    status: int
    after: int
    seconds: float
    body: Any

    @property
    def kind(self) -> tuple[str, str, int]:
        """What tells it from others where the body can't."""
        return self.check, self.operation, self.status


@dataclass(frozen=True, slots=True)
class Found:
    """The first report that a defect is to blame for: its check, the requests and seconds until then, its fields."""

    check: str
    after: int
    seconds: float
    fields: int


def search(defect: Defect, revision: str, seconds: float) -> Found | None:
    """What schemathesis reports of ``defect`` within ``seconds``; None where it reports nothing of it.

    What it sends depends on its seed and not on the server, as long as nothing fails: where no request of a run against
    a healthy emulator could have met the defect, none of another run is spent on it.
    """
    known, bodies = healthy(revision, seconds)
    if defect.kind != "sequence" and not any(meets(defect, body) for body in bodies):
        return None
    by_kind = defect.kind in ("store", "sequence")
    with defective(defect, revision, pace=0) as url:
        for report in reports(url, revision, seconds):
            blamed = report.kind not in known if by_kind else meets(defect, report.body) and news(report, revision)
            if report.check and blamed:
                return Found(report.check, report.after, report.seconds, fields(report.body))
    return None


@cache
def healthy(revision: str, seconds: float) -> tuple[frozenset[tuple[str, str, int]], tuple[Any, ...]]:
    """The kinds of reports on an emulator without a defect, and the bodies of all creates."""
    with serving(revision=revision, pace=0) as url:
        found = list(reports(url, revision, seconds))
    kinds = frozenset(report.kind for report in found if report.check)
    return kinds, tuple(report.body for report in found if report.operation.startswith("POST"))


def meets(defect: Defect, body: Any) -> bool:
    """Whether a create with ``body`` may show ``defect``."""
    return isinstance(body, dict) and defect.commit().meets(Call("POST", body=body))


def news(report: Report, revision: str) -> bool:
    """Whether the body of ``report`` is not refused in the same way by a healthy emulator."""
    return report.status == 200 or Emulator(revision).ask("POST", "", report.body).status != report.status


def reports(url: str, revision: str, seconds: float) -> Iterator[Report]:
    """The requests of one run against ``url`` in order, each failed check of one by itself; ``check`` is empty where
    there is none.
    """
    with tempfile.TemporaryDirectory() as folder:
        command = [
            *(str(Path(sys.executable).with_name("st")), "run", str(ROOT / "schemas" / revision / "openapi.json")),
            *("--url", f"{url}/v1beta", "-H", "x-goog-api-key: k", "-H", f"Api-Revision: {revision}"),
            *("--include-path-regex", "/interactions", "--continue-on-failure", "--max-time", f"{seconds:.0f}"),
            *("--seed", str(SEED), "--generation-database", "none"),
            *("--report", "ndjson", "--report-ndjson-path", str(Path(folder) / "events.ndjson")),
        ]
        with suppress(subprocess.TimeoutExpired):  # what it had reported by then counts
            subprocess.run(command, capture_output=True, check=False, cwd=folder, timeout=seconds + GRACE)
        with (Path(folder) / "events.ndjson").open("rb") as lines:
            yield from _requests(lines)


def _requests(lines: Iterable[bytes]) -> Iterator[Report]:
    begun, sent = 0.0, 0
    for line in lines:
        try:
            (event,) = json.loads(line).values()
        except ValueError:
            return  # cut off in the middle
        begun = begun or event.get("timestamp", 0.0)
        recorder = event.get("recorder", {})
        interactions = recorder.get("interactions", {})
        for number, (case, exchange) in enumerate(interactions.items(), sent + 1):
            status = (exchange.get("response") or {}).get("status_code", 0)
            failed = [check["name"] for check in recorder["checks"].get(case, ()) if check["status"] != "success"]
            for name in failed or [""]:
                taken = exchange["timestamp"] - begun
                yield Report(name, recorder["label"], status, number, taken, _body(exchange))
        sent += len(interactions)


def _body(exchange: Any) -> Any:
    encoded = (exchange["request"].get("body") or {}).get("$base64", "")
    try:
        return json.loads(base64.b64decode(encoded))
    except ValueError:
        return None
