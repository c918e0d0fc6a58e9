"""A pinned google-genai as the client of an emulator on a real socket."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from starlette.types import Scope

from conformance.emulator import serving
from tests.proxy.running import proxy
from tests.sdk import waiting
from tests.sdk.dialect import BACKGROUND_SECONDS, Dialect
from tests.sdk.matrix import BEHAVIOURS, RULES, clients


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A behaviour that a test says it shows is one of the matrix."""
    shown = [(item.nodeid, mark.args[0]) for item in items for mark in item.iter_markers("behaviour")]
    assert {slug for _, slug in shown} <= BEHAVIOURS.keys(), [pair for pair in shown if pair[1] not in BEHAVIOURS]


@pytest.fixture(scope="session")
def dialect() -> Dialect:
    """What the installed SDK speaks. ``CONFORMANCE_SDK`` names the version that has to be installed."""
    known = clients("python")
    demanded = os.environ.get("CONFORMANCE_SDK", "").removeprefix("sdk-")
    try:
        from google import genai
    except ImportError as error:
        if demanded:
            pytest.fail(f"google-genai {demanded} cannot be imported: {error}")
        pytest.skip("google-genai is not installed: tox -m sdk installs it")
    found = str(genai.__version__)
    if demanded:
        assert found == demanded, f"google-genai {found} is installed and {demanded} is to be tested"
    if found not in known:
        pytest.skip(f"google-genai {found} is installed and only {', '.join(known)} are known here")
    return Dialect(known[found])


@pytest.fixture(scope="session")
def arrivals() -> list[Scope]:
    """The requests that have reached the emulator, oldest first, refused ones included."""
    return []


@pytest.fixture
def requests(arrivals: list[Scope]) -> list[Scope]:
    """Those of this test."""
    arrivals.clear()
    return arrivals


@pytest.fixture(scope="session")
def connect(dialect: Dialect, arrivals: list[Scope]) -> Iterator[Callable[..., Any]]:
    """What makes clients of one emulator, the service of the day; options are those of ``HttpOptions``.

    Which revision the emulator answers in is up to what the SDK sends.
    """
    from google import genai
    from google.genai import types

    with ExitStack() as stack:
        url = stack.enter_context(
            serving(
                as_of=dialect.client.day,
                flavor="live",
                rules=RULES,
                background_seconds=BACKGROUND_SECONDS,
                seen=arrivals.append,
            )
        )

        if os.environ.get("CONFORMANCE_PROXY"):
            url = stack.enter_context(proxy(url, Path(os.environ["CONFORMANCE_PROXY"]))).url

        def connected(**options: Any) -> Any:
            made = genai.Client(api_key="test-key", http_options=types.HttpOptions(**{"base_url": url, **options}))
            with warnings.catch_warnings():
                warnings.filterwarnings("ignore", "Interactions usage is experimental", UserWarning)
                _ = made.interactions, made.aio.interactions
            return stack.enter_context(made)

        yield connected


@pytest.fixture(scope="session")
def client(connect: Callable[..., Any]) -> Any:
    """A ``genai.Client`` of the emulator, as it comes."""
    return connect()


@pytest.fixture
def interactions(client: Any) -> Any:
    """``client.interactions``."""
    return client.interactions


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch, client: Any) -> list[float]:
    """The seconds that the SDK pauses before each further attempt; none is waited for."""
    return waiting.noted(monkeypatch)
