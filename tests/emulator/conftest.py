"""An emulator on a real socket per revision, and a client that holds every answer against the schemas."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from conformance.emulator import serving
from conformance.revisions import BY_NAME, Revision
from conformance.schema import load
from tests.emulator.asgi import Local

Json = dict[str, Any]

PATH = "/v1beta/interactions"
WEATHER: Json = {
    "type": "function",
    "name": "get_weather",
    "description": "The weather at a place.",
    "parameters": {"type": "object", "properties": {"location": {"type": "string"}}, "required": ["location"]},
}
KEY_ORDER = (
    *("id", "status", "outputs", "usage", "role", "created", "updated", "service_tier", "steps", "object", "input"),
    "labels",
    *("model", "agent", "previous_interaction_id"),
)


# What the first beta got within its first months, and the emulator has from its first day; what nobody documents.
EARLY = (".usage.raw_prompt_token", "$.input", "$.status", "$.interaction.status", "_tokens_by_modality")


def undocumented(revision: Revision, name: str, value: Json) -> list[str]:
    """What is wrong with ``value`` by the strict schemas of ``revision``, and by the open ones."""
    schemas = load(revision.name)
    wrong = [str(violation) for violation in schemas.check(name, value, profile="response")]
    drift = [v for v in schemas.check(name, value, profile="strict") if not any(early in v.path for early in EARLY)]
    return wrong + [str(violation) for violation in drift]


@dataclass(frozen=True)
class Api:
    """A client of one emulator. Whatever comes back has to be valid by the strict schemas of its revision."""

    http: httpx.Client
    revision: Revision

    def post(self, **body: Any) -> httpx.Response:
        """POST a create with ``body`` and a model where it names nothing."""
        maker = {} if "model" in body or "agent" in body else {"model": "gemini-2.5-flash"}
        return self.checked(self.http.post(PATH, json={**maker, **body}))

    def create(self, input: Any, **body: Any) -> Json:  # noqa: A002 - the name of the field
        """The interaction that a create answers with."""
        answer = self.post(input=input, **body)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def get(self, interaction_id: str, **query: str) -> Json:
        """The stored interaction."""
        answer = self.checked(self.http.get(f"{PATH}/{interaction_id}", params=query))
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def refused(self, **body: Any) -> tuple[int, str]:
        """Status and message of a create that has to be refused."""
        answer = self.post(**body)
        assert answer.status_code >= 400, answer.text
        assert list(answer.json()["error"]) == ["message", "code"]
        return answer.status_code, answer.json()["error"]["message"]

    def stream(self, input: Any, **body: Any) -> list[tuple[str, Json]]:  # noqa: A002 - the name of the field
        """The events of a streamed create."""
        answer = self.post(input=input, stream=True, **body)
        assert answer.status_code == 200, answer.text
        return self.events(answer.content)

    def replay(self, interaction_id: str, **query: str) -> list[tuple[str, Json]]:
        """The events of a stored interaction."""
        answer = self.checked(self.http.get(f"{PATH}/{interaction_id}", params={"stream": "true", **query}))
        assert answer.status_code == 200, answer.text
        return self.events(answer.content)

    def events(self, raw: bytes) -> list[tuple[str, Json]]:
        """The frames of ``raw``, which has to consist of nothing but frames and end in the sentinel."""
        frames = raw.decode().split("\n\n")
        assert frames[-2:] == ["event: done\ndata: [DONE]", ""]
        found = []
        for frame in frames[:-2]:
            name, data = frame.split("\n")
            value = json.loads(data.removeprefix("data: "))
            assert data == "data: " + json.dumps(value, ensure_ascii=False, separators=(",", ":"))
            assert list(value)[-1] == "event_type"
            assert name == f"event: {value['event_type']}"
            assert undocumented(self.revision, "Event", value) == []
            found.append((value["event_type"], value))
        return found

    def blocks(self, interaction: Json) -> list[Json]:
        """The steps or outputs of ``interaction``."""
        return list(interaction.get(self.revision.blocks, []))

    def text(self, interaction: Json) -> str:
        """All text that the model produced."""
        blocks = [block for block in self.blocks(interaction) if block["type"] != "user_input"]
        contents = [content for block in blocks for content in block.get("content", [block])]
        return "".join(content["text"] for content in contents if content["type"] == "text")

    def checked(self, answer: httpx.Response) -> httpx.Response:
        """``answer`` after comparing it with the schemas, the key order and the rule that nothing is null."""
        if not answer.headers["content-type"].startswith("application/json") or answer.content == b"{}":
            return answer
        value = answer.json()
        name = "Interaction" if answer.status_code == 200 else "ErrorResponse"
        assert undocumented(self.revision, name, value) == [], answer.text
        assert "null" not in answer.text
        if name == "Interaction":
            assert list(value) == [key for key in KEY_ORDER if key in value]
        return answer


@pytest.fixture(scope="session")
def emulators() -> Iterator[dict[str, str]]:
    """The base URL of a running emulator per revision name."""
    with ExitStack() as stack:
        yield {name: stack.enter_context(serving(revision=name, background_seconds=0.05)) for name in BY_NAME}


@pytest.fixture(scope="session")
def live_apis() -> Iterator[dict[str, Api]]:
    """Clients of emulators with ``--flavor live``: what recordings show, where the documentation has it otherwise."""
    with ExitStack() as stack:
        urls = {name: stack.enter_context(serving(revision=name, flavor="live")) for name in BY_NAME}
        yield {name: Api(stack.enter_context(_client(url)), BY_NAME[name]) for name, url in urls.items()}


@pytest.fixture(params=tuple(BY_NAME))
def live_api(request: pytest.FixtureRequest, live_apis: dict[str, Api]) -> Api:
    """A client, at every revision, of an emulator that does as the service does."""
    return live_apis[request.param]


@pytest.fixture(scope="session")
def http() -> Iterator[httpx.Client]:
    """A client for absolute URLs. It never meets TLS, so it need not load any certificates, which takes a while."""
    with httpx.Client(headers={"x-goog-api-key": "test-key"}, verify=False) as client:
        yield client


@pytest.fixture(scope="session")
def apis(emulators: dict[str, str]) -> Iterator[dict[str, Api]]:
    """A client per revision name."""
    with ExitStack() as stack:
        yield {name: Api(stack.enter_context(_client(url)), BY_NAME[name]) for name, url in emulators.items()}


@pytest.fixture(scope="session")
def idle() -> Iterator[dict[str, Api]]:
    """Clients per revision name of emulators whose background work takes longer than any test."""
    with ExitStack() as stack:
        urls = {name: stack.enter_context(serving(revision=name, background_seconds=3600)) for name in BY_NAME}
        yield {name: Api(stack.enter_context(_client(url)), BY_NAME[name]) for name, url in urls.items()}


@pytest.fixture(params=tuple(BY_NAME))
def idle_api(request: pytest.FixtureRequest, idle: dict[str, Api]) -> Api:
    """A client, at every revision, of an emulator whose background work does not end."""
    return idle[request.param]


def _client(url: str) -> httpx.Client:
    return httpx.Client(base_url=url, headers={"x-goog-api-key": "test-key"}, verify=False)


@pytest.fixture(params=tuple(BY_NAME))
def api(request: pytest.FixtureRequest, apis: dict[str, Api]) -> Api:
    """A client of a revision: a test that asks for it runs at all of them."""
    return apis[request.param]


@pytest.fixture
def steps_api(apis: dict[str, Api]) -> Api:
    """A client of the revision with steps."""
    return apis["2026-05-20"]


@pytest.fixture
def legacy_api(apis: dict[str, Api]) -> Api:
    """A client of the revision with outputs."""
    return apis["2025-12-11"]


@pytest.fixture
def weather() -> Json:
    """The declaration of a weather function."""
    return WEATHER


@pytest.fixture
def local() -> Iterator[Any]:
    """Makes emulators without a socket, on a clock that stands still, and closes them."""
    made: list[Local] = []

    def make(**settings: Any) -> Local:
        made.append(Local(**settings))
        return made[-1]

    yield make
    for emulator in made:
        emulator.close()
