"""Several instances over one store: an upload goes on at any of them, and its file is at all of them."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from contextlib import ExitStack

import httpx
import pytest

from conformance.emulator import serving
from conformance.emulator.files.library import PART_BYTES
from tests.emulator.files.conftest import Files, Now

FILM = bytes(range(256)) * (PART_BYTES // 256) + b"the end"


@pytest.fixture
def instances(shared_url: str) -> Iterator[list[Files]]:
    """Clients of three instances over one store."""
    now = Now()
    with ExitStack() as stack:
        urls = [stack.enter_context(serving(store=shared_url, clock=now)) for _ in range(3)]
        clients = [stack.enter_context(httpx.Client(base_url=url, verify=False, timeout=30)) for url in urls]
        yield [Files(client, now) for client in clients]


def test_an_upload_goes_on_at_another_instance(instances: list[Files]) -> None:
    one, two, three = instances
    path = one.opened(len(FILM), "video/mp4").partition("/upload/")[2]

    def address(files: Files) -> str:
        return f"{str(files.http.base_url).rstrip('/')}/upload/{path}"

    two.chunk(address(two), FILM[:PART_BYTES], 0)
    query = three.command(address(three), "query")
    assert query.headers["x-goog-upload-size-received"] == str(PART_BYTES)
    file = three.file(three.chunk(address(three), FILM[PART_BYTES:], PART_BYTES, command="upload, finalize"))
    assert base64.b64decode(file["sha256Hash"]) == hashlib.sha256(FILM).digest()
    assert {files.get(file["name"])["sha256Hash"] for files in instances} == {file["sha256Hash"]}
    assert one.refused(one.start(3, name=file["name"]))[0] == 409
    assert two.send("DELETE", "/" + file["name"]).status_code == 200
    assert {files.send("GET", "/" + file["name"]).status_code for files in instances} == {403}
