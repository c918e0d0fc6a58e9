"""Runs to render, read once from files as a user's would be."""

from __future__ import annotations

import pytest

from conformance.report.results import Run, read
from tests.report import hostile, sample


@pytest.fixture(scope="session")
def run(tmp_path_factory) -> Run:
    return read(sample.save(tmp_path_factory.mktemp("sample"), sample.lines()))


@pytest.fixture(scope="session")
def hostile_run(tmp_path_factory) -> Run:
    return read(sample.save(tmp_path_factory.mktemp("hostile"), hostile.lines()))


@pytest.fixture(scope="session")
def lying_run(tmp_path_factory) -> Run:
    return read(sample.save(tmp_path_factory.mktemp("lying"), hostile.javascript_sources()))
