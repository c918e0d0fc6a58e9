"""An environment for each release: a virtual one for each of google-genai, a folder of npm for all of @google/genai."""

from __future__ import annotations

import os
import shutil
import subprocess
import venv
from collections.abc import Sequence
from pathlib import Path

from tests.sdks.clients import LOCKED, Client, python_of


def install(clients: Sequence[Client], environments: Path) -> None:
    """Install what ``clients`` need below ``environments``, where it is not there yet."""
    for client in clients:
        if client.package == "google-genai":
            _install_python(client.version, environments)
    if any(client.package != "google-genai" for client in clients):
        _install_javascript(environments / "js")


def _install_python(version: str, environments: Path) -> None:
    python = python_of(environments, version)
    if list(python.parents[1].glob(f"lib/python*/site-packages/google_genai-{version}.dist-info")):
        return
    venv.create(python.parents[1], clear=True, with_pip=True)
    # Most of an SDK is never imported: compiling all of it takes longer than judging it.
    _run([str(python), "-m", "pip", "install", "--quiet", "--no-compile", f"google-genai=={version}"])


def _install_javascript(folder: Path) -> None:
    """By the lock file, each version beneath a name of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = folder / "package-lock.json"
    if (folder / "node_modules").is_dir() and lock.read_bytes() == (LOCKED / lock.name).read_bytes():
        return
    for name in ("package.json", lock.name):
        shutil.copy(LOCKED / name, folder)
    _run(["npm", "ci", "--prefix", str(folder), "--no-audit", "--no-fund", "--loglevel=error"])


def _run(command: Sequence[str]) -> None:
    plain = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    subprocess.run(command, check=True, env=plain)
