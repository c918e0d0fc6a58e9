"""The store by itself: owners, expiry, what is counted, and which files it refuses."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from conformance.emulator.store import OverLimit, Store, StoreError, opened


def test_what_is_put_is_got_until_it_is_deleted(store: Store) -> None:
    store.put("note", "a", "me", {"text": "grün\u0000"}, None)
    store.put("note", "a", "me", {"text": "blau"}, None)
    store.put("letter", "a", "me", {"text": "rot"}, None)
    assert store.get("note", "a", "me", 0) == {"text": "blau"}
    assert store.delete("note", "a", "me")
    assert not store.delete("note", "a", "me")
    assert store.get("note", "a", "me", 0) is None
    assert store.get("letter", "a", "me", 0) == {"text": "rot"}


def test_control_characters_and_emoji_come_back_as_they_were(store: Store) -> None:
    body = {"text": "\x00\x1f\u2028😀", "list": [1, 0.1, None, True]}
    store.put("note", "a", "me", body, None)
    assert store.get("note", "a", "me", 0) == body


def test_nobody_sees_or_touches_what_another_owner_has(store: Store) -> None:
    store.put("note", "a", "me", {"mine": True}, None)
    store.put_blob("b", "me", b"mine", None)
    with pytest.raises(ValueError, match="another owner's"):
        store.put("note", "a", "you", {"yours": True}, None)
    with pytest.raises(ValueError, match="another owner's"):
        store.put_blob("b", "you", b"yours", None)
    assert store.get("note", "a", "you", 0) is None
    assert store.blob("b", "you", 0) is None
    assert store.list("note", "you", 0, "", 10) == []
    assert not store.delete("note", "a", "you")
    assert not store.delete_blob("b", "you")
    assert not store.replace("note", "a", "you", {}, None)
    assert store.get("note", "a", "me", 0) == {"mine": True}
    assert store.blob("b", "me", 0) == b"mine"
    assert store.used("you") == 0


def test_an_id_is_known_whoever_has_it(store: Store) -> None:
    store.put("note", "a", "me", {}, None)
    assert store.knows("note", "a")
    assert not store.knows("letter", "a")


def test_replacing_does_not_bring_back_what_was_deleted(store: Store) -> None:
    store.put("note", "a", "me", {"n": 1}, None)
    assert store.replace("note", "a", "me", {"n": 2}, None)
    assert store.get("note", "a", "me", 0) == {"n": 2}
    store.delete("note", "a", "me")
    assert not store.replace("note", "a", "me", {"n": 3}, None)
    assert store.get("note", "a", "me", 0) is None


def test_a_list_is_in_order_and_goes_on_where_it_was(store: Store) -> None:
    for name in ("c", "a", "d", "b"):
        store.put("note", name, "me", {"name": name}, 50 if name == "b" else None)
    store.put("letter", "bb", "me", {"name": "bb"}, None)
    assert [one["name"] for one in store.list("note", "me", 49, "", 3)] == ["a", "b", "c"]
    assert [one["name"] for one in store.list("note", "me", 50, "a", 3)] == ["c", "d"]
    assert store.list("note", "me", 0, "d", 3) == []


def test_what_has_expired_is_out_of_sight_and_then_removed(store: Store) -> None:
    store.put("note", "a", "me", {"n": 1}, 100.5)
    store.put("note", "b", "me", {"n": 2}, None)
    store.put_blob("c", "me", b"bytes", 100.5)
    assert store.get("note", "a", "me", 100.4) == {"n": 1}
    assert store.get("note", "a", "me", 100.5) is None
    assert store.blob("c", "me", 100.4) == b"bytes"
    assert store.blob("c", "me", 100.5) is None
    assert store.sweep(100.4) == 0
    assert store.sweep(100.5) == 2
    assert store.get("note", "a", "me", 0) is None
    assert not store.knows("note", "a")
    assert store.get("note", "b", "me", 1e12) == {"n": 2}


def test_the_bytes_of_an_owner_are_counted_through_every_change(store: Store) -> None:
    assert store.used("me") == 0
    store.put("note", "a", "me", {"n": "ü"}, None)
    assert store.used("me") == len('{"n":"ü"}'.encode())
    store.put("note", "a", "me", {"n": "longer"}, 5)
    store.put_blob("b", "me", bytes(1000), 5)
    store.put_blob("b", "me", bytes(500), 5)
    store.put("note", "c", "you", {}, None)
    assert store.used("me") == len('{"n":"longer"}') + 500
    store.replace("note", "a", "me", {}, 5)
    assert store.used("me") == 502
    store.delete_blob("b", "me")
    assert store.used("me") == 2
    store.sweep(5)
    assert (store.used("me"), store.used("you")) == (0, 2)


def test_an_owner_keeps_no_more_than_the_limit(url: str) -> None:
    with closing(opened(url, 100)) as store:
        store.put_blob("a", "me", bytes(90), None)
        store.put("note", "b", "me", {"n": 100}, None)  # nine bytes
        with pytest.raises(OverLimit, match="more than 100 bytes"):
            store.put("note", "c", "me", {}, None)
        with pytest.raises(OverLimit):
            store.put_blob("d", "me", b"12", None)
        assert not store.knows("note", "c")
        store.put("note", "c", "you", {}, None)
        store.put_blob("d", "me", b"1", None)
        assert store.used("me") == 100
        store.delete("note", "b", "me")
        store.put("note", "c2", "me", {}, None)


def test_threads_may_share_it(store: Store) -> None:
    def work(number: int) -> None:
        store.put("note", str(number), "me", {"n": number}, None)
        assert store.get("note", str(number), "me", 0) == {"n": number}

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(200)))
    assert len(store.list("note", "me", 0, "", 1000)) == 200


def test_it_is_used_by_two_at_once(shared_url: str) -> None:
    with closing(opened(shared_url)) as one, closing(opened(shared_url)) as other:
        one.put("note", "a", "me", {"n": 1}, None)
        assert other.get("note", "a", "me", 0) == {"n": 1}
        other.delete("note", "a", "me")
        assert one.get("note", "a", "me", 0) is None


def test_an_id_that_no_database_has_is_not_there(store: Store) -> None:
    assert store.get("note", "a\0b", "me", 0) is None
    assert not store.delete("note", "a\0b", "me")
    assert not store.knows("note", "a\0b")


def test_a_closed_store_says_so_and_closes_again(store: Store) -> None:
    store.check()
    store.close()
    store.close()
    with pytest.raises(StoreError):
        store.check()
    with pytest.raises(StoreError):
        store.put("note", "a", "me", {}, None)


def test_a_scheme_of_no_store_is_told_without_its_password() -> None:
    with pytest.raises(StoreError, match="no such kind of store") as told:
        opened("mysql://me:secret@host/x")
    assert "secret" not in str(told.value)


def test_nothing_is_left_in_the_file_of_what_was_removed(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with closing(opened(str(path))) as store:
        for number in range(50):
            store.put("note", f"n{number}", "me", {"text": "a secret"}, 10)
        store.put_blob("b", "me", b"a secret" * 1000, 10)
        store.put("note", "left", "me", {"text": "another"}, None)
        store.sweep(10)
    assert b"another" in path.read_bytes()
    assert b"a secret" not in path.read_bytes()


def _of_another_program(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE notes (text)")


def _of_another_layout(path: Path) -> None:
    opened(str(path)).close()
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA user_version=7")


REFUSED = {
    "no database": (lambda path: path.write_text("x" * 200), "file is not a database"),
    "another program's": (_of_another_program, "it is a database of another program, or of an older version"),
    "another layout": (_of_another_layout, "it has layout 7, this version reads layout 2: name another file"),
    "a folder": (Path.mkdir, "unable to open"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_file_that_is_no_store_of_this_version_is_refused(case: str, tmp_path: Path) -> None:
    made, told = REFUSED[case]
    path = tmp_path / "other.db"
    made(path)
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(StoreError, match=told):
        opened(str(path))
    assert before is None or path.read_bytes() == before
