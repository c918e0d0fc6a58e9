"""The command of docs/schemathesis.md, as it stands there: ``tox -e schemathesis``."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from conformance.emulator import serving

if not os.environ.get("CONFORMANCE_SCHEMATHESIS"):
    pytest.skip("tox -e schemathesis runs the documented command", allow_module_level=True)

ROOT = Path(__file__).resolve().parents[3]


def test_the_documented_command_ends_without_failures(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "schemathesis.md").read_text("utf-8")
    found = re.search(r"^\$ (st run .*)$", page, re.MULTILINE)
    assert found, "the page has no command"
    for name in ("schemathesis.toml", "schemathesis_hooks.py"):
        shutil.copy(ROOT / "docs" / name, tmp_path)
    with serving(revision="2026-11-16") as url:
        words = shlex.split(found[1].replace("http://127.0.0.1:8080", url).replace("schemas/", f"{ROOT}/schemas/"))
        command = [str(Path(sys.executable).parent / words[0]), *words[1:], "--no-color"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout[-6000:]
    for phase in ("Examples", "Coverage", "Fuzzing", "Stateful"):
        assert re.search(rf"✅ +{phase}", done.stdout), f"{phase} did not pass:\n{done.stdout[-3000:]}"
