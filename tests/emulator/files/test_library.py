"""What can be done with files: get, list, delete; who may, and for how long."""

from __future__ import annotations

import base64
import json
import struct
from pathlib import Path

import pytest

from conformance import media
from conformance.emulator import serving
from conformance.emulator.files.duration import video_duration
from conformance.schema import load
from tests.emulator.files.conftest import NOW, Files, Json, Now

HOUR = 3600


def test_a_file_is_shown_as_the_service_shows_it(files: Files) -> None:
    file = files.uploaded(b"abc", "text/plain", displayName="letters")
    assert list(file) == [
        *("name", "displayName", "mimeType", "sizeBytes", "createTime", "updateTime", "expirationTime"),
        *("sha256Hash", "uri", "state", "source"),
    ]
    assert file["createTime"] == "2026-11-18T11:06:40.000000Z"
    assert file["expirationTime"] == "2026-11-20T11:06:40.000000Z"


def test_a_video_takes_a_moment(files: Files) -> None:
    file = files.uploaded(b"film", "video/mp4")
    assert file["state"] == "PROCESSING"
    files.now.seconds += 0.5
    shown = files.get(file["name"])
    assert shown["state"] == "ACTIVE"
    assert shown["updateTime"] > file["createTime"]


@pytest.mark.parametrize("mime_type", ["image/png", "text/plain", "video/mp4"])
def test_how_long_it_takes_can_be_set(mime_type: str, files: Files) -> None:
    with serving(clock=(now := Now()), file_seconds=10) as url:
        files.at(url)
        name = files.uploaded(b"abc", mime_type)["name"]
        now.seconds += 9.9
        assert files.get(name)["state"] == "PROCESSING"
        now.seconds += 0.1
        assert files.get(name)["state"] == "ACTIVE"


def test_after_two_days_it_is_gone(files: Files) -> None:
    file = files.uploaded(b"abc")
    files.now.seconds = NOW + 48 * HOUR - 1
    assert files.get(file["name"])
    files.now.seconds = NOW + 48 * HOUR
    assert files.refused(files.send("GET", "/" + file["name"]))[0] == 403
    assert files.send("GET", "/files").json() == {}


def test_the_file_of_another_key_does_not_exist(files: Files) -> None:
    name = files.uploaded(b"abc", name="files/private-of-mine")["name"]
    other = files.as_key("other")
    status, word, message = other.refused(other.send("GET", "/" + name))
    assert (status, word) == (403, "PERMISSION_DENIED")
    assert message == "You do not have permission to access the File private-of-mine or it may not exist."
    assert other.refused(other.send("DELETE", "/" + name))[0] == 403
    assert other.send("GET", "/files").json() == {}
    assert files.get(name)


def test_what_was_deleted_is_gone(files: Files) -> None:
    name = files.uploaded(b"abc")["name"]
    answer = files.send("DELETE", "/" + name)
    assert (answer.status_code, answer.json()) == (200, {})
    assert files.refused(files.send("GET", "/" + name))[0] == 403
    assert files.refused(files.send("DELETE", "/" + name))[0] == 403


def test_a_name_that_was_deleted_is_free_again(files: Files) -> None:
    files.uploaded(b"abc", name="files/again")
    assert files.refused(files.start(3, name="files/again"))[:2] == (409, "ALREADY_EXISTS")
    files.send("DELETE", "/files/again")
    assert files.uploaded(b"abc", name="files/again")["name"] == "files/again"


def test_files_are_listed_page_by_page_the_newest_first(files: Files) -> None:
    made: list[Json] = []
    for _ in range(5):
        made.insert(0, files.uploaded(b"abc"))
        files.now.seconds += 1
    seen, token = [], ""
    for size in (2, 2, 1):
        page = files.valid("FileList", files.send("GET", "/files", params={"pageSize": 2, "pageToken": token}))
        assert len(page["files"]) == size
        seen += page["files"]
        token = page.get("nextPageToken", "")
    assert token == ""
    assert seen == made


def test_files_of_one_moment_are_all_listed(files: Files) -> None:
    names = {files.uploaded(b"abc")["name"] for _ in range(12)}
    first = files.send("GET", "/files").json()
    assert len(first["files"]) == 10
    rest = files.send("GET", "/files", params={"pageToken": first["nextPageToken"], "pageSize": 1000}).json()
    assert {file["name"] for file in first["files"] + rest["files"]} == names


def test_an_uploaded_file_cannot_be_downloaded(files: Files) -> None:
    name = files.uploaded(b"abc")["name"]
    answer = files.send("GET", f"/{name}:download", params={"alt": "media"})
    assert files.refused(answer)[:2] == (400, "FAILED_PRECONDITION")


