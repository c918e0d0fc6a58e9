"""The Files API: what is uploaded in chunks becomes active, is listed, is used by its address, and can be deleted."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import io
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.types import Scope

from conformance import media
from tests.sdk.dialect import MODEL, Dialect

pytestmark = [pytest.mark.sdk, pytest.mark.behaviour("files")]

CHUNK = 8 << 20
FILM = media.mp4() + b"\0" * (CHUNK + 5)
SECONDS = 10.0


@pytest.fixture
def files(client: Any) -> Iterator[Any]:
    """``client.files``, without a file before and after."""
    yield client.files
    for file in list(client.files.list()):
        client.files.delete(name=file.name)


def awaited(files: Any, name: str) -> Any:
    """The file, as soon as it is no longer being processed."""
    deadline = time.monotonic() + SECONDS
    while (file := files.get(name=name)).state == "PROCESSING":
        assert time.monotonic() < deadline, "it is still being processed"
        time.sleep(0.05)
    return file


def test_a_film_is_uploaded_and_shown(
    files: Any, interactions: Any, dialect: Dialect, tmp_path: Path, requests: list[Scope]
) -> None:
    path = tmp_path / "film.mp4"
    path.write_bytes(FILM)
    file = files.upload(file=path, config={"display_name": "my film"})
    assert len([request for request in requests if request["path"].startswith("/upload/")]) == 3
    assert (file.state, file.source) == ("PROCESSING", "UPLOADED")
    assert (file.mime_type, file.display_name, file.size_bytes) == ("video/mp4", "my film", len(FILM))
    assert base64.b64decode(file.sha256_hash) == hashlib.sha256(FILM).digest()
    assert (file.expiration_time - file.create_time).total_seconds() == 48 * 3600
    assert awaited(files, file.name).state == "ACTIVE"
    question = {"type": "text", "text": "What is this?"}
    made = interactions.create(model=MODEL, input=[{"type": "video", "uri": file.uri}, question])
    told = f"I was given 1 video (my film, video/mp4, {len(FILM):,} bytes)."
    assert dialect.text(made).startswith(told)


def test_what_is_no_film_is_active_at_once(files: Any) -> None:
    for data in (b"", media.png()):
        file = files.upload(file=io.BytesIO(data), config={"mime_type": "image/png"})
        assert (file.state, file.size_bytes, file.display_name) == ("ACTIVE", len(data), None)


def test_files_are_listed_page_by_page(files: Any) -> None:
    made = [files.upload(file=io.BytesIO(b"x"), config={"mime_type": "text/plain"}).name for _ in range(5)]
    pager = files.list(config={"page_size": 2})
    assert len(pager) == 2
    assert sorted(file.name for file in pager) == sorted(made)


def test_a_name_is_taken_until_it_is_deleted(files: Any) -> None:
    from google.genai import errors

    config = {"mime_type": "text/plain", "name": "my-notes"}
    assert files.upload(file=io.BytesIO(b"x"), config=config).name == "files/my-notes"
    with pytest.raises(errors.ClientError) as taken:
        files.upload(file=io.BytesIO(b"x"), config=config)
    assert (taken.value.code, taken.value.status) == (409, "ALREADY_EXISTS")
    files.delete(name="files/my-notes")
    with pytest.raises(errors.ClientError) as gone:
        files.get(name="my-notes")
    assert (gone.value.code, gone.value.status) == (403, "PERMISSION_DENIED")
    assert files.upload(file=io.BytesIO(b"x"), config=config)


def test_a_name_that_cannot_be_one_is_refused(files: Any) -> None:
    from google.genai import errors

    with pytest.raises(errors.ClientError, match="lowercase alphanumeric") as refused:
        files.upload(file=io.BytesIO(b"x"), config={"mime_type": "text/plain", "name": "My Notes"})
    assert (refused.value.code, refused.value.status) == (400, "INVALID_ARGUMENT")


def test_a_file_that_is_gone_cannot_be_used(files: Any, interactions: Any) -> None:
    from google.genai import _interactions

    file = files.upload(file=io.BytesIO(media.png()), config={"mime_type": "image/png"})
    files.delete(name=file.name)
    with pytest.raises(_interactions.PermissionDeniedError, match="You do not have permission to access the File"):
        interactions.create(model=MODEL, input=[{"type": "image", "uri": file.uri}])


def test_what_a_model_made_is_downloaded(files: Any, interactions: Any, dialect: Dialect) -> None:
    if not dialect.has_steps:
        with pytest.raises(ValueError, match="Only generated files can be downloaded"):
            files.download(file=files.upload(file=io.BytesIO(b"x"), config={"mime_type": "text/plain"}))
        return
    form = {"type": "image", "delivery": "uri"}
    made = interactions.create(model="gemini-3-pro-image-preview", input="A cat", response_format=form)
    (picture,) = [part for part in dialect.blocks(made)[-1].content if part.type == "image"]
    (file,) = files.list()
    assert (file.source, file.download_uri) == ("GENERATED", picture.uri)
    assert files.download(file=file).startswith(b"\xff\xd8\xff")


def test_the_asynchronous_client_uploads_as_well(connect: Callable[..., Any], files: Any) -> None:
    client = connect()

    async def uploaded() -> Any:
        made = await client.aio.files.upload(file=io.BytesIO(FILM), config={"mime_type": "video/mp4"})
        await client.aio.aclose()
        return made

    file = asyncio.run(uploaded())
    assert base64.b64decode(file.sha256_hash) == hashlib.sha256(FILM).digest()
