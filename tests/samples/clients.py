"""Whether the clients that the page names are there, in just its versions."""

from __future__ import annotations

import json
import os
import shutil
from importlib.metadata import PackageNotFoundError, version

import pytest

from tests.samples.table import HERE

GOOGLE_GENAI = "1.55.0"
GOOGLE_GENAI_JS = "1.33.0"
MANIFEST = HERE / "js" / "node_modules" / "@google" / "genai" / "package.json"


def absent(language: str) -> str | None:
    """What is not there of the clients of ``language``, and how it gets there; None if all is."""
    match language:
        case "python":
            try:
                found = version("google-genai")
            except PackageNotFoundError:
                found = "none"
            return None if found == GOOGLE_GENAI else f"google-genai {GOOGLE_GENAI} is needed and {found} is there"
        case "js":
            if shutil.which("node") is None:
                return "node is needed and not on the PATH"
            there = MANIFEST.is_file() and json.loads(MANIFEST.read_text("utf-8"))["version"] == GOOGLE_GENAI_JS
            return None if there else f"@google/genai {GOOGLE_GENAI_JS} is not installed: npm ci --prefix {HERE / 'js'}"
        case _:
            return None if shutil.which("curl") else "curl is needed and not on the PATH"


def demand(language: str) -> None:
    """Skip the test if the clients are not there; fail it in the environment that is made for them."""
    if lacking := absent(language):
        if os.environ.get("CONFORMANCE_SAMPLES"):
            pytest.fail(lacking, pytrace=False)
        pytest.skip(lacking)
