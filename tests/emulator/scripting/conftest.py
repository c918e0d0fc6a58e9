"""An emulator that answers by the rules of a text, asked in process: no socket, no thread."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from conformance.emulator import create_app

PIXEL = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=")
Json = dict[str, Any]
PATH = "/v1beta/interactions"


@dataclass(frozen=True)
class Scripted:
    """A client of an emulator with rules."""

    app: Any

    def send(self, method: str, path: str, headers: dict[str, str] | None = None, body: Any = None) -> httpx.Response:
        """One request and its answer."""

        async def sent() -> httpx.Response:
            async with httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url="http://emulator") as client:
                return await client.request(method, path, json=body, headers={"x-goog-api-key": "k", **(headers or {})})

        return asyncio.run(sent())

    def post(self, headers: dict[str, str] | None = None, **body: Any) -> httpx.Response:
        """POST a create, with a model where it names nothing."""
        maker = {} if "agent" in body or "model" in body else {"model": "gemini-2.5-flash"}
        return self.send("POST", PATH, headers, {**maker, **body})

    def create(self, **body: Any) -> Any:
        """The answer's JSON."""
        return self.post(**body).json()

    def get(self, interaction_id: str) -> Json:
        """The stored interaction."""
        return dict(self.send("GET", f"{PATH}/{interaction_id}").json())

    def events(self, **body: Any) -> list[Json]:
        """The events of the stream."""
        lines = self.post(stream=True, **body).text.splitlines()
        data = [line.removeprefix("data: ") for line in lines if line.startswith("data: {")]
        return [json.loads(item) for item in data]


@pytest.fixture
def with_rules(tmp_path: Path) -> Iterator[Callable[..., Scripted]]:
    """A function from the text of a rules file to a client; ``pixel.png`` is beside the file."""
    (tmp_path / "pixel.png").write_bytes(PIXEL)
    made = []

    def served(text: str, store: str = ":memory:") -> Scripted:
        (tmp_path / "rules.yaml").write_text(text, "utf-8")
        made.append(Scripted(create_app(rules=tmp_path / "rules.yaml", pace=0, store=store)))
        return made[-1]

    yield served
    for one in made:
        one.app.state.service.close()
