"""An emulator that answers by the rules of a text."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from conformance.emulator import serving

PIXEL = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=")
Json = dict[str, Any]
PATH = "/v1beta/interactions"


@dataclass(frozen=True)
class Scripted:
    """A client of an emulator with rules."""

    http: httpx.Client

    def post(self, headers: dict[str, str] | None = None, **body: Any) -> httpx.Response:
        """POST a create, with a model where it names nothing."""
        maker = {} if "agent" in body or "model" in body else {"model": "gemini-2.5-flash"}
        return self.http.post(PATH, json={**maker, **body}, headers=headers)

    def create(self, **body: Any) -> Any:
        """The answer's JSON."""
        return self.post(**body).json()

    def get(self, interaction_id: str) -> Json:
        """The stored interaction."""
        return dict(self.http.get(f"{PATH}/{interaction_id}").json())

    def events(self, **body: Any) -> list[Json]:
        """The events of the stream."""
        lines = self.post(stream=True, **body).text.splitlines()
        data = [line.removeprefix("data: ") for line in lines if line.startswith("data: {")]
        return [json.loads(item) for item in data]


@pytest.fixture
def with_rules(tmp_path: Path) -> Iterator[Callable[[str], Scripted]]:
    """A function from the text of a rules file to a client; ``pixel.png`` is beside the file."""
    (tmp_path / "pixel.png").write_bytes(PIXEL)
    with ExitStack() as stack:

        def served(text: str) -> Scripted:
            (tmp_path / "rules.yaml").write_text(text, "utf-8")
            url = stack.enter_context(serving(rules=tmp_path / "rules.yaml", pace=0))
            headers = {"x-goog-api-key": "test"}
            return Scripted(stack.enter_context(httpx.Client(base_url=url, headers=headers, timeout=10)))

        yield served
