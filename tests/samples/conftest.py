"""What every sample gets: an emulator of the page's day, a picture on the web, an interaction of the past."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from tests.samples.assets import ASSETS, write
from tests.samples.running import emulator, web_server
from tests.samples.table import DAY


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The environment variables of a reader who follows the page.

    ``INTERACTION_ID`` and ``FILE_URI`` are for samples that tell the reader to put in what an earlier one made.
    """
    folder = tmp_path_factory.mktemp("web")
    write(folder, ["gulls.jpg"])
    # A file takes a moment, so that the samples that wait for it have something to wait for.
    with emulator("--as-of", DAY, "--file-seconds", "0.3") as url, web_server(folder) as web:
        headers = {"x-goog-api-key": "reader"}
        asked = {"model": "gemini-2.5-flash", "input": "What is the capital of Portugal?"}
        made = httpx.post(f"{url}/v1beta/interactions", headers=headers, json=asked)
        picture = headers | {"content-type": "image/jpeg", "x-goog-upload-protocol": "raw"}
        uploaded = httpx.post(f"{url}/upload/v1beta/files", headers=picture, content=ASSETS["gulls.jpg"])
        yield {
            "GEMINI_API_KEY": "reader",
            "GOOGLE_GEMINI_BASE_URL": url,
            "INTERACTION_ID": made.json()["id"],
            "FILE_URI": uploaded.json()["file"]["uri"],
            "PICTURE_URL": f"{web}/gulls.jpg",
            "POLL_SECONDS": "0.1",
        }
