"""Uploading: the resumable protocol as the SDKs speak it, and the two short ones."""

from __future__ import annotations

import base64
import hashlib
import os

import pytest

from conformance.emulator.files.library import PART_BYTES
from tests.emulator.files.conftest import Files, until

BIG = os.urandom(PART_BYTES) * 2 + b"the end"


def test_a_file_comes_in_chunks_of_eight_mebibytes(files: Files) -> None:
    address = files.opened(len(BIG), "video/mp4", displayName="Film ä")
    for offset in (0, PART_BYTES):
        answer = files.chunk(address, BIG[offset : offset + PART_BYTES], offset)
        assert (answer.status_code, answer.headers["x-goog-upload-status"], answer.content) == (200, "active", b"")
    file = files.file(files.chunk(address, b"the end", 2 * PART_BYTES, command="upload, finalize"))
    assert file["sizeBytes"] == str(len(BIG))
    assert base64.b64decode(file["sha256Hash"]) == hashlib.sha256(BIG).digest()
    assert (file["mimeType"], file["displayName"], file["source"]) == ("video/mp4", "Film ä", "UPLOADED")


def test_start_says_where_to_send_what(files: Files) -> None:
    answer = files.start(3)
    assert answer.headers["x-goog-upload-chunk-granularity"] == str(PART_BYTES)
    address = answer.headers["x-goog-upload-url"]
    assert address.startswith(files.address + "?upload_id=")
    assert files.key not in address
    assert answer.content == b""


def test_several_parts_may_come_in_one_request(files: Files) -> None:
    """The documented curl sample sends the whole file at once."""
    file = files.uploaded(BIG)
    assert file["sizeBytes"] == str(len(BIG))
    assert base64.b64decode(file["sha256Hash"]) == hashlib.sha256(BIG).digest()


def test_finalize_may_come_by_itself(files: Files) -> None:
    address = files.opened(PART_BYTES)
    files.chunk(address, BIG[:PART_BYTES], 0)
    assert files.file(files.command(address, "finalize"))["sizeBytes"] == str(PART_BYTES)


def test_an_empty_file_is_one(files: Files) -> None:
    assert files.uploaded(b"")["sizeBytes"] == "0"


def test_an_upload_whose_size_was_not_announced(files: Files) -> None:
    address = files.opened(None)
    assert files.file(files.chunk(address, b"abc", 0, command="upload, finalize"))["sizeBytes"] == "3"


def test_what_was_interrupted_goes_on_where_the_query_says(files: Files) -> None:
    address = files.opened(len(BIG))
    headers = {"x-goog-upload-command": "upload", "x-goog-upload-offset": "0"}

    def broken() -> object:
        yield BIG[: PART_BYTES + 1000]
        raise ConnectionError

    with pytest.raises(ConnectionError):
        files.http.post(address, headers=headers, content=broken())  # type: ignore[arg-type]
    # The server sees the end of the connection a moment later; until then it is busy with the broken request.
    received = "x-goog-upload-size-received"
    query = until(lambda: files.command(address, "query"), lambda answer: answer.headers[received] == str(PART_BYTES))
    assert (query.status_code, query.headers["x-goog-upload-status"]) == (200, "active")
    rest = BIG[PART_BYTES:]
    answer = until(
        lambda: files.chunk(address, rest, PART_BYTES, command="upload, finalize"),
        lambda answer: answer.status_code != 409,
    )
    assert base64.b64decode(files.file(answer)["sha256Hash"]) == hashlib.sha256(BIG).digest()


def test_a_query_after_the_end_gives_the_file_again(files: Files) -> None:
    """So a client whose last answer was lost learns what became of its upload."""
    address = files.opened(3)
    file = files.file(files.chunk(address, b"abc", 0, command="upload, finalize"))
    assert files.file(files.command(address, "query")) == file


def test_a_cancelled_upload_is_over(files: Files) -> None:
    address = files.opened(3)
    assert files.command(address, "cancel").headers["x-goog-upload-status"] == "cancelled"
    answer = files.chunk(address, b"abc", 0, command="upload, finalize")
    assert files.refused(answer) == (400, "INVALID_ARGUMENT", "Upload has already been terminated.")
    assert files.command(address, "query").headers["x-goog-upload-status"] == "cancelled"


@pytest.mark.parametrize("prefix", ["/v1beta", "/v1"])
def test_it_works_below_both_prefixes(files: Files, prefix: str) -> None:
    files.prefix = prefix
    file = files.uploaded(b"abc")
    assert file["uri"] == f"{str(files.http.base_url).rstrip('/')}{prefix}/{file['name']}"
    assert files.get(file["name"]) == file
    assert files.send("GET", file["uri"]).json() == file


def test_raw_bytes_are_a_file(files: Files) -> None:
    address = files.address
    file = files.file(
        files.send("POST", address, content=b"a,b\n", headers={"content-type": "text/csv; charset=utf-8"})
    )
    assert (file["mimeType"], file["sizeBytes"]) == ("text/csv", "4")


@pytest.mark.parametrize(
    "said", [{"headers": {"x-goog-upload-protocol": "multipart"}}, {"params": {"uploadType": "multipart"}}]
)
def test_metadata_and_bytes_may_come_together(files: Files, said: dict[str, dict[str, str]]) -> None:
    data = b"\r\n--x\r\n\x00\xff\r\n"
    body = b'--b\r\ncontent-type: application/json\r\n\r\n{"file": {"displayName": "both"}}\r\n'
    body += b"--b\r\nContent-Type: image/gif\r\n\r\n" + data + b"\r\n--b--\r\n"
    headers = {"content-type": "multipart/related; boundary=b", **said.get("headers", {})}
    file = files.file(files.send("POST", files.address, content=body, headers=headers, params=said.get("params")))
    assert (file["displayName"], file["mimeType"], file["sizeBytes"]) == ("both", "image/gif", str(len(data)))
    assert base64.b64decode(file["sha256Hash"]) == hashlib.sha256(data).digest()


def test_metadata_may_be_as_the_curl_sample_has_it(files: Files) -> None:
    headers = {"x-goog-upload-protocol": "resumable", "x-goog-upload-command": "start"}
    body = "{'file': {'display_name': 'TEXT'}}"
    answer = files.send("POST", files.address, headers=headers, content=body)
    address = answer.headers["x-goog-upload-url"]
    assert files.file(files.chunk(address, b"abc", 0, command="upload, finalize"))["displayName"] == "TEXT"


def test_the_media_type_is_the_one_that_was_said(files: Files) -> None:
    assert files.uploaded(b"", "Image/PNG; x=1")["mimeType"] == "image/png"
    headers = {
        "x-goog-upload-protocol": "resumable",
        "x-goog-upload-command": "start",
        "x-goog-upload-file-name": "a.pdf",
    }
    answer = files.send("POST", files.address, headers=headers)
    address = answer.headers["x-goog-upload-url"]
    assert files.file(files.chunk(address, b"", 0, command="upload, finalize"))["mimeType"] == "application/pdf"
