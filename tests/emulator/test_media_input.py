"""Media as input in every form, inline and by address, at every revision; and what is refused of it."""

from __future__ import annotations

import base64
import socket
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from conformance import media
from conformance.emulator import serving
from conformance.emulator.media_types import documented
from tests.emulator.conftest import Api, Json
from tests.emulator.test_outbound import Site, site  # noqa: F401 - a fixture

QUESTION = {"type": "text", "text": "What is this?"}
KINDS = ("image", "audio", "video", "document")
BYTES = {"image": media.png, "audio": media.wav, "video": media.mp4, "document": media.pdf}


def forms(api: Api, block: Json) -> dict[str, Any]:
    """The same picture in every form of input that the revision has."""
    found: dict[str, Any] = {"contents": [QUESTION, block], "a single content": block}
    if api.revision.blocks == "steps":
        found["a step"] = [{"type": "user_input", "content": [QUESTION, block]}]
        found["steps"] = [
            {"type": "user_input", "content": [{"type": "text", "text": "Hi"}]},
            {"type": "model_output", "content": [{"type": "text", "text": "Hello"}]},
            {"type": "user_input", "content": [block, QUESTION]},
        ]
    else:
        found["turns"] = [{"role": "user", "content": "Hi"}, {"role": "user", "content": [block, QUESTION]}]
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_media_comes_inline_in_every_form(api: Api, kind: str) -> None:
    block = media.block(kind)
    for name, value in forms(api, block).items():
        made = api.create(value)
        told = f"1 {kind} ({block['mime_type']}, {len(BYTES[kind]()):,} bytes)"
        assert told in api.text(made), name
        assert kind in {item["modality"] for item in made["usage"]["input_tokens_by_modality"]}


@pytest.mark.parametrize("kind", KINDS)
def test_media_comes_by_address_in_every_form(api: Api, kind: str) -> None:
    block = {"type": kind, "uri": "https://example.com/some/thing%20here?x=1"}
    for name, value in forms(api, block).items():
        assert f"1 {kind} (thing here)" in api.text(api.create(value)), name


def test_media_of_several_kinds_keep_their_order(api: Api) -> None:
    blocks: list[Json] = [
        QUESTION,
        media.block("audio"),
        {"type": "image", "uri": "https://a.test/1.png"},
        media.block("image"),
    ]
    made = api.create(blocks)
    assert "1 audio (audio/wav, " in api.text(made)
    assert "2 images (1.png; image/png, " in api.text(made)
    shown = api.get(made["id"], include_input="true")
    inputs = shown.get("input") or shown["steps"][0]
    contents = inputs["content"] if isinstance(inputs, dict) else inputs[0].get("content", inputs)
    assert [content["type"] for content in contents] == ["text", "audio", "image", "image"]
    assert [content.get("data") for content in contents] == [block.get("data") for block in blocks]


@pytest.mark.parametrize("kind", KINDS)
def test_every_documented_type_is_taken(steps_api: Api, kind: str) -> None:
    for mime_type in documented(kind):
        assert mime_type in steps_api.text(steps_api.create([{"type": kind, "data": "AAAA", "mime_type": mime_type}]))


SPELT = [
    *[("image", "image/jpg"), ("image", "IMAGE/PNG"), ("audio", "audio/x-wav"), ("audio", "audio/l16;rate=24000")],
    *[("audio", "audio/x-m4a"), ("audio", "audio/mp4"), ("video", "video/quicktime"), ("video", "video/x-msvideo")],
    *[
        ("document", "text/plain; charset=utf-8"),
        ("document", "application/x-javascript"),
        ("document", "text/x-python"),
    ],
]


@pytest.mark.parametrize(("kind", "mime_type"), SPELT)
def test_other_spellings_are_taken(api: Api, kind: str, mime_type: str) -> None:
    assert api.create([{"type": kind, "data": "AAAA", "mime_type": mime_type}])


WRONG = [
    *[
        ("image", "image/svg+xml"),
        ("image", "text/plain"),
        ("image", "image/"),
        ("image", "png"),
        ("image", "image/x-foo"),
    ],
    *[("audio", "audio/x-foo"), ("audio", "video/mp4"), ("video", "video/x-foo"), ("video", "audio/wav")],
    *[("document", "application/zip"), ("document", "image/png"), ("document", "application/octet-stream")],
]


