"""A wheel built from this checkout, and an environment in which nothing but the wheel was asked for."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Installed:
    """The command in its environment, as a user finds it: none of our variables, a folder of their own."""

    command: Path

    def __call__(self, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "CONFORMANCE"))}
        return subprocess.run([self.command, *arguments], cwd=cwd, env=clean, capture_output=True, text=True)


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built by the backend that pyproject names."""
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="session")
def conformance(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The command of the installed wheel, with what pip finds that it depends on."""
    folder = tmp_path_factory.mktemp("environment")
    # Debian's Python makes environments with pip only if python3-venv is there; the pip that runs us can do it as well.
    venv.create(folder, symlinks=True)
    pip = [sys.executable, "-m", "pip", "--python", str(folder / "bin" / "python"), "--disable-pip-version-check"]
    subprocess.run([*pip, "install", "--quiet", str(wheel)], check=True)
    return Installed(folder / "bin" / "conformance")
