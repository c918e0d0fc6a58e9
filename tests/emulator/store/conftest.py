"""A store of each kind, and a PostgreSQL that is started for whoever asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from conformance.emulator.store import Store, opened
from tests.emulator.store.postgresql import Cluster, NoPostgreSQL, running

POSTGRESQL = pytest.param("postgresql", marks=pytest.mark.postgres)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL of the tests' own."""
    try:
        with running() as cluster:
            yield cluster
    except NoPostgreSQL as told:
        pytest.fail(str(told), pytrace=False)


@pytest.fixture
def postgresql(cluster: Cluster) -> str:
    """The URL of a database with nothing in it."""
    import psycopg

    with psycopg.connect(cluster.url, autocommit=True) as connection:
        connection.execute("DROP SCHEMA IF EXISTS conformance CASCADE")
    return cluster.url


@pytest.fixture(params=["file", POSTGRESQL])
def shared_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of each kind of store that several processes can use."""
    return str(tmp_path / "store.db") if request.param == "file" else request.getfixturevalue("postgresql")


@pytest.fixture(params=["memory", "file", POSTGRESQL])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of each kind of store."""
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgresql"))
    return ":memory:" if request.param == "memory" else str(tmp_path / "store.db")


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """A store of each kind; a test that asks for it runs on all of them."""
    with closing(opened(url)) as store:
        yield store
