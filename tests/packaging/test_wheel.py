"""The wheel is whole and keeps nothing that belongs elsewhere, and it does the main job from an empty folder."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from conformance import __version__
from conformance.requirement import requirements
from conformance.revisions import NAMES, NEWEST
from tests.packaging.conftest import ROOT


@pytest.fixture(scope="module")
def names(wheel) -> set[str]:
    """What is in the wheel, but for its own metadata."""
    found = zipfile.ZipFile(wheel).namelist()
    return {name for name in found if ".dist-info/" not in name}


def files(folder: Path) -> set[str]:
    """The files below ``folder`` as the wheel would name them, without what Python leaves behind."""
    found = {path for path in folder.rglob("*") if path.is_file() and path.parent.name != "__pycache__"}
    return {path.relative_to(folder).as_posix() for path in found}


def test_the_wheel_holds_the_package_and_the_schemas_and_nothing_else(names):
    expected = {f"conformance/{name}" for name in files(ROOT / "conformance")} | {"conformance/_requirements.lock"}
    for part in (*NAMES, "report"):
        expected |= {f"conformance/_schemas/{part}/{name}" for name in files(ROOT / "schemas" / part)}
    assert names == expected


@pytest.mark.parametrize(
    "needed",
    [
        "conformance/_requirements.lock",
        "conformance/_schemas/2025-12-11/response/Interaction.json",
        "conformance/_schemas/2026-05-20/request/CreateRequest.json",
        "conformance/_schemas/report/results.schema.json",
        "conformance/features/pytest.ini",
        "conformance/py.typed",
        "conformance/report/templates/report.html.j2",
        "conformance/targets/emulator.toml",
        "conformance/waivers.toml",
    ],
)
def test_what_is_not_python_travels_along(names, needed):
    assert needed in names


def test_it_is_that_version(conformance, tmp_path):
    done = conformance("--version", cwd=tmp_path)
    assert (done.returncode, done.stdout.split()[-1]) == (0, __version__)


def test_it_lists_all_requirements(conformance, tmp_path):
    done = conformance("list", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert set(requirements()) <= set(done.stdout.split())


def test_it_does_the_main_job(conformance, tmp_path):
    done = conformance("run", "--select", "create", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    out = tmp_path / "conformance-out" / "emulator" / NEWEST.name
    assert {file.name for file in out.iterdir()} == {"junit.xml", "report.html", "report.md", "results.jsonl"}
    assert str(ROOT) not in (out / "results.jsonl").read_text("utf-8")
    assert files(tmp_path) == {f"conformance-out/emulator/{NEWEST.name}/{file.name}" for file in out.iterdir()}
