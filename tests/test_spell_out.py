"""A target that takes the absence of ``stream`` for a wish to have one: one thing is wrong with it, not everything."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from conformance.emulator import create_app
from conformance.emulator.server import served
from conformance.report.results import read
from tests.test_cli import conformance

OF_THE_DEFAULT = {"create.one-json-document", "defaults.stream"}


def streaming_unless_told(app: ASGIApp) -> ASGIApp:
    """``app``, but a create without ``stream`` is answered with a stream."""

    async def changed(scope: Scope, receive: Receive, send: Send) -> None:
        async def told() -> Message:
            message = await receive()
            if scope["method"] != "POST" or message["type"] != "http.request":
                return message
            value = json.loads(message["body"])
            body = {"stream": True, **value} if isinstance(value, dict) else value
            return {**message, "body": json.dumps(body).encode()}

        headers = [(name, value) for name, value in scope["headers"] if name != b"content-length"]
        await app({**scope, "headers": headers}, told, send)

    return changed


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    app = create_app()
    with served(streaming_unless_told(app), "127.0.0.1") as address:
        yield address
    app.state.service.close()


def failed(folder: Path, url: str, *lines: str) -> set[str]:
    """What fails of a run with these lines in the target file."""
    (folder / "mine.toml").write_text("\n".join([f'base_url = "{url}"', *lines]))
    chosen = ("create", "defaults", "input-forms", "storage", "usage", "models-and-agents")
    select = [word for glob in chosen for word in ("--select", glob)]
    done = conformance("run", "--target", "mine.toml", *select, "--out", ".", cwd=folder, GEMINI_API_KEY="any")
    assert done.returncode == 1, done.stdout + done.stderr
    return {result["id"] for result in read(folder / "results.jsonl").results if result["status"] in {"fail", "error"}}


def test_what_is_spelled_out_leaves_only_the_default_wrong(tmp_path: Path, url: str) -> None:
    assert failed(tmp_path, url, 'spell_out = ["stream", "background", "store"]') == OF_THE_DEFAULT


def test_without_it_nothing_can_be_exercised(tmp_path: Path, url: str) -> None:
    assert len(failed(tmp_path, url)) > 20


def test_only_what_has_a_usual_value_can_be_spelled_out(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('spell_out = ["input"]')
    done = conformance("run", "--target", "mine.toml", cwd=tmp_path)
    assert done.returncode == 3
    assert done.stderr.count("\n") == 1
    assert "spell_out" in done.stderr
