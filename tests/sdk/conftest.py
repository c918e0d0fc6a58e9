"""A pinned google-genai as the client of an emulator on a real socket."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from typing import Any

import pytest

from conformance.emulator import serving
from tests.sdk.dialect import BACKGROUND_SECONDS, DIALECTS, Dialect

# The last day on which outputs were what a client got that named no revision (clause rev.default.before-0526).
LAST_DAY_OF_OUTPUTS = "2026-05-25"


@pytest.fixture(scope="session")
def dialect() -> Dialect:
    """What the installed SDK speaks. ``CONFORMANCE_SDK`` names the version that has to be installed."""
    demanded = os.environ.get("CONFORMANCE_SDK")
    try:
        from google import genai
    except ImportError as error:
        if demanded:
            pytest.fail(f"google-genai {demanded} cannot be imported: {error}")
        pytest.skip("google-genai is not installed: tox -e sdk-legacy,sdk-steps installs it")
    found = str(genai.__version__)
    if demanded:
        assert found == demanded, f"google-genai {found} is installed and {demanded} is to be tested"
    if found not in DIALECTS:
        pytest.skip(f"google-genai {found} is installed and only {' and '.join(DIALECTS)} are known here")
    return DIALECTS[found]


@pytest.fixture(scope="session")
def client(dialect: Dialect) -> Iterator[Any]:
    """A ``genai.Client`` of an emulator.

    The emulator's own default is the older shape where the SDK names its revision by header, so that the header is
    what selects.
    """
    from google import genai
    from google.genai import types

    day = LAST_DAY_OF_OUTPUTS if dialect.says_revision else dialect.revision.default_from
    with (
        serving(as_of=day, background_seconds=BACKGROUND_SECONDS) as url,
        genai.Client(api_key="test-key", http_options=types.HttpOptions(base_url=url)) as client,
    ):
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Interactions usage is experimental", UserWarning)
            _ = client.interactions, client.aio.interactions
        yield client


@pytest.fixture
def interactions(client: Any) -> Any:
    """``client.interactions``."""
    return client.interactions