def test_the_length_of_a_video_is_told_once_it_is_active(files: Files) -> None:
    file = files.uploaded(media.mp4(), "video/mp4")
    assert "videoMetadata" not in file
    files.now.seconds += 1
    assert files.get(file["name"])["videoMetadata"] == {"videoDuration": "2s"}


@pytest.mark.parametrize(
    ("header", "told"),
    [
        (b"\0" + bytes(11) + struct.pack(">II", 1000, 2500), "2.500s"),
        (b"\1" + bytes(19) + struct.pack(">IQ", 600, 6000), "10s"),
        *((b"\0" + bytes(11) + struct.pack(">II", 0, 1), None), (b"\2" + bytes(40), None), (b"\0", None), (b"", None)),
    ],
)
def test_the_length_of_a_video_is_read_from_its_header(header: bytes, told: str | None) -> None:
    film = b"x" * 50 + b"mvhd" + header
    for cut in range(len(film)):
        assert video_duration([film[:cut], film[cut:]]) == told, cut
    assert video_duration([]) is None
    assert video_duration([b"no film", b""]) is None


PICTURE = {"model": "gemini-3-pro-image-preview", "input": "A cat"}


def drawn(files: Files, revision: str, **form: str) -> Json:
    """The picture in the answer to a request for one."""
    asked = {**PICTURE, "response_format": {"type": "image", **form}}
    answer = files.send("POST", "/interactions", json=asked, headers={"api-revision": revision})
    assert answer.status_code == 200, answer.text
    made = answer.json()
    wrong = load(revision).check("Interaction", made, profile="strict")
    assert [str(violation) for violation in wrong] == []
    return next(block for block in made["steps"][-1]["content"] if block["type"] == "image")


@pytest.mark.parametrize("revision", ["2026-05-20", "2026-11-16"])
def test_media_may_be_delivered_by_address(files: Files, revision: str) -> None:
    inline, named = drawn(files, revision, delivery="inline"), drawn(files, revision, delivery="uri")
    assert "uri" not in inline
    assert list(named) == ["mime_type", "uri", "type"]
    (file,) = files.valid("FileList", files.send("GET", "/files"))["files"]
    assert (file["source"], file["state"], file["downloadUri"]) == ("GENERATED", "ACTIVE", named["uri"])
    content = files.send("GET", named["uri"])
    assert content.headers["content-type"] == "image/jpeg"
    assert content.content == base64.b64decode(inline["data"])
    assert files.refused(files.send("GET", f"/{file['name']}:download"))[0] == 400
    other = files.as_key("other")
    assert other.refused(other.send("GET", file["downloadUri"]))[0] == 403


def test_what_is_delivered_by_address_is_so_in_streams_and_can_be_shown_again(files: Files) -> None:
    asked = {**PICTURE, "response_format": {"type": "image", "delivery": "uri"}, "stream": True}
    answer = files.send("POST", "/interactions", json=asked)
    events = [json.loads(line[6:]) for line in answer.text.splitlines() if line.startswith("data: {")]
    (delta,) = [event["delta"] for event in events if event.get("delta", {}).get("type") == "image"]
    assert "data" not in delta
    shown = {"model": "gemini-2.5-flash", "input": [{"type": "image", "uri": delta["uri"]}]}
    again = files.send("POST", "/interactions", json=shown)
    assert "image/jpeg" in again.text
    assert again.status_code == 200


def test_objects_in_googles_storage_are_registered(files: Files) -> None:
    body = {"uris": ["gs://bucket/a/cat.png"]}
    assert files.refused(files.send("POST", "/files:register", json=body))[0] == 403
    answer = files.send("POST", "/files:register", json=body, headers={"authorization": "Bearer token"})
    (file,) = files.valid("FileList", answer)["files"]
    assert (file["uri"], file["mimeType"], file["source"]) == ("gs://bucket/a/cat.png", "image/png", "REGISTERED")
    assert files.get(file["name"]) == file


def test_the_newer_prefix_is_not_there_on_an_earlier_day(files: Files) -> None:
    with serving(as_of="2026-05-25") as url:
        files.at(url)
        assert files.uploaded(b"abc")
        files.prefix = "/v1"
        assert files.refused(files.start(3))[:2] == (404, "NOT_FOUND")
        assert files.refused(files.send("GET", "/files"))[:2] == (404, "NOT_FOUND")


def test_files_outlive_a_restart(files: Files, tmp_path: Path) -> None:
    store, now = str(tmp_path / "store.db"), Now()
    with serving(store=store, clock=now) as url:
        files.at(url)
        done, begun = files.uploaded(b"abc"), files.opened(3)
    with serving(store=store, clock=now) as url:
        files.at(url)
        assert files.get(done["name"])["sha256Hash"] == done["sha256Hash"]
        address = url + begun[begun.index("/upload") :]
        assert files.file(files.chunk(address, b"abc", 0, command="upload, finalize"))
