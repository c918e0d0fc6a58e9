"""The live service as it was recorded, by month: one run for each, of what others recorded in their tests.

Bodies are theirs: what is committed holds verdicts, counts and the names of recordings alone. Recordings without a date
are of no month, and those that somebody wrote or edited by hand are none of the service.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from tests.conftest import BESIDE_THE_CHECKOUT
from tests.peers.publishing import Line, without_bodies, written
from tests.peers.runs import REPORTS, SECONDS, lines_of
from tests.peers.starting import ROOT

NAME = "google-as-recorded"
SERVICE = "https://generativelanguage.googleapis.com"


def recordings() -> Path | None:
    """The folder of recordings, where there is one."""
    folder = Path(os.environ.get("CONFORMANCE_CORPUS") or BESIDE_THE_CHECKOUT) / "recordings"
    return folder if (folder / "INDEX.json").is_file() else None


@dataclass(frozen=True, slots=True)
class Month:
    """The files that were recorded in a month, and the last day that they are of."""

    name: str
    files: tuple[Path, ...]
    day: str


def by_month(folder: Path) -> list[Month]:
    """The recordings of the service that have a date, by their month."""
    rows = json.loads((folder / "INDEX.json").read_text("utf-8"))
    dated = sorted((r["recorded"], r["file"]) for r in rows if r["verdict"].startswith("real") and r["recorded"])
    return [
        Month(name, tuple(folder / file for _, file in of_one), of_one[-1][0])
        for name, of_one in ((name, list(group)) for name, group in groupby(dated, lambda row: row[0][:7]))
    ]


def refreshed() -> bool:
    """Judge each month and publish it; whether something failed. Without recordings what is committed stays."""
    folder = recordings()
    if folder is None:
        print(f"{NAME}: no recordings (CONFORMANCE_CORPUS): left as it is")
        return False
    bad = False
    for month in by_month(folder):
        lines = judged(month)
        written(lines, REPORTS / NAME / month.name / "results.jsonl.gz")
        counts = lines[-1]["counts"]
        bad |= bool(counts.get("fail") or counts.get("error"))
        told = ", ".join(f"{number} {status}" for status, number in counts.items())
        print(f"{NAME}/{month.name}  {len(month.files)} recordings: {told}", flush=True)
    return bad


def judged(month: Month) -> list[Line]:
    """The lines to commit of what was recorded in a month."""
    with tempfile.TemporaryDirectory() as out:
        command = [sys.executable, "-m", "conformance", "judge", *map(str, month.files), "--out", out]
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=SECONDS, check=False, env=environment, cwd=out
        )
        assert done.returncode in {0, 1}, done.stdout + done.stderr
        return list(_published(lines_of(Path(out)), month))


def _published(lines: Sequence[Line], month: Month) -> Iterator[Line]:
    """The run began when its traffic was recorded: that is what the history of a target is of."""
    names = {line["id"]: Path(line["recording"]).name for line in lines if line["kind"] == "exchange"}
    for line in without_bodies(lines, names):
        match line["kind"]:
            case "run":
                yield line | {
                    "target": {"name": NAME, "version": month.name, "base_url": SERVICE},
                    "command": f"conformance judge RECORDINGS-OF-{month.name}",
                    "started": f"{month.day}T00:00:00Z",
                }
            case "summary":
                yield {name: value for name, value in line.items() if name != "finished"}
            case _:
                yield line
