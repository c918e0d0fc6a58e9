"""Which revision is spoken: by the day, the header, the path and the client."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest

from conformance.emulator import Settings, serving
from conformance.emulator.errors import ApiError
from conformance.emulator.negotiation import Asked, negotiate
from conformance.revisions import BY_NAME, NEWEST, Revision, default_on

if TYPE_CHECKING:
    from pathlib import Path

    from tests.emulator.conftest import Api

PATH, STABLE = "/v1beta/interactions", "/v1/interactions"
FIRST, LATE, STEPS, GA = BY_NAME
BODY = {"model": "gemini-2.5-flash", "input": "Hi"}
PYTHON_1 = "google-genai-sdk/1.75.0 gl-python/3.11.2"
JAVASCRIPT_1 = "google-genai-sdk/1.52.0 gl-node/22.0.0"
PYTHON_2 = "google-genai-sdk/2.11.0 gl-python/3.11.2"


def on(asked: Asked, day: str) -> Revision:
    """The revision that ``asked`` was answered in on ``day``."""
    return negotiate(asked, default_on(day), day)


@pytest.mark.parametrize(
    ("day", "spoken"),
    [
        ("2020-01-01", FIRST),
        ("2025-12-11", FIRST),
        ("2026-05-06", FIRST),
        ("2026-05-07", LATE),
        ("2026-05-25", LATE),
        ("2026-05-26", STEPS),
        ("2026-11-15", STEPS),
        ("2026-11-16", GA),
    ],
)
def test_the_day_decides_where_nothing_is_asked_for(day: str, spoken: str) -> None:
    assert on(Asked(PATH), day).name == spoken
    assert on(Asked(PATH, client=PYTHON_2), day).name == spoken


@pytest.mark.parametrize(
    ("header", "day", "spoken"),
    [
        ("2026-05-20", "2026-05-07", STEPS),
        ("2026-05-20", "2026-11-20", STEPS),
        ("2027-01-01", "2026-11-20", GA),
        ("2027-01-01", "2026-05-30", STEPS),
        ("2026-05-19", "2026-05-30", LATE),
        ("2026-05-07", "2026-06-07", LATE),
        ("2025-12-11", "2026-06-07", FIRST),
        ("2026-05-20", "2026-03-01", FIRST),
    ],
)
def test_the_header_selects_the_newest_revision_up_to_its_date(header: str, day: str, spoken: str) -> None:
    assert on(Asked(PATH, header), day).name == spoken


@pytest.mark.parametrize("header", ["2020-01-01", "2026-02-31", "latest", "", None])
def test_a_header_that_names_nothing_leaves_it_to_the_day(header: str | None) -> None:
    for revision in BY_NAME.values():
        assert on(Asked(PATH, header), revision.default_from) is default_on(revision.default_from)


def test_the_stable_path_is_of_the_newest_once_it_exists() -> None:
    assert on(Asked(STABLE), "2026-07-01") is NEWEST
    assert on(Asked(STABLE, "2026-05-20"), "2026-07-01").name == STEPS
    with pytest.raises(ApiError) as refused:
        on(Asked(STABLE), "2026-05-30")
    assert refused.value.status == 404


@pytest.mark.parametrize(
    ("asked", "names_python"),
    [
        (Asked(PATH, "2026-05-07"), False),
        (Asked(PATH, "2025-12-11", PYTHON_2), False),
        (Asked(PATH, None, PYTHON_1), True),
        (Asked(PATH, None, JAVASCRIPT_1), False),
    ],
)
def test_outputs_are_gone_from_8_june_in_the_recorded_words(asked: Asked, names_python: bool) -> None:
    assert on(asked, "2026-06-07")
    with pytest.raises(ApiError) as refused:
        on(asked, "2026-06-08")
    error = refused.value
    assert (error.status, error.code) == (400, "invalid_request")
    assert error.message.startswith("The legacy Interactions API schema is no longer supported. Please upgrade your ")
    assert ("pip install -U google-genai" in error.message) is names_python


def test_an_old_client_that_asks_for_steps_gets_them() -> None:
    assert on(Asked(PATH, "2026-05-20", PYTHON_1), "2026-06-08").name == STEPS


def test_the_words_are_those_that_were_recorded(corpus: Path) -> None:
    recorded = (corpus / "facts" / "errors.json").read_text("utf-8")
    for client in (PYTHON_1, JAVASCRIPT_1):
        with pytest.raises(ApiError) as refused:
            on(Asked(PATH, client=client), "2026-10-08")
        assert refused.value.message in recorded


def test_a_revision_or_a_day_decides_on_the_default() -> None:
    for name, revision in BY_NAME.items():
        assert Settings(revision=name).default is revision
    assert Settings(as_of="2026-05-30").default.name == STEPS
    assert Settings().default is NEWEST


@pytest.mark.parametrize("header", BY_NAME)
def test_without_a_day_every_revision_is_there_at_once(header: str) -> None:
    for default in BY_NAME.values():
        assert negotiate(Asked(PATH, header, PYTHON_1), default).name == header
        assert negotiate(Asked(PATH, None, PYTHON_1), default) is default
        assert negotiate(Asked(STABLE), default) is NEWEST


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"revision": "1999-01-01"}, "unknown revision '1999-01-01'"),
        ({"as_of": "2026-02-30"}, "'2026-02-30' is no day: give YYYY-MM-DD"),
        ({"as_of": "2026-05-30", "revision": STEPS}, "give either of them, not both"),
    ],
)
def test_settings_that_cannot_be_are_refused(settings: dict[str, str], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Settings(**settings)  # type: ignore[arg-type]


def test_every_endpoint_is_below_both_paths(http: httpx.Client) -> None:
    with serving(as_of="2026-11-20") as url:
        made = http.post(url + STABLE, json=BODY).json()
        assert "steps" in made
        assert http.get(f"{url}{PATH}/{made['id']}").status_code == 200
        assert http.post(f"{url}{STABLE}/{made['id']}/cancel").status_code == 400
        assert http.delete(f"{url}{STABLE}/{made['id']}").json() == {}


def test_every_endpoint_refuses_the_shape_that_is_gone(http: httpx.Client) -> None:
    with serving(as_of="2026-11-20") as url:
        one = f"{url}{PATH}/{http.post(url + PATH, json=BODY).json()['id']}"
        for method, path in (("GET", ""), ("DELETE", ""), ("POST", "/cancel")):
            answer = http.request(method, one + path, headers={"api-revision": LATE})
            assert (answer.status_code, "no longer supported" in answer.text) == (400, True)
        assert http.get(one).status_code == 200


def test_a_conversation_may_change_revision(apis: dict[str, Api]) -> None:
    late, steps = apis[LATE], apis[STEPS]
    first = late.create("My name is Phil.")
    body = {"model": "gemini-2.5-flash", "input": "What is my name?", "previous_interaction_id": first["id"]}
    second = late.http.post(PATH, json=body, headers={"api-revision": STEPS})
    assert steps.text(steps.checked(second).json()) == "Your name is Phil."
