"""What can be done with files: get, list, delete; who may, and for how long."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.emulator import serving
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
        assert files.start(3).status_code == 404
        assert files.send("GET", "/files").status_code == 404


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
