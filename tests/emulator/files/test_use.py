"""Uploaded and registered files as input of interactions, at every revision."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from conformance.emulator import serving
from conformance.revisions import NAMES
from tests.emulator.files.conftest import NOW, Files, Json, Now

QUESTION = {"type": "text", "text": "What is this?"}
HOUR = 3600


@pytest.fixture(params=NAMES, scope="module")
def revision(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def base_url(now: Now, revision: str) -> Iterator[str]:
    with serving(clock=now, revision=revision) as url:
        yield url


def create(files: Files, *contents: Json, **body: object) -> tuple[int, Json]:
    """The status and body of a create with ``contents`` and a question."""
    asked = {"model": "gemini-2.5-flash", "input": [*contents, QUESTION], **body}
    answer = files.send("POST", "/interactions", json=asked, headers={"api-revision": files.revision})
    return answer.status_code, answer.json()


def text(interaction: Json) -> str:
    """All text that the model produced."""
    blocks = interaction.get("outputs") or [block for step in interaction["steps"] for block in step.get("content", [])]
    return "".join(block["text"] for block in blocks if block["type"] == "text")


@pytest.fixture(autouse=True)
def speaks(files: Files, revision: str) -> None:
    files.revision = revision


@pytest.mark.parametrize(
    ("kind", "mime_type"),
    [
        *[("image", "image/png"), ("image", "image/jpg"), ("audio", "audio/x-wav"), ("video", "video/quicktime")],
        *[("document", "application/pdf"), ("document", "text/markdown"), ("document", "text/csv")],
    ],
)
def test_a_file_is_used_by_its_address(files: Files, kind: str, mime_type: str) -> None:
    file = files.uploaded(b"12345", mime_type, displayName="my thing")
    files.now.seconds += 1
    status, made = create(files, {"type": kind, "uri": file["uri"]})
    assert status == 200, made
    assert text(made) == f"I was given 1 {kind} (my thing, {mime_type}, 5 bytes). You asked: What is this?"
    assert {item["modality"] for item in made["usage"]["input_tokens_by_modality"]} == {"text", kind}


def test_the_input_is_kept_as_it_was_sent(files: Files) -> None:
    block = {"uri": files.uploaded()["uri"], "type": "image"}
    _, made = create(files, block)
    files.send("DELETE", "/files/" + block["uri"].rpartition("/")[2])
    answer = files.send("GET", f"/interactions/{made['id']}", params={"include_input": "true"})
    shown = answer.json()
    inputs = shown["steps"][0]["content"] if "steps" in shown else shown["input"]
    assert block in inputs or block in inputs[0]["content"]


@pytest.mark.parametrize(
    "address",
    [
        "https://generativelanguage.googleapis.com/v1beta/files/{}",
        "https://generativelanguage.googleapis.com/v1/files/{}",
        "https://generativelanguage.googleapis.com/files/{}",
        "http://emulator.test:8080/v1beta/files/{}",
        "https://emulator.test/v1/files/{}",
    ],
)
def test_a_file_may_be_named_at_any_host_that_the_api_is_reached_by(files: Files, address: str) -> None:
    file = files.uploaded(b"12345")
    name = file["name"].removeprefix("files/")
    assert "5 bytes" in text(create(files, {"type": "image", "uri": address.format(name)})[1])
    status, refused = create(files, {"type": "image", "uri": address.format(name + "x")})
    assert (status, refused["error"]["code"]) == (403, "permission_denied")


def test_a_file_that_is_not_active_is_refused(files: Files) -> None:
    file = files.uploaded(b"film", "video/mp4")
    status, refused = create(files, {"type": "video", "uri": file["uri"]})
    assert (status, refused["error"]["code"]) == (400, "failed_precondition")
    name = file["name"].removeprefix("files/")
    assert refused["error"]["message"] == f"The File {name} is not in an ACTIVE state and usage is not allowed."
    files.now.seconds += 0.5
    assert create(files, {"type": "video", "uri": file["uri"]})[0] == 200


def test_a_file_that_is_gone_is_refused(files: Files) -> None:
    deleted, expiring = files.uploaded(), files.uploaded()
    files.send("DELETE", "/" + deleted["name"])
    files.now.seconds = NOW + 48 * HOUR
    for file in (deleted, expiring):
        status, refused = create(files, {"type": "image", "uri": file["uri"]})
        assert (status, refused["error"]["code"]) == (403, "permission_denied")
        assert refused["error"]["message"].startswith("You do not have permission to access the File ")


def test_the_file_of_another_key_is_refused_like_none(files: Files) -> None:
    block = {"type": "image", "uri": files.uploaded()["uri"]}
    status, refused = create(files.as_key("other"), block)
    assert (status, refused["error"]["code"]) == (403, "permission_denied")
    assert create(files, block)[0] == 200


def test_a_file_of_another_kind_is_refused(files: Files) -> None:
    file = files.uploaded(b"%PDF", "application/pdf")
    status, refused = create(files, {"type": "image", "uri": file["uri"]})
    assert (status, refused["error"]["code"]) == (400, "invalid_request")
    assert "application/pdf" in refused["error"]["message"]


def test_what_the_block_says_of_a_file_counts(files: Files) -> None:
    file = files.uploaded(b"%PDF", "application/octet-stream")
    assert create(files, {"type": "document", "uri": file["uri"]})[0] == 400
    status, made = create(files, {"type": "document", "uri": file["uri"], "mime_type": "application/pdf"})
    assert status == 200
    assert f"({file['name']}, application/pdf, 4 bytes)" in text(made)


def test_objects_have_to_be_registered(files: Files) -> None:
    block = {"type": "image", "uri": "gs://bucket/cat.png"}
    status, refused = create(files, block)
    assert (status, refused["error"]["code"]) == (400, "invalid_request")
    assert "FileService.RegisterFile" in refused["error"]["message"]
    headers = {"authorization": "Bearer token"}
    files.send("POST", "/files:register", json={"uris": [block["uri"]]}, headers=headers)
    assert "gs://bucket/cat.png, image/png" in text(create(files, block)[1])
    assert create(files.as_key("other"), block)[0] == 400


def test_files_in_the_results_of_functions_are_looked_at_too(files: Files) -> None:
    _, called = create(files, tools=[{"type": "function", "name": "look"}], generation_config={"tool_choice": "any"})
    calls = [block for block in called.get("outputs") or called["steps"] if block["type"] == "function_call"]
    image = {"type": "image", "uri": "https://generativelanguage.googleapis.com/v1beta/files/none"}
    result = {"type": "function_result", "call_id": calls[0]["id"], "name": "look", "result": [image]}
    asked = {"model": "gemini-2.5-flash", "input": [result], "previous_interaction_id": called["id"]}
    answer = files.send("POST", "/interactions", json=asked)
    assert answer.status_code == 403, answer.text


@pytest.mark.parametrize("file_id", ["..", "%2e%2e", "A", "' OR 1=1", "%00", "x" * 3000, "%ff"])
def test_names_that_are_none_are_refused(files: Files, file_id: str) -> None:
    status, refused = create(files, {"type": "image", "uri": f"https://example.com/v1beta/files/{file_id}"})
    assert status == 403
    assert len(refused["error"]["message"]) < 300