@pytest.mark.parametrize(("kind", "mime_type"), WRONG)
def test_other_types_are_refused(api: Api, kind: str, mime_type: str) -> None:
    assert api.refused(input=[{"type": kind, "mime_type": mime_type, "uri": "https://example.com/a"}])[0] == 400
    status, message = api.refused(input=[{"type": kind, "mime_type": mime_type, "data": "AAAA"}])
    assert status == 400
    assert f"The value '{mime_type}' is not supported for 'input[0].mime_type'." in message
    assert f"'{documented(kind)[0]}'" in message


SCHEMES = ["files/abc", "file:///etc/passwd", "data:image/png;base64,AAAA", "ftp://a.test/b", "javascript:1", "", "x"]


def test_other_schemes_are_refused(api: Api) -> None:
    for uri in SCHEMES:
        status, message = api.refused(input=[QUESTION, {"type": "image", "uri": uri}])
        assert status == 400
        assert message.startswith(f"Unsupported file URI type: {uri} at 'input[1].uri'.")


PRIVATE = [
    *["http://127.0.0.1/a.png", "http://localhost:9/a.png", "https://[::1]/", "http://10.0.0.8/a", "http://0.0.0.0/"],
    *[
        "http://169.254.169.254/latest/meta-data",
        "http://[::ffff:127.0.0.1]/",
        "http://intranet/a",
        "http://a.internal/",
        "https://no-such-host.invalid/a.png",
    ],
    *["https://LOCALHOST./a", "http://a.local", "https://", "http://[", "https://user@127.0.0.1/"],
]


def test_private_hosts_are_refused(api: Api) -> None:
    told = (400, "Cannot fetch content from the provided URL.")
    for uri in PRIVATE:
        assert api.refused(input=[QUESTION, {"type": "image", "uri": uri}]) == told, uri


@pytest.mark.parametrize("host", ["www.youtube.com/watch?v=9hE5-98ZeCg", "youtu.be/9hE5-98ZeCg"])
def test_a_video_may_be_on_youtube(api: Api, host: str) -> None:
    assert "1 video (" in api.text(api.create([{"type": "video", "uri": f"https://{host}"}, QUESTION]))
    status, message = api.refused(input=[{"type": "image", "uri": f"https://{host}"}])
    assert (status, message) == (400, "A YouTube address can't be content of type image: it is a video.")


def test_without_allowed_hosts_nothing_is_fetched(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_up = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **_: looked_up.append(args))
    uris = ("https://example.com/a.png", "http://example.com:99/b", "https://youtu.be/x")
    for uri in uris:
        kind = "video" if "youtu" in uri else "image"
        assert api.http.post(
            "/v1beta/interactions", json={"model": "gemini-2.5-flash", "input": [{"type": kind, "uri": uri}]}
        )
    assert looked_up == []


@pytest.mark.parametrize("kind", ["image", "video"])
def test_media_may_say_how_finely_it_is_looked_at(api: Api, kind: str) -> None:
    for resolution in ("low", "medium", "high"):
        assert api.create([QUESTION, {**media.block(kind), "resolution": resolution}])


def test_data_is_bare_base64(api: Api) -> None:
    for data in ("***", "AAA", "AA==AA", "A A A A", "é", "data:image/png;base64,AAAA", ""):
        assert api.refused(input=[QUESTION, {"type": "image", "data": data, "mime_type": "image/png"}])[0] == 400, data


SPANS = [
    *[({"start_offset": "0s", "end_offset": "1.5s"}, 200), ({"end_offset": "1s", "fps": 1}, 200), ({}, 200)],
    *[({"start_offset": "9s", "end_offset": "1s"}, 400), ({"start_offset": "1s", "end_offset": "1s"}, 400)],
    *[({"start_offset": "soon"}, 400), ({"end_offset": "-1s"}, 400), ({"start_offset": "1"}, 400)],
]


@pytest.mark.parametrize(("span", "status"), SPANS)
def test_a_part_of_a_video_begins_before_it_ends(apis: dict[str, Api], span: Json, status: int) -> None:
    block = {**media.block("video"), "processing": {"type": "static", **span}}
    answer = apis["2026-11-16"].post(input=[{"type": "user_input", "content": [block, QUESTION]}])
    assert answer.status_code == status
    if status == 400:
        assert answer.json()["error"]["message"].startswith("Invalid input at 'input[0].content[0].processing'.")


