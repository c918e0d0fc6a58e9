"""``conformance import``: recordings of others in our forms, without secrets."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from conformance.cassettes import load
from conformance.exchange import Chunk, Exchange, Request, Response
from conformance.outcome import OK
from conformance.recordings.importing import import_recordings
from conformance.recordings.reading import read_all
from conformance.recordings.secrecy import suspicions
from conformance.target import ConfigurationError
from tests.recordings.samples import ANSWER, ASKED, EXCHANGE, SSE, URL, entry, har, har_response

KEY = "AIza" + "x" * 35


@pytest.fixture
def recordings(tmp_path: Path) -> Path:
    """A HAR with a key and traffic of others, and an exchange in a folder."""
    folder = tmp_path / "in"
    (folder / "deep").mkdir(parents=True)
    stream = entry(response=har_response(SSE, "text/event-stream"), startedDateTime="2026-07-16T11:00:00Z")
    other = {**entry(), "request": {"method": "GET", "url": "https://cdn.test/a.png", "headers": []}}
    (folder / "page.har").write_text(json.dumps(har(entry(), stream, other)))
    meta = {"repo": "somebody/something", "recorded": "2026-07-01"}
    (folder / "deep" / "page.json").write_text(json.dumps({"meta": meta, **EXCHANGE}))
    return folder


@pytest.mark.parametrize(
    ("to", "files"),
    [
        ("cassettes", ["deep/page.yaml", "page.yaml"]),
        ("exchanges", ["deep/page.json", "page-001.json", "page-002.json"]),
        ("har", ["deep/page.har", "page.har"]),
    ],
)
def test_each_form(
    to: str, files: list[str], recordings: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert import_recordings([recordings], to, tmp_path / "out", allow=False) == OK
    written = sorted(path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*.*"))
    assert written == files
    said = capsys.readouterr().out
    assert f"wrote 3 exchanges into {len(files)} files" in said
    assert "left out 1 exchanges with others (cdn.test)" in said
    assert not any(KEY in (tmp_path / "out" / name).read_text() for name in files)
    before, after = read_all([recordings]), read_all([tmp_path / "out"])
    for old, new in zip(before, after, strict=True):
        assert (new.request.method, new.request.url, new.request.body) == (
            old.request.method,
            old.request.url,
            old.request.body,
        )
        assert (new.response, new.started, new.recorded, new.corpus) == (
            old.response,
            old.started,
            old.recorded,
            old.corpus,
        )


def test_cassettes_say_where_they_come_from(recordings: Path, tmp_path: Path) -> None:
    import_recordings([recordings], "cassettes", tmp_path / "out", allow=False)
    page, deep = load(tmp_path / "out" / "page.yaml"), load(tmp_path / "out" / "deep" / "page.yaml")
    assert (page.provenance.target, page.provenance.recorded) == ("generativelanguage.googleapis.com", "2026-07-16")
    assert (deep.provenance.corpus, deep.provenance.model) == ("somebody/something", "gemini-2.5-flash")
    assert yaml.safe_load((tmp_path / "out" / "page.yaml").read_text())["interactions"]


def test_what_a_har_does_not_keep_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    timed = {**EXCHANGE, "response": {"status": 200, "sse": SSE, "chunks": [[0.1, 9], [0.2, len(SSE) - 9]]}}
    (tmp_path / "x.json").write_text(json.dumps(timed))
    import_recordings([tmp_path / "x.json"], "har", tmp_path / "har", allow=False)
    assert "lost: a HAR does not say when the pieces of a stream came" in capsys.readouterr().out
    import_recordings([tmp_path / "x.json"], "cassettes", tmp_path / "cassettes", allow=False)
    assert "lost" not in capsys.readouterr().out
    (kept,) = read_all([tmp_path / "cassettes"])
    assert kept.response is not None
    assert [chunk.time for chunk in kept.response.chunks] == [0.1, 0.2]


def test_names_that_clash_get_a_number(tmp_path: Path) -> None:
    for name in ("a.json", "a.jsonl", "a.txt"):
        (tmp_path / name).write_text(json.dumps(EXCHANGE))
    import_recordings([tmp_path], "cassettes", tmp_path / "out", allow=False)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["a-2.yaml", "a-3.yaml", "a.yaml"]


def test_nothing_is_overwritten(recordings: Path, tmp_path: Path) -> None:
    import_recordings([recordings], "har", tmp_path / "out", allow=False)
    with pytest.raises(ConfigurationError, match=r"page\.har is there already: give another folder"):
        import_recordings([recordings], "har", tmp_path / "out", allow=False)


def test_paths_from_elsewhere_stay_below_the_folder(recordings: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    import_recordings([recordings / "deep" / ".." / "page.har", recordings / "deep"], "har", out, allow=False)
    assert all(path.resolve().is_relative_to(out.resolve()) for path in out.rglob("*"))
    assert len(list(out.rglob("*.har"))) == 2


# --- secrets ---------------------------------------------------------------------------------------------------------

SECRET = "f9Zq3LkT8vXw2RbN6mYc1HsDpQ0u"


def exchange(query: str = "", asked: object = ASKED, answer: object = ANSWER, **headers: str) -> Exchange:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    data = json.dumps(answer).encode()
    return Exchange(
        "x", Request("POST", URL + query, named, json.dumps(asked).encode()), Response(200, named, (Chunk(None, data),))
    )


@pytest.mark.parametrize(
    ("found", "where"),
    [
        (exchange(x_litellm_key="short-but-named"), "header x-litellm-key of its request looks like a secret by"),
        (exchange(x_custom=SECRET), "the header x-custom of its request looks like something random"),
        (exchange(x_custom="Bearer abcdefgh12345678"), "looks like a bearer token"),
        (exchange(f"?sig={SECRET}"), "the parameter sig of its address looks like something random"),
        (exchange("?api_token=abcdefgh"), "the parameter api_token of its address looks like a secret by its name"),
        (exchange(asked={"headers": {"Authorization": "Bearer " + SECRET}}), "looks as if it held a bearer token"),
        (exchange(asked={"headers": {"Authorization": SECRET}}), "a field that is named like a secret"),
        (exchange(asked={"tools": [{"my_api_key": SECRET}]}), "a field that is named like a secret"),
        (exchange(answer={"text": "sk-" + SECRET}), "the body of its answer looks as if it held an API key"),
        (exchange(answer={"text": "-----BEGIN RSA PRIVATE KEY-----"}), "a private key"),
        (exchange(answer={"x": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0x.c2lnbmF0dXJl"}), "a signed token"),
    ],
)  # fmt: skip
def test_what_looks_like_a_secret(found: Exchange, where: str) -> None:
    assert any(where in suspicion for suspicion in suspicions(found)), list(suspicions(found))


@pytest.mark.parametrize(
    "found",
    [
        exchange(),
        exchange("?alt=sse&last_event_id=" + SECRET, x_request_id=SECRET, authorization="REDACTED", etag=SECRET),
        exchange(answer={"id": "v1_" + SECRET, "signature": SECRET * 9, "data": SECRET * 400}),
        exchange(asked={"headers": {"Authorization": "Bearer REDACTED"}}),
        exchange(x_key="short", user_agent="google-genai-sdk/2.8.0 gl-python/3.12.4"),
    ],
)
def test_what_does_not(found: Exchange) -> None:
    assert list(suspicions(found)) == []


def test_a_secret_is_refused_unless_it_is_allowed(tmp_path: Path) -> None:
    request = {"method": "POST", "url": URL, "body": ASKED, "headers": {"x-litellm-key": SECRET}}
    value = {**EXCHANGE, "request": request}
    (tmp_path / "x.json").write_text(json.dumps(value))
    with pytest.raises(
        ConfigurationError, match=r"^x\.json: the header x-litellm-key .*: take it out .* or give --allow"
    ):
        import_recordings([tmp_path / "x.json"], "har", tmp_path / "out", allow=False)
    assert not (tmp_path / "out").exists()
    assert import_recordings([tmp_path / "x.json"], "har", tmp_path / "out", allow=True) == OK


# --- real recordings -------------------------------------------------------------------------------------------------


def test_real_recordings_go_through_every_form_unchanged(corpus: Path, tmp_path: Path) -> None:
    """From one form into the next: whoever judges the last of them judges the first."""
    real = read_all([corpus / "recordings"])
    source = corpus / "recordings"
    for to in ("har", "cassettes", "exchanges"):
        assert import_recordings([source], to, tmp_path / to, allow=False) == OK
        source = tmp_path / to
    after = {Path(found.recording or "").stem: found for found in read_all([source])}
    assert len(after) == len(real) > 100
    for exchange in real:
        found = after[Path(exchange.recording or "").stem]
        assert found == replace(exchange, key=found.key, recording=found.recording, revision=found.revision)
