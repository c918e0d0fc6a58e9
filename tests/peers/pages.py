"""What people read of ``reports/``: the table of all runs, the comparisons of two releases, and the site."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from conformance.report.matrix.board import natural
from conformance.report.results import Run, located, read
from conformance.report.scores import tally
from conformance.report.text import percent
from tests.peers.runs import REPORTS, SECONDS, SERVERS
from tests.peers.starting import ROOT

RELEASES = (
    ("aimock", "1.29.0", "1.43.0"),
    *((f"litellm-{way}", "1.82.6", "1.106.10") for way in ("bridge", "pass-through")),
)
HEAD = """# All runs

Written by `tox -e peers`. Conformance is passed ÷ (passed + failed), coverage (passed + failed) ÷ applicable: always
two numbers. What failed is explained, one by one, in the `known-failures.toml` beside the results.

| target | version | revision | conformance | coverage | passed | failed | warned | unsupported |
|---|---|---|---|---|---|---|---|---|
"""


def folders() -> list[Path]:
    """The folders of all runs that are committed, old versions first."""
    found = (path.parent for server in SERVERS for path in (REPORTS / server).glob("*/results.jsonl.gz"))
    return sorted(found, key=lambda folder: (folder.parent.name, natural(folder.name)))


def table() -> str:
    """The text of ``reports/SUMMARY.md``."""
    return HEAD + "".join(_row(folder, read(located(folder))) for folder in folders())


def _row(folder: Path, run: Run) -> str:
    found = tally(run.results)
    counts = run.summary["counts"] if run.summary else {}
    version = str(run.header["target"].get("version", "–"))
    cells = [f"[{folder.parent.name}]({folder.relative_to(REPORTS)})", version, run.header["revision"]]
    cells += [percent(found.conformance), percent(found.coverage), str(found.passed), str(found.failed)]
    cells += [str(counts.get(status, 0)) for status in ("warn", "unsupported")]
    return f"| {' | '.join(cells)} |\n"


def write() -> None:
    """Write all of it anew from the committed results."""
    (REPORTS / "SUMMARY.md").write_text(table(), "utf-8")
    for server, old, new in RELEASES:
        out = f"reports/{server}/{old}-to-{new}.md"
        _report("diff", f"reports/{server}/{old}", f"reports/{server}/{new}", "--format", "markdown", "--out", out)
    shutil.rmtree(REPORTS / "site", ignore_errors=True)
    _report("matrix", *(f"reports/{server}" for server in SERVERS), "--out", "reports/site")


def _report(*words: str) -> None:
    command = [sys.executable, "-m", "conformance", "report", *words]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS, check=False)
    if done.returncode not in {0, 1}:  # a comparison says 1 where something got worse
        raise RuntimeError(f"{' '.join(command)}: {done.stdout}{done.stderr}")


if __name__ == "__main__":
    write()
