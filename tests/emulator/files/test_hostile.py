"""Uploads and requests that are wrong, on purpose or not."""

from __future__ import annotations

import base64
import hashlib
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from conformance.emulator import Settings, serving
from conformance.emulator.files.library import PART_BYTES, Library
from conformance.emulator.store import StoreError
from tests.emulator.files.conftest import LIMIT, Files

PART = b"x" * PART_BYTES


@pytest.mark.parametrize("offset", [1, PART_BYTES, 10**14])
def test_bytes_at_the_wrong_place_are_refused_and_the_upload_goes_on(files: Files, offset: int) -> None:
    address = files.opened(3)
    answer = files.chunk(address, b"abc", offset, command="upload, finalize")
    status, _, message = files.refused(answer)
    assert (status, message) == (
        400,
        f"The bytes begin at {offset}, but 0 were received. Query the upload and go on there.",
    )
    assert answer.headers["x-goog-upload-status"] == "active"
    assert files.file(files.chunk(address, b"abc", 0, command="upload, finalize"))


@pytest.mark.parametrize("offset", ["-1", "x", "1e3", "٣", "9" * 400])
def test_an_offset_is_a_number(files: Files, offset: str) -> None:
    headers = {"x-goog-upload-command": "upload", "x-goog-upload-offset": offset.encode()}
    answer = files.http.post(files.opened(3), headers=headers, content=b"abc")  # type: ignore[arg-type]
    assert files.refused(answer) == (400, "INVALID_ARGUMENT", "X-Goog-Upload-Offset is a number of bytes.")


def test_a_file_is_finished_once(files: Files) -> None:
    address = files.opened(3)
    name = files.file(files.chunk(address, b"abc", 0, command="upload, finalize"))["name"]
    for offset in (0, 3):
        answer = files.chunk(address, b"xyz", offset, command="upload, finalize")
        assert files.refused(answer)[2] == "Upload has already been terminated."
        assert answer.headers["x-goog-upload-status"] == "final"
    assert files.refused(files.command(address, "cancel"))[0] == 400
    assert files.get(name)["sizeBytes"] == "3"


def test_a_file_that_is_announced_too_large_is_refused_at_once(files: Files) -> None:
    status, word, message = files.refused(files.start(LIMIT + 1))
    assert (status, word) == (400, "INVALID_ARGUMENT")
    assert str(LIMIT) in message


def test_a_file_that_gets_too_large_is_given_up(files: Files) -> None:
    address = files.opened(None)
    answer = files.chunk(address, PART * 2 + b"x" * 101, 0, command="upload, finalize")
    assert files.refused(answer)[2].startswith("The file is too large")
    assert files.command(address, "query").headers["x-goog-upload-status"] == "cancelled"
    assert files.send("GET", "/files").json() == {}


def test_a_key_that_stores_too_much_is_told_so(files: Files) -> None:
    with serving(stored_limit=2 * PART_BYTES) as url:
        address = files.at(url).opened(3 * PART_BYTES)
        answer = files.chunk(address, PART * 3, 0, command="upload, finalize")
        status, word, message = files.refused(answer)
        assert (status, word) == (429, "RESOURCE_EXHAUSTED")
        assert f"more than {2 * PART_BYTES} bytes" in message
        assert answer.headers["x-goog-upload-status"] == "final"
        assert files.uploaded(b"what was given up takes no room")


def test_more_bytes_than_announced_are_refused(files: Files) -> None:
    address = files.opened(3)
    assert files.refused(files.chunk(address, b"abcd", 0, command="upload, finalize"))[2].startswith("More than the 3")


def test_fewer_bytes_than_announced_are_no_file_yet(files: Files) -> None:
    address = files.opened(PART_BYTES + 3)
    answer = files.chunk(address, PART + b"ab", 0, command="upload, finalize")
    assert files.refused(answer)[2].startswith(f"Only {PART_BYTES + 2} of")
    assert answer.headers["x-goog-upload-size-received"] == str(PART_BYTES)
    assert files.file(files.chunk(address, b"abc", PART_BYTES, command="upload, finalize"))["sizeBytes"] == str(
        PART_BYTES + 3
    )


def test_a_chunk_between_is_a_multiple_of_the_granularity(files: Files) -> None:
    address = files.opened(10)
    assert files.refused(files.chunk(address, b"abc", 0))[2].startswith("Unless it is the last")
    assert files.command(address, "query").headers["x-goog-upload-size-received"] == "0"


def test_two_uploads_at_once_do_not_mix(files: Files) -> None:
    contents = [letter * (PART_BYTES + 1) for letter in (b"a", b"b", b"c")]
    with ThreadPoolExecutor(3) as pool:
        made = list(pool.map(files.uploaded, contents))
    for content, file in zip(contents, made, strict=True):
        assert base64.b64decode(file["sha256Hash"]) == hashlib.sha256(content).digest()


def test_two_requests_of_one_upload_make_one_file(files: Files) -> None:
    address = files.opened(PART_BYTES)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: files.chunk(address, PART, 0, command="upload, finalize"), range(4)))
    assert sorted({answer.status_code for answer in answers} - {409}) in ([200], [200, 400])
    assert [answer.status_code for answer in answers].count(200) == 1
    assert len(files.send("GET", "/files").json()["files"]) == 1


