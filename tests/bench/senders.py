"""What sends and judges requests: ``conformance fuzz`` tier by tier, and schemathesis beside it, as their users do."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from tests.bench.generators import REVISION, SEED
from tests.bench.servers import ROOT


class Sent(NamedTuple):
    """What was sent and judged in a second: requests in all, and the generated bodies among them.

    ``conformance fuzz`` sends most bodies and then asks for what they made (GET, DELETE); schemathesis sends bodies.
    """

    requests: float
    bodies: float


Send = Callable[[str, int], Sent]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "GEMINI_API_KEY": "bench"}


def fuzz(tier: str, processes: int = 0) -> Send:
    """``conformance fuzz`` with nothing but valid requests of ``tier``, spread over so many ``processes`` (-n)."""

    def send(url: str, number: int) -> Sent:
        """What is sent of the tier in a second, of ``number`` requests."""
        with tempfile.TemporaryDirectory() as folder:
            command = [
                *(sys.executable, "-m", "conformance", "fuzz", "--target", url, "--revision", REVISION),
                *("--select", "generated-requests", "--tier", tier, "--max-examples", str(number)),
                *("--time", "1h", "--seed", str(SEED), "--out", folder),
                *(("-n", str(processes)) if processes else ()),
            ]
            subprocess.run(command, capture_output=True, check=True, cwd=ROOT, env=ENVIRONMENT)
            lines = map(json.loads, (Path(folder) / "results.jsonl").read_text("utf-8").splitlines())
            done = [line for line in lines if line["kind"] == "generation" and line["sent"].get(tier)]
        seconds = sum(line["seconds"][tier] for line in done)  # scenarios follow each other, processes are side by side
        bodies = sum(line["coverage"]["granted"]["bodies"] for line in done)
        return Sent(sum(line["sent"][tier] for line in done) / seconds, bodies / seconds)

    return send


def schemathesis(url: str, number: int) -> Sent:
    """What schemathesis' fuzzing phase sends in a second, with valid requests and its own checks, of ``number``."""
    with tempfile.TemporaryDirectory() as folder:
        command = [
            *(str(Path(sys.executable).with_name("st")), "run", str(ROOT / "schemas" / REVISION / "openapi.json")),
            *("--url", f"{url}/v1beta", "-H", "x-goog-api-key: k", "-H", f"Api-Revision: {REVISION}"),
            *("--include-operation-id", "createInteraction", "--phases", "fuzzing", "--mode", "positive"),
            *("-n", str(number), "--seed", str(SEED), "--generation-database", "none"),
            *("--continue-on-failure", "--no-shrink"),
            *("--report", "ndjson", "--report-ndjson-path", str(Path(folder) / "events.ndjson")),
        ]
        subprocess.run(command, capture_output=True, check=False, cwd=folder)
        events = [json.loads(line) for line in (Path(folder) / "events.ndjson").read_text("utf-8").splitlines()]
    inner: list[dict[str, Any]] = [next(iter(event.values())) for event in events]
    sent = sum(len(event.get("recorder", {}).get("interactions", ())) for event in inner)
    rate = sent / sum(event["elapsed_time"] for event in inner if "recorder" in event)
    return Sent(rate, rate)


SENDERS: dict[str, Send] = {
    "tier 1, strategies": fuzz("strategies"),
    "tier 2, corpus": fuzz("corpus"),
    "tier 3, walk": fuzz("walk"),
    "tier 3, walk, two processes": fuzz("walk", 2),
    "schemathesis, fuzzing": schemathesis,
}
