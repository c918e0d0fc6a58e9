"""Installing released servers, each version in a folder of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

SECONDS = 600
"""A registry that is slow takes minutes; one that is not there must not hold the run for ever."""
COMPROMISED = frozenset({"1.82.7", "1.82.8", "1.107.0"})
"""Releases of LiteLLM that steal keys."""
OVERRIDES = "certifi>=2026.1\n"
"""LiteLLM 1.106.10 asks for a release of certifi that PyPI does not have; it needs none of it on the loopback."""


class NotInstalledError(Exception):
    """A server can't be installed; the message says which and why."""


def aimock(folder: Path, version: str) -> Path:
    """The program of aimock ``version``, installed by npm below ``folder`` unless it is there."""
    prefix = folder / f"aimock-{version}"
    program = prefix / "node_modules" / ".bin" / "llmock"
    if not program.exists():
        prefix.mkdir(parents=True, exist_ok=True)
        package = f"@copilotkit/aimock@{version}"
        _call("npm", "install", "--prefix", str(prefix), "--no-audit", "--no-fund", "--loglevel=error", package)
    return program


def litellm(folder: Path, version: str) -> Path:
    """The program of LiteLLM's proxy ``version``, installed from PyPI below ``folder`` unless it is there."""
    if version in COMPROMISED:
        raise NotInstalledError(f"litellm {version} is compromised: nothing may install it")
    prefix = folder / f"litellm-{version}"
    program = prefix / "bin" / "litellm"
    if not program.exists():
        folder.mkdir(parents=True, exist_ok=True)
        overrides = folder / "overrides.txt"
        overrides.write_text(OVERRIDES)
        # pip can't override what a package asks for, and takes three minutes where uv takes ten seconds.
        _call("uv", "venv", "--quiet", "--clear", "--python", sys.executable, str(prefix))
        into = ("--python", str(prefix / "bin" / "python"), "--override", str(overrides))
        _call("uv", "pip", "install", "--quiet", *into, f"litellm[proxy]=={version}")
    return program


def _call(*command: str) -> None:
    if shutil.which(command[0]) is None:
        raise NotInstalledError(f"{command[0]} is missing: {' '.join(command)}")
    environment = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False, env=environment)
    except subprocess.TimeoutExpired:
        raise NotInstalledError(f"{' '.join(command)}: not done after {SECONDS} seconds") from None
    if done.returncode:
        raise NotInstalledError(f"{' '.join(command)}: {done.stderr.strip()[-500:]}")
