"""The driver that SDK mode judges this version by: it plays what it is asked, and conforms where every version does."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

import pytest

from conformance.sdk.running import Wanted, run_client
from tests.sdk.dialect import Dialect

pytestmark = pytest.mark.sdk

DRIVER = Path(__file__).resolve().parents[2] / "conformance" / "sdk" / "drivers" / "google_genai.py"
# Where no version has anything odd: whole answers, streams, calls of functions, conversations.
SELECTED = ("client-create", "client-stream", "client-functions.loop", "client-history.whole")


@pytest.mark.parametrize("options", ["", " --async"], ids=["blocking", "asynchronous"])
def test_the_driver_of_sdk_mode_drives_it(dialect: Dialect, tmp_path: Path, options: str) -> None:
    code = run_client(Wanted(f"{sys.executable} {DRIVER}{options}", select=SELECTED, out=tmp_path))
    lines = [json.loads(line) for line in (tmp_path / "results.jsonl").read_text("utf-8").splitlines()]
    assert lines[0]["target"]["version"] == dialect.client.version
    assert lines[0]["revision"] == dialect.revision.name
    assert {line["end"] for line in lines if line["kind"] == "report"} == {"reported"}
    results = Counter(line["status"] for line in lines if line["kind"] == "result")
    assert (code, results["fail"], results["error"]) == (0, 0, 0)
    assert results["pass"] >= len(SELECTED)
