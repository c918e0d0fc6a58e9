"""``python -m tests.peers WORK [NAME…]``: judge real servers and write what is found into ``reports/``.

Names are folders below ``reports/``, or what they begin with; none means all. What is installed stays below WORK.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from conformance.report.results import ReportError, read
from tests.peers import months, pages
from tests.peers.installing import NotInstalledError
from tests.peers.runs import EMULATED, PEERS, Emulated, Judged
from tests.peers.starting import NotStartedError


def main(work: Path, names: Sequence[str]) -> int:
    """Judge what ``names`` name; 0 where every run came to its end and failed in nothing that is not explained."""
    bad = 0
    everything: tuple[Judged | Emulated, ...] = (*PEERS, *EMULATED)
    for one in everything:
        if not names or one.folder.startswith(tuple(names)):
            bad += _refreshed(one, work)
    if not names or "google-as-recorded".startswith(tuple(names)):
        bad += months.refreshed()
    pages.write()
    return 1 if bad else 0


def _refreshed(one: Judged | Emulated, work: Path) -> bool:
    """Judge one server, tell how it did, and publish it; whether something is wrong."""
    try:
        done = one.judge(work)
        one.publish(work)
        summary = read(work / one.folder / "results.jsonl").summary
    except (NotInstalledError, NotStartedError, ReportError) as error:
        print(f"{one.folder}: {error}", file=sys.stderr)
        return True
    assert summary is not None
    counts = ", ".join(f"{number} {status}" for status, number in summary["counts"].items())
    scored = summary["conformance"] or 0
    print(f"{one.folder:28} exit {done.returncode}  conformance {scored:.1%}  {counts}", flush=True)
    if done.returncode:
        print(done.stdout[-3000:] + done.stderr[-1000:])
    return bool(done.returncode)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("usage: python -m tests.peers WORK [NAME…]")
    sys.exit(main(Path(sys.argv[1]).resolve(), sys.argv[2:]))