@pytest.mark.parametrize(("kind", "mime_type"), [("video", "video/mp4"), ("document", "application/pdf")])
def test_what_is_too_large_to_come_inline_comes_as_a_file(
    api: Api, monkeypatch: pytest.MonkeyPatch, kind: str, mime_type: str
) -> None:
    monkeypatch.setattr("conformance.emulator.media.PDF_BYTES", 3)
    monkeypatch.setattr("conformance.emulator.media.INLINE_BYTES", 6)
    allowed = {"video": "AAAAAAAA", "document": "AAAA"}[kind]
    assert api.create([{"type": kind, "data": allowed, "mime_type": mime_type}])
    status, message = api.refused(input=[{"type": kind, "data": allowed + "AAAA", "mime_type": mime_type}])
    assert (status, "Files API" in message) == (400, True)


SHAPES: list[Any] = [
    *[{"parts": [{"text": "hi"}]}, [{"role": "user", "parts": [{"text": "hi"}]}]],
    *[[{"inlineData": {"mimeType": "image/png", "data": "AAAA"}}], [{"fileData": {"fileUri": "https://a.test/b"}}]],
]


@pytest.mark.parametrize("shape", SHAPES)
def test_shapes_of_generate_content_are_named(api: Api, shape: Any) -> None:
    status, message = api.refused(input=shape)
    assert status == 400
    assert message.startswith("Unknown parameter '")
    assert message.split("'")[1] in str(shape)


Ask = Callable[..., httpx.Response]


@pytest.fixture
def ask(site: Site, http: httpx.Client) -> Iterator[Ask]:  # noqa: F811
    """Creates with one block, on an emulator that may fetch from the site."""
    with serving(allow_fetch=(site.host,)) as base_url:

        def create(block: Json, **body: Any) -> httpx.Response:
            asked = {"model": "gemini-2.5-flash", "input": [block, QUESTION], **body}
            return http.post(f"{base_url}/v1beta/interactions", json=asked)

        yield create


def test_an_allowed_address_is_fetched_once(site: Site, ask: Ask) -> None:  # noqa: F811
    site.page("/a/cat.png", media.png(), content_type="image/png")
    answer = ask({"type": "image", "uri": f"http://{site.host}/a/cat.png"})
    assert f"1 image (cat.png, image/png, {len(media.png())} bytes)" in answer.text
    assert ask({"type": "text", "text": "And?"}, previous_interaction_id=answer.json()["id"]).status_code == 200
    assert [path for _, path, _ in site.seen] == ["/a/cat.png"]


@pytest.mark.parametrize("status", [404, 500])
def test_what_is_not_there_is_refused(site: Site, ask: Ask, status: int) -> None:  # noqa: F811
    site.page("/none", status=status)
    answer = ask({"type": "image", "uri": f"http://{site.host}/none"})
    assert answer.status_code == 400
    assert answer.json()["error"] == {
        "message": "Cannot fetch content from the provided URL.",
        "code": "invalid_request",
    }


def test_what_is_of_another_kind_is_refused(site: Site, ask: Ask) -> None:  # noqa: F811
    site.page("/page", b"<html>", content_type="text/html; charset=utf-8")
    answer = ask({"type": "image", "uri": f"http://{site.host}/page", "mime_type": "image/png"})
    assert answer.status_code == 400
    assert "'text/html'" in answer.json()["error"]["message"]
    assert ask({"type": "document", "uri": f"http://{site.host}/page"}).status_code == 200


@pytest.mark.parametrize(("said", "status"), [({}, 400), ({"mime_type": "image/png"}, 200)])
def test_bytes_that_the_server_says_nothing_of(site: Site, ask: Ask, said: Json, status: int) -> None:  # noqa: F811
    site.page("/bytes", media.png(), content_type="application/octet-stream")
    assert ask({"type": "image", "uri": f"http://{site.host}/bytes", **said}).status_code == status


def test_other_hosts_are_not_fetched_because_one_is_allowed(ask: Ask) -> None:
    assert ask({"type": "image", "uri": "https://example.com/a.png"}).status_code == 200
    assert ask({"type": "image", "uri": "http://127.0.0.1:9/a.png"}).status_code == 400


def test_what_is_too_large_is_refused(site: Site, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    monkeypatch.setattr("conformance.emulator.attachments.REMOTE_BYTES", 10)
    site.page("/large", b"x" * 11, content_type="image/png")
    assert ask({"type": "image", "uri": f"http://{site.host}/large"}).status_code == 400


def test_the_size_of_inline_data_is_that_of_its_bytes(steps_api: Api) -> None:
    for size in range(1, 6):
        data = base64.b64encode(b"x" * size).decode()
        text = steps_api.text(steps_api.create([{"type": "image", "data": data}]))
        assert f"({size} byte{'' if size == 1 else 's'})" in text
