"""How long the two main jobs take, start-up included: prints the median of five, and judges nothing by it."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

REPEATS = 5
BESIDE_THE_CHECKOUT = Path(__file__).resolve().parents[3] / "shared"


def seconds(*arguments: str) -> float:
    """The wall time of one ``conformance`` command; raises ``CalledProcessError`` if it ends other than with 0."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "conformance", *arguments, "--out", folder]
        start = time.monotonic()
        subprocess.run(command, check=True, capture_output=True)
        return time.monotonic() - start


def measure() -> bool:
    """Print a row for each job; true, because there is nothing to compare it with."""
    corpus = Path(os.environ.get("CONFORMANCE_CORPUS", BESIDE_THE_CHECKOUT))
    for arguments in (
        ("run", "--revision", "2025-12-11"),
        ("run", "--revision", "2026-05-20"),
        ("run", "--replay", "--revision", "2026-11-16"),
        ("record", "--revision", "2026-11-16"),
        ("judge", str(corpus / "recordings")),
    ):
        taken = [seconds(*arguments) for _ in range(REPEATS)]
        median, worst = statistics.median(taken), max(taken)
        print(
            f"{median:6.2f} s median, {worst:6.2f} s worst of {REPEATS}: conformance {' '.join(arguments)}", flush=True
        )
    return True
