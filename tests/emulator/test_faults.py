"""Faults: how they are named, which requests they hit, and that a server without them is as it was."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner

from conformance.emulator import Settings, serving
from conformance.emulator.errors import ApiError
from conformance.emulator.faults import FAULTS, listing, parse, parse_all
from conformance.emulator.faults.page import written
from conformance.emulator.faults.refusals import Refuses
from conformance.serving import serve
from conformance.target import ConfigurationError

PATH = "/v1beta/interactions"
BODY = {"model": "gemini-2.5-flash", "input": "Say hi shortly."}


@contextmanager
def client_of(**settings: Any) -> Iterator[httpx.Client]:
    with serving(**settings) as url, httpx.Client(base_url=url, headers={"x-goog-api-key": "k"}, verify=False) as http:
        yield http


@pytest.fixture(scope="module")
def plain() -> Iterator[httpx.Client]:
    with client_of() as client:
        yield client


def asked(client: httpx.Client, fault: str, **body: object) -> httpx.Response:
    return client.post(PATH, json={**BODY, **body}, headers={"x-emulator-fault": fault})


@pytest.mark.parametrize("name", FAULTS)
def test_a_name_alone_is_a_fault_that_explains_itself(name: str) -> None:
    fault = parse(name)
    assert fault.name == name
    assert fault.about().endswith(".")
    assert fault.source


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("latencyy", "there is no fault 'latencyy'; nearest: latency"),
        ("", "there is no fault ''; conformance serve --list-faults lists them"),
        ("latency:second=1", "fault latency has no argument 'second'; it has seconds, on, nth, every, p"),
        ("latency:seconds=soon", "fault latency: seconds is a number from 0 to 86400, not 'soon'"),
        ("latency:seconds=-1", "fault latency: seconds is a number from 0 to 86400, not '-1'"),
        ("latency:seconds=nan", "fault latency: seconds is a number from 0 to 86400, not 'nan'"),
        ("latency:1,seconds=2", "fault latency: seconds is given twice"),
        ("latency:on=post", "fault latency: on: 'post' is none of create, get, delete, cancel, files, stream, unary"),
        ("latency:p=2", "fault latency: p is a probability, from 0 to 1"),
        ("stall:event=1.5", "fault stall: event is a whole number from 0 to 86400, not '1.5'"),
        ("drop:at=never", "fault drop: at is one of before, after, not 'never'"),
        ("error:status=200", "fault error: status is from 400 to 599"),
    ],
)
def test_a_wrong_fault_is_told_in_one_line(text: str, said: str) -> None:
    with pytest.raises(ValueError) as caught:
        parse(text)
    assert str(caught.value) == said
    with pytest.raises(ValueError):
        Settings(faults=(text,)) if text else parse(text)


def test_several_faults_fit_on_a_line() -> None:
    found = parse_all(["latency:0.5,on=create+stream, error:status=418,message=a%2C b", "drop"])
    assert [type(fault).name for fault in found] == ["latency", "error", "drop"]
    assert (found[0].when.on, found[1]) == ("create+stream", Refuses(status=418, message="a, b"))


def test_a_fault_by_header_hits_that_request_alone(plain: httpx.Client) -> None:
    refused = asked(plain, "error:status=418,code=teapot,message=Short and stout.")
    assert (refused.status_code, refused.json()) == (418, {"error": {"message": "Short and stout.", "code": "teapot"}})
    assert refused.headers["server"] == "conformance-emulator"
    assert plain.post(PATH, json=BODY).status_code == 200


def test_an_unknown_fault_by_header_is_refused(plain: httpx.Client) -> None:
    refused = asked(plain, "latenzy")
    assert refused.status_code == 400
    assert (
        refused.json()["error"]["message"]
        == "Invalid header x-emulator-fault: there is no fault 'latenzy'; nearest: latency, duplicate."
    )


def test_on_nth_and_every_say_which_requests_are_hit() -> None:
    faults = ("unavailable:every=3", "error:status=418,on=get", "forbidden:nth=2")
    with (
        serving(faults=faults) as url,
        httpx.Client(base_url=url, headers={"x-goog-api-key": "k"}, verify=False) as client,
    ):
        first = client.post(PATH, json=BODY)
        assert [client.post(PATH, json=BODY).status_code for _ in range(5)] == [403, 503, 200, 200, 503]
        assert client.get(f"{PATH}/{first.json()['id']}").status_code == 418


def test_chance_goes_by_the_seed() -> None:
    def hits() -> list[int]:
        with client_of(faults=("unavailable:p=0.5",), seed=7) as client:
            return [client.post(PATH, json=BODY).status_code for _ in range(12)]

    once = hits()
    assert set(once) == {200, 503}
    assert hits() == once


def test_a_request_that_no_fault_hits_is_answered_as_ever(plain: httpx.Client) -> None:
    body = {**BODY, "store": False}
    usual = plain.post(PATH, json=body).json()
    passed = asked(plain, "forbidden:on=delete", store=False).json()
    volatile = {"id": "", "created": "", "updated": ""}
    assert {**passed, **volatile} == {**usual, **volatile}


def test_late_is_late(plain: httpx.Client) -> None:
    begun = time.monotonic()
    assert asked(plain, "latency:0.05").status_code == 200
    assert time.monotonic() - begun >= 0.05


@pytest.mark.parametrize("fault", ["drop", "drop:after", "hang:seconds=0.01"])
def test_the_connection_is_closed_without_an_answer(plain: httpx.Client, fault: str) -> None:
    for stream in (False, True):
        with pytest.raises(httpx.RemoteProtocolError):
            asked(plain, fault, stream=stream)


def test_a_quota_tells_its_delay_where_it_is_asked_to(plain: httpx.Client) -> None:
    plainly = asked(plain, "rate-limit")
    assert (plainly.status_code, plainly.json()["error"]["code"]) == (429, "too_many_requests")
    assert "retry" not in plainly.text.lower()
    assert "retry-after" not in plainly.headers
    told = asked(plain, "rate-limit:4.85")
    assert told.json()["error"]["message"].endswith("Please retry in 4.85s.")
    assert "retry-after" not in told.headers
    everywhere = asked(plain, "rate-limit:retry=2,told=all")
    assert everywhere.headers["retry-after"] == "2"
    assert everywhere.json()["error"]["details"][0]["retryDelay"] == "2s"


def test_the_list_has_every_fault_and_argument() -> None:
    listed = {row["name"]: row for row in json.loads(listing.as_json())["faults"]}
    assert list(listed) == list(FAULTS)
    text = listing.as_text()
    for name, row in listed.items():
        assert f"\n{name}" in text
        assert [item["name"] for item in row["arguments"]] == list(FAULTS[name].arguments())


def test_the_page_has_the_tables_of_today() -> None:
    text = Path(__file__).parents[2].joinpath("docs", "emulator", "faults.md").read_text("utf-8")
    assert written(text) == text, "run python -m conformance.emulator.faults.page"
    example = re.search(r"^(\{\"error\".*)$", text, re.MULTILINE)
    assert example
    with pytest.raises(ApiError) as caught:
        parse("rate-limit:retry=4.85").refuse(None)  # type: ignore[arg-type]  # it looks at no call
    assert json.loads(example[1]) == caught.value.body()


def test_the_command_lists_them_and_complains_in_one_line() -> None:
    run = CliRunner().invoke
    listed = run(serve, ["--list-faults", "--json"])
    assert {row["name"] for row in json.loads(listed.output)["faults"]} == FAULTS.keys()
    assert "disc.bg.zombie" in run(serve, ["--list-faults"]).output
    with pytest.raises(ConfigurationError, match="serve: there is no fault 'cutt'; nearest: cut"):
        run(serve, ["--fault", "cutt"], catch_exceptions=False)
