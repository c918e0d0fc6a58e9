"""pytest-recording with our cassettes: ``pytest_plugins = ["conformance.cassettes.pytest_plugin"]`` in a conftest.

Tests marked ``vcr`` then record (``--record-mode=once``) and replay in our form. Override the fixture ``vcr_config`` to
change something (``return conformance.cassettes.vcr.config(…)``), and ``vcr_speed`` to give 1 for streams that take
their time.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from conformance.cassettes.streaming import streaming
from conformance.cassettes.vcr import config


@pytest.fixture
def vcr_config() -> dict[str, Any]:
    """What pytest-recording gives to vcrpy."""
    return config()


@pytest.fixture
def vcr_speed() -> float:
    """How many times as long as it did a replayed stream takes; 0 for none."""
    return 0


@pytest.fixture(autouse=True)
def _streaming(request: pytest.FixtureRequest, vcr_speed: float) -> Iterator[None]:
    if request.node.get_closest_marker("vcr") is None:
        yield
        return
    with streaming(vcr_speed):
        yield
