"""Whichever client vcrpy records, what comes of it is judged alike.

The clients of people's own tests, each with two plain creates, a get, a stream and a refusal. The SDK and aiohttp come
with ``tox -e vcr-…``; a client that is not installed is skipped, but not there.
"""

from __future__ import annotations

import asyncio
import importlib.util
import json
import os
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
import requests

from conformance.cassettes import read
from conformance.cassettes.vcr import use_cassette
from conformance.emulator import serving
from conformance.judge import Judge
from conformance.judging import by_revision
from conformance.selection import select
from conformance.verdict import Status

Json = dict[str, Any]
KEY = "a-key-of-these-tests"
MODEL = "gemini-2.5-flash"
REVISION = "2026-05-20"
HEADERS = {"x-goog-api-key": KEY, "api-revision": REVISION}
FIRST, SECOND = {"model": MODEL, "input": "Hi, my name is Phil."}, {"model": MODEL, "input": "What is my name?"}
STREAM = {"model": MODEL, "input": "Tell me a story.", "stream": True}
WRONG = {"input": "Whom do I ask?"}


class Anyhow:
    """The same five requests by any function that POSTs or GETs and gives the text of the answer."""

    def __init__(self, send: Callable[[str, str, Json | None], str]) -> None:
        first = json.loads(send("POST", "", FIRST))
        send("POST", "", {**SECOND, "previous_interaction_id": first["id"]})
        send("GET", f"/{first['id']}", None)
        send("POST", "", STREAM)
        send("POST", "", WRONG)


def by_httpx(url: str) -> None:
    with httpx.Client(headers=HEADERS) as client:
        Anyhow(lambda method, path, body: client.request(method, url + path, json=body).text)


def by_httpx_async(url: str) -> None:
    async def send(method: str, path: str, body: Json | None) -> str:
        async with httpx.AsyncClient(headers=HEADERS) as client:
            return (await client.request(method, url + path, json=body)).text

    Anyhow(lambda *asked: asyncio.run(send(*asked)))


def by_requests(url: str) -> None:
    with requests.Session() as session:
        session.headers.update(HEADERS)
        Anyhow(lambda method, path, body: session.request(method, url + path, json=body, timeout=10).text)


def by_aiohttp(url: str) -> None:
    import aiohttp

    async def send(method: str, path: str, body: Json | None) -> str:
        session = aiohttp.ClientSession(headers=HEADERS)
        async with session, session.request(method, url + path, json=body) as answer:
            return str(await answer.text())

    Anyhow(lambda *asked: asyncio.run(send(*asked)))


def sdk(url: str) -> Any:
    from google import genai
    from google.genai import types

    options = types.HttpOptions(base_url=url.partition("/v1beta")[0], headers={"api-revision": REVISION})
    client = genai.Client(api_key=KEY, http_options=options)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Interactions usage|Async interactions client", UserWarning)
        _ = client.interactions, client.aio.interactions
    return client


def by_genai(url: str) -> None:
    client = sdk(url)
    interactions = client.interactions
    first = interactions.create(**FIRST)
    interactions.create(**SECOND, previous_interaction_id=first.id)
    interactions.get(first.id)
    for _ in interactions.create(**STREAM):
        pass
    with pytest.raises(Exception, match=r"404|not found"):
        interactions.get(f"{first.id[:-3]}AAA")
    client.close()


def by_genai_async(url: str) -> None:
    async def run() -> None:
        client = sdk(url)
        interactions = client.aio.interactions
        first = await interactions.create(**FIRST)
        await interactions.create(**SECOND, previous_interaction_id=first.id)
        await interactions.get(first.id)
        async for _ in await interactions.create(**STREAM):
            pass
        with pytest.raises(Exception, match=r"404|not found"):
            await interactions.get(f"{first.id[:-3]}AAA")
        await client.aio.aclose()

    asyncio.run(run())


CLIENTS = {"httpx": by_httpx, "httpx-async": by_httpx_async, "requests": by_requests, "aiohttp": by_aiohttp}
SDKS = {"genai": by_genai, "genai-async": by_genai_async}
NEEDS = {"aiohttp": "aiohttp", "genai": "google", "genai-async": "google"}


def need(client: str) -> None:
    """Skip where the client is not installed; fail where it has to be."""
    needed = NEEDS.get(client)
    if needed is None or importlib.util.find_spec(needed) is not None:
        return
    if os.environ.get("CONFORMANCE_VCR"):
        pytest.fail(f"{needed} is not installed")
    pytest.skip(f"{needed} is not installed: tox -e vcr-3.4.0")


def judged(path: Path) -> dict[str, Status]:
    exchanges = read(path)
    traffic = by_revision(exchanges, REVISION)
    judge = Judge("recordings", REVISION, "replay")
    found = {requirement.id: judge.of_recordings(requirement, traffic) for requirement in select(())}
    return {name: result.status for name, result in found.items() if result.status is not Status.NOT_APPLICABLE}


@pytest.fixture(scope="module")
def right(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Status]:
    path = tmp_path_factory.mktemp("clients") / "c.yaml"
    with serving() as url, use_cassette(path):
        by_httpx(f"{url}/v1beta/interactions")
    found = judged(path)
    assert set(found.values()) <= {Status.PASS, Status.WARN}
    assert len(found) > 50
    return found


@pytest.mark.parametrize("client", CLIENTS)
def test_what_any_client_records_is_judged_alike(client: str, right: dict[str, Status], tmp_path: Path) -> None:
    need(client)
    with serving() as url, use_cassette(tmp_path / "c.yaml"):
        CLIENTS[client](f"{url}/v1beta/interactions")
    assert judged(tmp_path / "c.yaml") == right
    replayed(tmp_path / "c.yaml", CLIENTS[client])


@pytest.mark.parametrize("client", SDKS)
def test_what_the_sdk_records_is_right(client: str, tmp_path: Path) -> None:
    need(client)
    with serving() as url, use_cassette(tmp_path / "c.yaml"):
        SDKS[client](f"{url}/v1beta/interactions")
    found = judged(tmp_path / "c.yaml")
    assert set(found.values()) <= {Status.PASS, Status.WARN}
    assert len(found) > 50
    replayed(tmp_path / "c.yaml", SDKS[client])


def replayed(path: Path, client: Callable[[str], None]) -> None:
    """The cassette alone answers, and has an answer to everything."""
    with use_cassette(path, record_mode="none") as cassette:
        client("http://nobody.test/v1beta/interactions")
        assert cassette.all_played
