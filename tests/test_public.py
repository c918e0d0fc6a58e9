"""The public names: what other people may import. A change here is a change for them."""

from __future__ import annotations

import importlib

import pytest

PUBLIC = {
    "conformance": ["__version__"],
    "conformance.emulator": ["Settings", "create_app", "serving"],
    "conformance.schema": ["Profile", "Schemas", "Validator", "Violation", "load", "openapi", "validator"],
    "conformance.report": ["ReportError", "write_all"],
    "conformance.report.diff": ["Comparison", "compared"],
    "conformance.report.results": ["ReportError", "ResultWriter", "Run", "located", "read", "schema", "summarise"],
}


@pytest.mark.parametrize("module", PUBLIC)
def test_public_names(module: str) -> None:
    loaded = importlib.import_module(module)
    assert sorted(loaded.__all__) == sorted(PUBLIC[module])
