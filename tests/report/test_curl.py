"""The curl line: it repeats the request in a shell, and never holds a key."""

from __future__ import annotations

import shlex

import pytest

from conformance.report.curl import curl
from tests.report import hostile, sample

URL = "https://generativelanguage.googleapis.com/v1beta/interactions"
SECRET = "AIzaSyA-very-secret"


def exchange(recording=None, **request):
    whole = {"method": "POST", "url": URL, "headers": {}, "body": None, "known": True, **request}
    return {**sample.lines(exchanges=1)[1], "recording": recording, "request": whole}


def line(**request) -> str:
    written = curl(exchange(**request))
    assert written is not None
    return written


def words(**request) -> list[str]:
    return shlex.split(line(**request))


def test_a_request_is_repeated_word_for_word():
    headers = {
        "Content-Type": "application/json",
        "x-goog-api-key": "REDACTED",
        "api-revision": "2026-05-20",
        "Host": "x",
    }
    assert words(headers=headers, body={"input": "it's $HOME `id`", "stream": True}) == [
        "curl", "-X", "POST", "--no-buffer", URL, "-H", "Content-Type: application/json",
        "-H", "x-goog-api-key: $GEMINI_API_KEY", "-H", "api-revision: 2026-05-20",
        "--data-raw", '{"input": "it\'s $HOME `id`", "stream": true}',
    ]  # fmt: skip


@pytest.mark.parametrize(
    "request_",
    [
        {"headers": {"X-Goog-Api-Key": SECRET}},
        {"headers": {"Authorization": f"Bearer {SECRET}"}},
        {"headers": {"X-Goog-Api-Key": [SECRET, SECRET]}},
        {"url": f"{URL}?key={SECRET}"},
        {"url": f"{URL}?alt=sse&key={SECRET}&x=1"},
    ],
)
def test_the_key_is_left_to_the_environment(request_):
    written = line(**request_)
    assert SECRET not in written
    assert '"$GEMINI_API_KEY"' in written


def test_other_secrets_are_left_out():
    written = line(headers={"Cookie": SECRET, "X-Auth-Token": SECRET, "x-client-secret": SECRET})
    assert SECRET not in written


def test_the_shell_expands_the_key_and_nothing_else():
    written = line(url=f"{URL}?key={SECRET}&x=$(id)", headers={"x-a": "$(id)", "x-b": '"`id`'})
    unquoted = "".join(written.split("'")[::2])
    assert unquoted.replace('"$GEMINI_API_KEY"', "").count("$") == 0
    assert "`" not in unquoted


def test_a_request_that_sent_no_key_is_repeated_without_one():
    assert "GEMINI_API_KEY" not in line(headers={"content-type": "application/json"})


@pytest.mark.parametrize("headers", [None, {"accept": "*/*"}])
def test_a_recording_that_dropped_its_key_is_repeated_with_one(headers):
    assert "x-goog-api-key: $GEMINI_API_KEY" in shlex.split(curl(exchange("a.json", headers=headers)))


@pytest.mark.parametrize(
    "request_",
    [{"known": False}, {"url": "file:///etc/passwd"}, {"url": "-K evil"}, {"url": "http://[bad"}, {"method": "GET x"}],
)
def test_what_is_no_recorded_http_request_has_no_line(request_):
    assert curl(exchange(**request_)) is None


def test_header_names_and_bodies_cannot_name_local_files():
    line = words(headers={"@/etc/passwd": "", "x\ny": "1"}, body="@/etc/passwd")
    assert line == ["curl", "-X", "POST", URL, "--data-raw", "@/etc/passwd"]


def test_a_url_with_brackets_is_taken_literally():
    assert "--globoff" in words(url=f"{URL}?a[0]=1")


def test_a_body_too_long_for_a_command_line_comes_from_a_file():
    assert words(body={"input": "x" * 10_000})[-2:] == ["--data-binary", "@request.json"]


def test_hostile_values_stay_one_word_each():
    line = curl(exchange(headers={"x-a": hostile.POISON}, body={"input": hostile.POISON}))
    assert len(shlex.split(line)) == 8
