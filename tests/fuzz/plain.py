"""Plain runs against servers with a defect: what generated requests alone are to find, these must not."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from conformance.revisions import REVISIONS
from tests.fuzz.defects import DEFECTS, Defect, defective

ROOT = Path(__file__).resolve().parents[2]
WRONG = ("fail", "warn", "error")
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "GEMINI_API_KEY": "any-key-will-do"}


def newest(defect: Defect) -> str:
    """The newest revision whose requests can show ``defect``."""
    return next(revision.name for revision in reversed(REVISIONS) if revision in defect.span)


@contextmanager
def target(defect: Defect, revision: str) -> Iterator[Path]:
    """The target file of a server with ``defect``, which may reach this machine as the embedded emulator may."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        receiver = f"127.0.0.1:{free.getsockname()[1]}"
    with tempfile.TemporaryDirectory() as folder, defective(defect, revision, allow_fetch=(receiver,)) as url:
        path = Path(folder) / "defective.toml"
        path.write_text(f'base_url = "{url}"\ntimeout = 20\nwebhook_receiver = "http://{receiver}"\n')
        yield path


def found(defect: Defect, revision: str) -> list[str]:
    """The requirements that a plain run says ``defect`` violates, with their status."""
    with target(defect, revision) as file:
        out = file.parent / "out"
        command = [sys.executable, "-m", "conformance", "run", "--target", str(file), "--revision", revision]
        subprocess.run([*command, "--out", str(out)], capture_output=True, check=False, cwd=ROOT, env=ENVIRONMENT)
        results = [json.loads(line) for line in (out / "results.jsonl").read_text("utf-8").splitlines()]
    wrong = [line for line in results if line["kind"] == "result" and line["status"] in WRONG]
    return sorted(f"{line['status']} {line['id']}" for line in wrong)


def main(names: list[str]) -> int:
    """Run plainly against the defects called ``names``, or all; 1 if a run finds one of them."""
    bad = 0
    for name in names or DEFECTS:
        told = found(DEFECTS[name], newest(DEFECTS[name]))
        bad += bool(told)
        print(f"{name}: {', '.join(told) or 'no plain run finds it'}", flush=True)
    return 1 if bad else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
