"""What every sample gets: an emulator of the page's day, a picture on the web, an interaction of the past."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from tests.samples.assets import write_all
from tests.samples.running import emulator, web_server
from tests.samples.table import DAY


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The environment variables of a reader who follows the page."""
    folder = tmp_path_factory.mktemp("web")
    write_all(folder)
    with emulator("--as-of", DAY) as url, web_server(folder) as web:
        asked = {"model": "gemini-2.5-flash", "input": "What is the capital of Portugal?"}
        made = httpx.post(f"{url}/v1beta/interactions", headers={"x-goog-api-key": "reader"}, json=asked)
        yield {
            "GEMINI_API_KEY": "reader",
            "GOOGLE_GEMINI_BASE_URL": url,
            "INTERACTION_ID": made.json()["id"],
            "FILE_URI": f"{web}/gulls.jpg",
            "PICTURE_URL": f"{web}/gulls.jpg",
            "POLL_SECONDS": "0.1",
        }
