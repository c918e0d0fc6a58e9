"""Killed at any moment, the emulator loses nothing that it acknowledged, and nothing of it runs for ever."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from conformance.emulator import serving
from tests.emulator.store.crash import HEADERS, PATH, Clients, Told, differences, server, survive


def test_two_kills_lose_nothing(shared_url: str) -> None:
    told = survive(shared_url, kills=2, answers=60)
    assert len(told.kept) + len(told.deleted) > 100


@pytest.mark.crash
def test_twenty_kills_lose_nothing(tmp_path: Path) -> None:
    told = survive(str(tmp_path / "store.db"), kills=20, answers=400, seed=7)
    assert len(told.kept) + len(told.deleted) > 4000
    assert len(told.deleted) > 400


def test_the_comparison_notices_what_is_lost_and_what_is_back() -> None:
    with serving() as url:
        made = httpx.post(url + PATH, json={"model": "gemini-2.5-flash", "input": "Hi."}, headers=HEADERS).json()
        wrong = Told({made["id"]: [], "v1_lost": None}, {made["id"]})
        assert [line.split(": ")[1].split()[0] for line in differences(url, wrong)] == [
            "answered",
            "acknowledged,",
            "deleted,",
        ]


def test_two_servers_share_a_store(shared_url: str) -> None:
    with server(shared_url) as (one, first), server(shared_url) as (other, _), httpx.Client(headers=HEADERS) as http:

        def converse(number: int) -> str:
            urls = (one, other) if number % 2 else (other, one)
            hello = {"model": "gemini-2.5-flash", "input": f"My name is Phil{number}."}
            made = http.post(urls[0] + PATH, json=hello).json()
            asked = {**hello, "input": "What is my name?", "previous_interaction_id": made["id"]}
            return str(http.post(urls[1] + PATH, json=asked).json()["steps"][-1]["content"][0]["text"])

        with ThreadPoolExecutor(8) as pool:
            assert list(pool.map(converse, range(40))) == [f"Your name is Phil{number}." for number in range(40)]
        told = Told()
        clients = [Clients(url, told, seed=3, count=2) for url in (one, other)]
        clients[0].wait_for(20)
        first.kill()
        clients[0].join()
        clients[1].wait_for(20)  # the other one goes on
        clients[1].stop()
        assert differences(other, told) == []
