"""Every request that the first documentation shows as a curl line is valid in the first revision."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from conformance.schema import load

if TYPE_CHECKING:
    from pathlib import Path

# A body goes to the line that closes it: one sample has quotes inside that a real shell would stumble over.
BODY = re.compile(r"-d '(\{\n.*?\n\})'$", re.MULTILINE | re.DOTALL)
FILLED_IN = re.compile(r"""'"\$\([^)]*\)"'""")


@pytest.fixture(params=["000_198af3ba1df6765c", "003_41d0429607a8b8d6"])
def page(request: pytest.FixtureRequest, corpus: Path) -> str:
    return (corpus / "seeds" / f"{request.param}.txt").read_text("utf-8")


def test_every_curl_body_is_valid(page: str) -> None:
    bodies = curl_bodies(page)
    assert len(bodies) == page.count("curl -X POST") == 23
    complaints = [(body, load("2025-12-11").check("CreateRequest", body, "request")) for body in bodies]
    assert [(body, [str(violation) for violation in found]) for body, found in complaints if found] == []


def curl_bodies(page: str) -> list[Any]:
    """What the samples post; lines that are commented out count, and a word stands for what the shell fills in."""
    plain = "\n".join(line.removeprefix("# ") for line in page.splitlines())
    return [json.loads(FILLED_IN.sub("AAAA", body)) for body in BODY.findall(plain)]
