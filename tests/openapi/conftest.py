"""The committed documents."""

from __future__ import annotations

import json
from typing import Any

import pytest

from conformance.projection import SCHEMAS
from conformance.revisions import NAMES


@pytest.fixture(scope="session", params=NAMES)
def revision(request: pytest.FixtureRequest) -> str:
    """The name of a revision."""
    return str(request.param)


@pytest.fixture(scope="session")
def documents() -> dict[str, dict[str, Any]]:
    """The OpenAPI document of each revision."""
    return {name: json.loads((SCHEMAS / name / "openapi.json").read_text("utf-8")) for name in NAMES}


@pytest.fixture
def document(documents: dict[str, dict[str, Any]], revision: str) -> dict[str, Any]:
    """The OpenAPI document of ``revision``."""
    return documents[revision]
