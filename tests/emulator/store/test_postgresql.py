"""What PostgreSQL has of its own: a server that may be gone, tables of another version, a password in the URL."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from conformance.emulator import serving
from conformance.emulator.store import StoreError, opened, postgresql

if TYPE_CHECKING:
    from tests.emulator.store.postgresql import Cluster

PATH = "/v1beta/interactions"
KEY = {"x-goog-api-key": "k"}
HELLO: dict[str, Any] = {"model": "gemini-2.5-flash", "input": "Hi."}


@pytest.mark.postgres
def test_while_the_server_is_gone_requests_fail_and_afterwards_they_do_not(postgresql: str, cluster: Cluster) -> None:
    with serving(store=postgresql) as url, httpx.Client(base_url=url, headers=KEY, timeout=60) as http:
        made = http.post(PATH, json=HELLO).json()
        cluster.stop()
        try:
            assert http.get("/health").status_code == 503
            refused = http.post(PATH, json=HELLO)
            assert (refused.status_code, refused.json()["error"]["code"]) == (503, "service_unavailable")
        finally:
            cluster.start()
        assert http.get("/health").status_code == 200
        assert http.get(f"{PATH}/{made['id']}").json()["steps"][1:] == made["steps"]


@pytest.mark.postgres
def test_tables_of_another_layout_are_refused(postgresql: str) -> None:
    import psycopg

    opened(postgresql).close()
    with psycopg.connect(postgresql, autocommit=True) as connection:
        connection.execute("UPDATE conformance.layout SET number = 7")
    with pytest.raises(StoreError, match="schema conformance has layout 7, this version reads layout 2"):
        opened(postgresql)


@pytest.mark.postgres
@pytest.mark.parametrize("url", ["postgresql://me:secret@127.0.0.1:1/x", "postgresql://me@/x?host=/nowhere"])
def test_what_cannot_be_reached_is_told_in_a_line_without_the_password(url: str) -> None:
    with pytest.raises(StoreError) as told:
        opened(url)
    assert "secret" not in str(told.value)
    assert "\n" not in str(told.value)


def test_without_psycopg_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgresql, "psycopg", None)
    with pytest.raises(StoreError, match=r"me:…@host/x: this needs psycopg: pip install") as told:
        opened("postgresql://me:secret@host/x")
    assert "secret" not in str(told.value)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://me:secret@host:5432/x?a=b", "postgresql://me:…@host:5432/x?a=b"),
        ("postgresql://me@host/x", "postgresql://me@host/x"),
        ("postgresql:///x?host=/tmp&password=secret&user=me", "postgresql:///x?host=/tmp&password=…&user=me"),
    ],
)
def test_a_password_is_never_shown(url: str, shown: str) -> None:
    assert postgresql.without_password(url) == shown


def test_psycopg_is_not_loaded_for_other_stores() -> None:
    import subprocess

    code = "import sys, conformance.emulator as e; e.create_app(); sys.exit('psycopg' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
