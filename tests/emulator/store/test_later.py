"""What is added for later: seen at once, kept with the next commit, and nobody is told of it before."""

from __future__ import annotations

import asyncio
import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from conformance.emulator.authentication import owner_of
from conformance.emulator.commits import MOST, Commits
from conformance.emulator.store import OverLimit, StoreError, opened
from conformance.emulator.store.sqlite import Sqlite
from tests.emulator.asgi import SCOPE, Local

OWNER = owner_of("k")
BODY = json.dumps({"model": "gemini-2.5-flash", "input": "Hi"}).encode()


def test_what_was_added_is_there_for_all_after_the_commit(shared_url: str) -> None:
    with closing(opened(shared_url)) as one, closing(opened(shared_url)) as other:
        for name in ("a", "b"):
            one.add("note", name, "me", {"n": name}, None)
        assert one.get("note", "a", "me", 0) == {"n": "a"}
        one.commit()
        assert [other.get("note", name, "me", 0) for name in ("a", "b")] == [{"n": "a"}, {"n": "b"}]
        one.commit()  # nothing left to do


def test_sqlite_gathers_until_then(tmp_path: Path) -> None:
    url = str(tmp_path / "store.db")
    with closing(opened(url)) as one, closing(opened(url)) as other:
        one.add("note", "a", "me", {}, None)
        assert other.get("note", "a", "me", 0) is None
        assert one.delete("note", "a", "you") is False  # any other statement commits as well
        assert other.get("note", "a", "me", 0) == {}


def test_closing_commits(tmp_path: Path) -> None:
    url = str(tmp_path / "store.db")
    with closing(opened(url)) as one:
        one.add("note", "a", "me", {}, None)
    with closing(opened(url)) as other:
        assert other.knows("note", "a")


def test_a_limit_is_one_for_what_is_added_too(url: str) -> None:
    with closing(opened(url, 10)) as store:
        store.add("note", "a", "me", {"n": 100}, None)
        with pytest.raises(OverLimit):
            store.add("note", "b", "me", {}, None)
        store.commit()
        assert store.used("me") == 9


def test_bytes_are_counted_whoever_asks_and_whenever(shared_url: str) -> None:
    with closing(opened(shared_url, 37)) as one, closing(opened(shared_url, 37)) as other:
        for owner, name in (("me", "a"), ("you", "b"), ("me", "c")):
            one.add("note", name, owner, {"n": 100}, None)  # nine bytes each
        assert (one.used("me"), one.used("you")) == (18, 9)
        other.put("note", "d", "me", {"n": 100}, None)
        with pytest.raises(OverLimit):  # what the other one put counts here as well
            one.add("note", "e", "me", {"n": 10_000}, None)
        one.add("note", "e", "me", {"n": 100}, None)
        one.commit()
        assert one.delete("note", "d", "me")
        assert one.used("me") == other.used("me") == 27


@pytest.mark.parametrize("by", ["commit", "put"])
def test_who_was_promised_a_commit_hears_that_it_failed(tmp_path: Path, by: str) -> None:
    url = str(tmp_path / "store.db")
    with closing(opened(url)) as store, closing(opened(url)) as other:
        store.add("note", "a", "me", {"n": 1}, None)
        store.add("note", "b", "me", {}, None)
        other.put("note", "a", "you", {"n": 2}, None)
        if by == "put":
            with pytest.raises(StoreError, match="UNIQUE"):
                store.put("note", "c", "me", {}, None)
        with pytest.raises(StoreError, match="UNIQUE"):
            store.commit()
        assert not store.knows("note", "b")  # all or none
        assert other.get("note", "a", "you", 0) == {"n": 2}
        assert (store.used("me"), store.used("you")) == (0, 7)
        store.add("note", "d", "me", {}, None)
        store.commit()
        assert store.knows("note", "d")


def test_what_waits_is_no_obstacle_to_others(tmp_path: Path) -> None:
    url = str(tmp_path / "store.db")
    with closing(opened(url)) as one, closing(opened(url)) as other:
        one.add("note", "a", "me", {}, None)
        other.put("note", "b", "me", {}, None)  # waits for no lock
        one.commit()
        assert one.used("me") == other.used("me") == 4


