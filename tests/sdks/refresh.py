"""``tox -e sdks``: install every release that is listed, judge it, and write its results to ``reports/sdks``.

``python -m tests.sdks.refresh WORK [FOLDER…]`` does so for some of them; ``WORK`` is where they are installed and where
whole reports are left to be read.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path

from tests.peers.publishing import written
from tests.sdks import table
from tests.sdks.clients import CLIENTS, REPORTS, ROOT, Client
from tests.sdks.environments import install
from tests.sdks.publishing import FILE, published, read

SITE = REPORTS / "site"
JUDGED = (0, 1)  # exit codes: whether a client conforms is what is to be found out


def judge(client: Client, work: Path) -> None:
    """Judge one client, publish what was found and tell how long it took. One that does not conform is no error."""
    out = work / "runs" / client.folder
    command = [sys.executable, "-m", "conformance", "sdk", "run", "--driver", client.command(work), "--out", str(out)]
    began = time.monotonic()
    ended = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    seconds = time.monotonic() - began
    if ended.returncode not in JUDGED:
        raise SystemExit(f"{client.folder}: exit code {ended.returncode}\n{ended.stdout}{ended.stderr}")
    written(published(read(out / "results.jsonl"), client.told), REPORTS / client.folder / FILE)
    told = [line for line in ended.stdout.splitlines() if line.startswith("conformance ") or "slow scenarios" in line]
    print(f"{client.folder:30} {seconds:5.1f} s", *reversed(told), sep="  ", flush=True)


def main(work: Path, names: list[str]) -> None:
    """Refresh what is published of the clients called ``names``, all for none."""
    chosen = [client for client in CLIENTS if not names or client.folder in names]
    install(chosen, work)
    for client in chosen:
        judge(client, work)
    table.main()
    shutil.rmtree(SITE, ignore_errors=True)
    matrix = [sys.executable, "-m", "conformance", "report", "matrix", *map(str, REPORTS.glob("google-genai-*"))]
    subprocess.run([*matrix, "--out", str(SITE)], cwd=ROOT, check=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
