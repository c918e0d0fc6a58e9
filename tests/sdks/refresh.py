"""``tox -e sdks``: install every release that is listed, judge it, and write its report to ``reports/sdks``.

``python -m tests.sdks.refresh [FOLDER…]`` does so for some of them; ``ENVIRONMENTS`` says where they are installed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from tests.sdks.clients import CLIENTS, REPORTS, ROOT, Client
from tests.sdks.environments import install

# A second longer than this, by the clock of one run, is more than was promised.
MOST_SECONDS = 60


def judged(client: Client, environments: Path) -> float:
    """Judge one client and write its report; the seconds that it took. A client that does not conform is no error."""
    folder = REPORTS / client.folder
    command = [sys.executable, "-m", "conformance", "sdk", "run", "--driver", client.command(environments)]
    began = time.monotonic()
    ended = subprocess.run([*command, "--out", str(folder)], cwd=ROOT, check=False, capture_output=True, text=True)
    seconds = time.monotonic() - began
    if ended.returncode not in (0, 1):
        raise SystemExit(f"{client.folder}: exit code {ended.returncode}\n{ended.stdout}{ended.stderr}")
    print(f"{client.folder:32} {seconds:5.1f} s  {ended.stdout.strip().splitlines()[-2:]}", flush=True)
    return seconds


def main(names: list[str]) -> int:
    """Refresh the reports of the clients called ``names``, all for none."""
    chosen = [client for client in CLIENTS if not names or client.folder in names]
    environments = Path(os.environ.get("ENVIRONMENTS", ".tox/sdks/clients"))
    install(chosen, environments)
    late = [client.folder for client in chosen if judged(client, environments) > MOST_SECONDS]
    for folder in late:
        print(f"{folder} took more than {MOST_SECONDS} s")
    return 1 if late else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