class Counted:
    """As much of a store as ``Commits`` needs: counts commits, and fails when it is told to."""

    def __init__(self, failing: bool = False) -> None:
        self.failing = failing
        self.commits = 0

    def commit(self) -> None:
        self.commits += 1
        if self.failing:
            raise StoreError("no space left")


def test_those_of_one_turn_share_a_commit_and_one_that_hangs_up_harms_nobody() -> None:
    counted: Any = Counted()
    commits = Commits(counted)

    async def turn() -> list[object]:
        async def wait() -> str:
            await commits.next()
            return "kept"

        tasks = [asyncio.ensure_future(wait()) for _ in range(5)]
        await asyncio.sleep(0)
        tasks[2].cancel()
        return await asyncio.gather(*tasks, return_exceptions=True)

    for number in (1, 2):  # each time in a loop of its own
        found = asyncio.run(turn())
        assert [one for one in found if one == "kept"] == ["kept"] * 4
        assert counted.commits == number


def test_those_who_come_while_others_wait_share_their_commit() -> None:
    counted: Any = Counted()
    commits = Commits(counted)
    committed: list[int] = []

    async def client(turns: int) -> None:
        for _ in range(turns):
            await asyncio.sleep(0)
        await commits.next()
        committed.append(counted.commits)

    async def together(*turns: int) -> None:
        await asyncio.gather(*map(client, turns))

    asyncio.run(together(0, 0, 1, 2, 3))
    assert committed == [1] * 5
    asyncio.run(together(0))
    asyncio.run(together(0, 4))  # too late for the first
    assert committed[5:] == [2, 3, 4]


def test_nobody_waits_for_ever_while_others_keep_coming() -> None:
    counted: Any = Counted()
    commits = Commits(counted)

    async def flood() -> int:
        first = commits.next()
        waiting = [first]
        while not first.done():
            waiting.append(commits.next())
            await asyncio.sleep(0)
        await asyncio.gather(*waiting)
        return len(waiting)

    assert asyncio.run(flood()) <= MOST + 1


def test_a_commit_that_fails_is_told_to_each() -> None:
    counted: Any = Counted(failing=True)
    commits = Commits(counted)

    async def turn() -> list[object]:
        return await asyncio.gather(*(_awaited(commits) for _ in range(3)), return_exceptions=True)

    assert [str(error) for error in asyncio.run(turn())] == ["no space left"] * 3


async def _awaited(commits: Commits) -> None:
    await commits.next()


def test_creates_of_one_turn_are_kept_before_they_are_answered(tmp_path: Path, monkeypatch: Any) -> None:
    url = str(tmp_path / "store.db")
    local = Local(store=url)
    commits: list[Sqlite] = []
    commit = Sqlite.commit

    def counted(database: Sqlite) -> None:
        commits.append(database)
        commit(database)

    monkeypatch.setattr(Sqlite, "commit", counted)
    with closing(opened(url)) as other, closing(local):

        async def create() -> tuple[int, bool]:
            messages: list[Any] = []
            scope = {**SCOPE, "method": "POST", "path": "/v1beta/interactions", "query_string": b""}
            kept = False

            async def receive() -> Any:
                return {"type": "http.request", "body": BODY, "more_body": False}

            async def send(message: Any) -> None:
                nonlocal kept
                messages.append(message)
                if message["type"] == "http.response.body":
                    kept = other.get("interaction", json.loads(message["body"])["id"], OWNER, 0) is not None

            await local.app({**scope, "headers": [(b"x-goog-api-key", b"k")]}, receive, send)
            return messages[0]["status"], kept

        async def together() -> list[tuple[int, bool]]:
            return await asyncio.gather(*(create() for _ in range(8)))

        assert asyncio.run(together()) == [(200, True)] * 8
        assert len(commits) == 1


def test_a_create_that_cannot_be_kept_is_refused(tmp_path: Path, monkeypatch: Any) -> None:
    def failing(_: Sqlite) -> None:
        raise StoreError("disk full")

    local = Local(store=str(tmp_path / "store.db"))
    with closing(local):
        monkeypatch.setattr(Sqlite, "commit", failing)
        answer = local("POST", "", {"model": "gemini-2.5-flash", "input": "Hi"})
        assert answer.status == 503
