"""What belongs together in recorded traffic, in which order, and what is said of what can't be judged."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from conformance.conversation import CREATE, DELETE, GET, Conversation, success
from conformance.exchange import Chunk, Exchange, Request, Response
from conformance.judge import Judge, Why
from conformance.judging import given_once, grouped, results_of, shared_ids
from conformance.recordings.reading import Recordings, read_all
from conformance.recordings.summary import not_judged
from conformance.recordings.traffic import in_order, out_of_order, split
from conformance.requirement import Level, Requirement, Span, eliciting, requirements
from conformance.revisions import LEGACY, NEWEST
from conformance.verdict import Status, right
from tests.recordings.samples import ANSWER, ASKED, URL

NOON, LATER = "2026-07-16T12:00:00Z", "2026-07-16T12:30:00Z"


def exchange(method: str = "POST", id: str = "v1_a", at: str | None = None, of: str = "a", **other: Any) -> Exchange:  # noqa: A002
    """A create that is answered with ``id``, or a get or delete of it."""
    url, sent = (URL, json.dumps(ASKED).encode()) if method == "POST" else (f"{URL}/{id}", None)
    body = {} if method == "DELETE" else {**ANSWER, "id": id}
    answer = Response(200, {"content-type": "application/json"}, (Chunk(None, json.dumps(body).encode()),))
    return replace(
        Exchange("", Request(method, url, {}, sent), answer, lane="replay", started=at, recording=of), **other
    )


def order(*files: list[Exchange]) -> list[tuple[str, str | None]]:
    return [(found.request.method, found.recording) for found in in_order(files)]


# --- order -----------------------------------------------------------------------------------------------------------


def test_by_time_over_files_and_by_place_within() -> None:
    late, early = exchange(at=LATER, of="a"), exchange("GET", "v1_b", at=NOON, of="b")
    undated = exchange("GET", "v1_c", of="a")
    assert order([late, undated], [early]) == [("GET", "b"), ("POST", "a"), ("GET", "a")]


def test_the_date_of_an_answer_is_a_time() -> None:
    late = exchange(at=LATER)
    early = exchange("GET", "v1_b", of="b").with_header("date", "Thu, 16 Jul 2026 11:59:59 GMT")
    day = exchange("GET", "v1_c", of="c", recorded="2026-07-15")
    assert order([late], [early], [day]) == [("GET", "c"), ("GET", "b"), ("POST", "a")]


def test_nothing_comes_before_its_cause() -> None:
    assert order([exchange("GET", of="b")], [exchange(of="a")]) == [("POST", "a"), ("GET", "b")]
    assert order([exchange("GET", at=NOON, of="b")], [exchange(at=LATER, of="a")]) == [("POST", "a"), ("GET", "b")]


def test_a_circle_of_causes_has_an_end() -> None:
    def follows(id: str, before: str) -> Exchange:  # noqa: A002
        made = exchange(id=id)
        body = json.dumps({**ASKED, "previous_interaction_id": before}).encode()
        return replace(made, request=replace(made.request, body=body))

    assert len(in_order([[follows("v1_a", "v1_b"), follows("v1_b", "v1_a"), follows("v1_c", "v1_c")]])) == 3


def test_an_unknown_order_is_no_order() -> None:
    get, delete = exchange("GET", of="b"), exchange("DELETE", of="c")
    assert out_of_order([get, delete]) == "whether b or c came first is not recorded"
    assert out_of_order([replace(get, started=NOON), replace(delete, started=LATER)]) is None
    assert out_of_order([replace(get, recording="c"), delete]) is None
    assert out_of_order([exchange(of="a"), exchange(id="v1_z", of="b")]) is None, "nothing binds these two"


# --- groups ----------------------------------------------------------------------------------------------------------

GET_AFTER_DELETE = Conversation(CREATE, DELETE, GET)
PAIR = Conversation(CREATE, GET)


def requirement(looks_at: Conversation) -> Requirement:
    return Requirement(
        id="a.b", feature="a", level=Level.MUST, sentence="It works.", looks_at=looks_at, check=lambda *_: right(),
        span=Span(), clauses=(), evidence="documented", source="", lanes=("replay",),
    )  # fmt: skip


def shown(looks_at: Conversation, *found: Exchange) -> tuple[Status, str]:
    keyed = [replace(each, key=f"x{number}") for number, each in enumerate(found)]
    (result,) = results_of([requirement(looks_at)], grouped(keyed))
    return result.status, result.message


def test_the_order_of_deleting_and_getting_has_to_be_known() -> None:
    create, delete, get = exchange(of="a"), exchange("DELETE", of="b"), exchange("GET", of="c")
    assert DELETE.answers is success
    status, message = shown(GET_AFTER_DELETE, create, delete, get)
    assert (status, message) == (Status.NOT_APPLICABLE, f"{Why.ANSWER}: whether b or c came first is not recorded")
    assert shown(GET_AFTER_DELETE, create, delete, replace(get, recording="b"))[0] is Status.PASS


def test_an_id_that_recordings_share_links_within_one_alone() -> None:
    one, other = [exchange(of="a"), exchange("GET", of="a")], [exchange(of="b"), exchange("GET", of="b")]
    assert shown(PAIR, *one, *other)[0] is Status.PASS
    assert shown(PAIR, one[0], other[0], other[1])[0] is Status.PASS
    assert shown(PAIR, one[0], other[0], exchange("GET", of="c"))[0] is Status.NOT_APPLICABLE
    assert shown(PAIR, one[0], one[0], one[1])[0] is Status.NOT_APPLICABLE
    assert given_once([*one, *other, other[0]]) == {("a", "v1_a")}
    assert shared_ids([*one, *other]) == {"v1_a"}


def test_scenarios_of_a_run_are_judged_by_themselves() -> None:
    create = exchange(scenario="create/plain", revision=LEGACY)
    get = exchange("GET", scenario="retrieval/get-completed", revision=LEGACY)
    assert shown(PAIR, create, get)[0] is Status.NOT_APPLICABLE
    assert shown(PAIR, create, replace(get, scenario="create/plain"))[0] is Status.PASS
    probe = replace(create, scenario="probe")
    assert shown(PAIR, probe, get)[0] is Status.PASS
    assert shown(CREATED_ALONE, probe)[0] is Status.PASS


CREATED_ALONE = Conversation(CREATE)


def test_what_a_scenario_was_played_for_is_judged_at_the_revision_of_its_run() -> None:
    chosen = next(r for r in requirements().values() if r.feature == "create" and NEWEST in r.span)
    scenario = eliciting(chosen.looks_at, NEWEST)[0].name
    asked = exchange(scenario=scenario, revision=NEWEST)
    old = replace(asked, request=replace(asked.request, headers={"api-revision": LEGACY.name}))
    (group,) = grouped([replace(old, key="x0")])
    assert list(group.traffic_for(chosen)) == [NEWEST]
    other = next(r for r in requirements().values() if r.feature == "deletion")
    assert [r for r, found in group.traffic_for(other).items() if found] == [LEGACY]


# --- which API -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://gw.test/google/v1beta/interactions?alt=sse", "https://gw.test/v1beta/interactions?alt=sse"),
        ("https://gw.test/v1/interactions/v1_a/cancel", "https://gw.test/v1/interactions/v1_a/cancel"),
        ("https://gw.test/v1beta/files/x", "https://gw.test/v1beta/files/x"),
        ("https://generativelanguage.googleapis.com/v1beta/webhooks",) * 2,
        ("https://api.other.test/v1/files", None),
        ("https://generativelanguage.googleapis.com/v1beta/models/m:generateContent", None),
        ("https://gw.test/v1beta/interactionsx", None),
    ],
)
def test_whose_traffic_it_is(url: str, kept: str | None) -> None:
    ours = Exchange("", Request("POST", "https://gw.test/v1beta/interactions"))
    found, others = split([ours, Exchange("", Request("POST", url))])
    assert [each.request.url for each in found[1:]] == ([kept] if kept else [])
    assert others.total() == (kept is None)


# --- what could not be judged ----------------------------------------------------------------------------------------


def test_what_could_not_be_judged_is_counted_by_reason() -> None:
    kept = [
        exchange(),
        exchange("GET", "v1_b", of="b").with_status(404),
        Exchange("", Request("POST", URL, known=False), Response(200, None, ()), recording="c"),
    ]
    keyed = [replace(each, key=f"x{number}") for number, each in enumerate(kept)]
    found = Recordings(keyed, skipped=["x: not JSON"])
    found.others["cdn.test"] = 3
    judge = Judge("recordings", "auto", "replay")
    live = replace(requirement(PAIR), lanes=("socket",))
    chosen = [live, requirement(GET_AFTER_DELETE), requirement(PAIR)]
    text = "\n".join(not_judged(found, [*results_of(chosen, grouped(keyed)), judge.not_applicable(live, "else")]))
    for part in (
        "1 requirements: only a live connection shows it",
        "2 requirements: no such traffic (create, delete, get 1; create, get 1)",
        "1 exchanges without what was asked",
        "1 answers without headers",
        "3 exchanges are with others (cdn.test 3)",
        "1 files or entries were skipped",
    ):
        assert part in text


def test_nothing_to_say_is_not_said() -> None:
    assert not_judged(Recordings([exchange()]), []) == []


def test_many_files_are_named_by_their_places(tmp_path: Path) -> None:
    line = json.dumps(
        {"request": {"method": "POST", "url": URL, "body": ASKED}, "response": {"status": 200, "body": {}}}
    )
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.json").write_text(line)
    assert [found.recording for found in read_all([tmp_path])] == ["a/x.json", "b/x.json"]
    both = read_all([tmp_path / "a", tmp_path / "b" / "x.json"])
    assert [found.recording for found in both] == [str(tmp_path / "a" / "x.json"), str(tmp_path / "b" / "x.json")]