@pytest.mark.parametrize(
    "name",
    [
        "files/",
        "files/../x",
        "files/A",
        "files/-a",
        "files/a-",
        "files/" + "a" * 41,
        "a",
        "files/a/b",
        "files/a.b",
        "/a",
    ],
)
def test_names_are_what_names_may_be(files: Files, name: str) -> None:
    status, word, message = files.refused(files.start(3, name=name))
    assert (status, word) == (400, "INVALID_ARGUMENT")
    assert message.startswith("CreateFileRequest.file.name:")


@pytest.mark.parametrize(
    "path", ["/files/..%2f..%2fetc", "/files/%00", "/files/a%0a", "/files/' OR 1=1", "/files/" + "a" * 3000]
)
def test_names_that_are_none_are_just_not_there(files: Files, path: str) -> None:
    answer = files.send("GET", path)
    assert answer.status_code in (403, 404)
    assert len(answer.content) < 500


@pytest.mark.parametrize(
    "body",
    [
        *(b"[]", b"{", b"\xff", b"[" * 60_000, b"x" * 70_000),
        *(b'{"file": 1}', b'{"file": {"name": 1}}', b'{"file": {"displayName": "\\ud800"}}'),
        b'{"file": {"displayName": "' + b"x" * 513 + b'"}}',
    ],
)
def test_metadata_that_is_none_is_refused(files: Files, body: bytes) -> None:
    headers = {"x-goog-upload-protocol": "resumable", "x-goog-upload-command": "start"}
    answer = files.send("POST", files.address, headers=headers, content=body)
    assert files.refused(answer)[:2] == (400, "INVALID_ARGUMENT")


@pytest.mark.parametrize("headers", [{"x-goog-upload-protocol": "ftp"}, {"x-goog-upload-protocol": "resumable"}])
def test_protocols_and_commands_are_known_ones(files: Files, headers: dict[str, str]) -> None:
    answer = files.send("POST", files.address, headers=headers)
    assert files.refused(answer)[0] == 400
    assert files.refused(files.command(files.opened(3), "upload, cancel"))[0] == 400


@pytest.mark.parametrize(
    "content_type",
    ["multipart/form-data; boundary=b", "multipart/related", "multipart/related; boundary=c", "text/plain"],
)
def test_a_multipart_upload_has_two_parts(files: Files, content_type: str) -> None:
    headers = {"x-goog-upload-protocol": "multipart", "content-type": content_type}
    body = b"--b\r\n\r\n{}\r\n--b\r\n\r\nx\r\n--b--"
    answer = files.send("POST", files.address, headers=headers, content=body)
    assert files.refused(answer)[0] == 400


def test_an_upload_that_nobody_started(files: Files) -> None:
    address = files.address + "?upload_id=guessed"
    assert files.refused(files.chunk(address, b"abc", 0))[:2] == (404, "NOT_FOUND")


@pytest.mark.parametrize(
    ("method", "path", "status", "word"),
    [
        *[("PUT", "/files", 405, "UNIMPLEMENTED"), ("POST", "/files", 405, "UNIMPLEMENTED")],
        *[("PATCH", "/files/x", 405, "UNIMPLEMENTED"), ("GET", "/files/a/b/c", 404, "NOT_FOUND")],
        *[("GET", "/files/", 404, "NOT_FOUND"), ("POST", "/files:forget", 404, "NOT_FOUND")],
    ],
)
def test_what_is_not_there_is_told_in_the_same_shape(
    files: Files, method: str, path: str, status: int, word: str
) -> None:
    assert files.refused(files.send(method, path))[:2] == (status, word)


def test_a_store_that_does_not_answer_is_told_in_the_same_shape(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise StoreError("the disk is on fire")

    monkeypatch.setattr(Library, "all", broken)
    assert files.refused(files.send("GET", "/files"))[:2] == (503, "UNAVAILABLE")


def test_media_types_are_media_types(files: Files) -> None:
    assert files.refused(files.start(3, mime_type="<script>"))[0] == 400


@pytest.mark.parametrize(
    "query", [{"pageToken": "x"}, {"pageToken": "bm9uZQ=="}, {"pageSize": "-1"}, {"pageSize": "many"}]
)
def test_pages_that_are_none(files: Files, query: dict[str, str]) -> None:
    assert files.refused(files.send("GET", "/files", params=query))[:2] == (400, "INVALID_ARGUMENT")


@pytest.mark.parametrize(("key", "status"), [("", 403), ("invalid", 400)])
def test_keys_are_asked_for(files: Files, key: str, status: int) -> None:
    nobody = files.as_key(key)
    assert nobody.refused(nobody.send("GET", "/files"))[0] == status
    assert nobody.refused(nobody.start(3))[0] == status


def test_a_key_may_stand_in_the_query(files: Files) -> None:
    name = files.uploaded(b"abc")["name"]
    assert files.http.get(f"/v1beta/{name}", params={"key": files.key}).status_code == 200


@pytest.mark.parametrize("settings", [{"file_limit": 0}, {"file_seconds": -1.0}, {"file_seconds": float("nan")}])
def test_settings_that_make_no_sense(settings: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(settings))):
        Settings(**settings)


@pytest.mark.parametrize("uris", [None, [], ["https://a/b"], ["gs://b"], [1], ["gs://bucket/x"] * 101])
def test_what_is_registered_is_in_googles_storage(files: Files, uris: object) -> None:
    headers = {"authorization": "Bearer t"}
    answer = files.send("POST", "/files:register", json={"uris": uris}, headers=headers)
    assert files.refused(answer)[:2] == (400, "INVALID_ARGUMENT")
