"""The table of complaints that are none: whole, narrow, and resting on the documentation."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from conformance.exchange import Exchange, Request, Response
from conformance.fuzzing.schemathesis import explained
from conformance.fuzzing.schemathesis.explained import Complaint, explanation, explanations, unused
from conformance.fuzzing.schemathesis.sent import Claim, Doubt, Sent

GET = "GET /interactions/{id}"


def test_every_entry_has_a_reason_and_a_documented_clause(corpus: Path) -> None:
    known = {clause["id"] for clause in json.loads((corpus / "facts" / "clauses.json").read_text("utf-8"))}
    for entry in explanations():
        assert entry.clause in known, entry
        assert len(entry.reason) > 40
        assert entry.statuses
        assert entry.operations


def answered(status: int, url: str, claim: Claim = "") -> Exchange:
    sent = Sent(None, True, "", "schemathesis", "", phase="fuzzing", claim=claim)
    return Exchange("x1", Request("GET", url), Response(status, {}), case=sent)


def test_an_entry_covers_what_it_names_and_nothing_beside() -> None:
    url = "http://h/v1beta/interactions/a?last_event_id=e"
    covered = Complaint("positive_data_acceptance", GET, "", answered(400, url))
    entry = explanation(covered)
    assert entry is not None
    assert entry.id == "resume-without-stream"
    assert explanation(replace(covered, check="not_a_server_error")) is None
    assert explanation(replace(covered, operation="DELETE /interactions/{id}")) is None
    assert explanation(replace(covered, exchange=answered(500, url))) is None
    assert explanation(replace(covered, exchange=answered(400, "http://h/v1beta/interactions/a"))) is None


def test_a_granted_request_that_is_refused_is_never_explained() -> None:
    complaint = Complaint(
        "positive_data_acceptance",
        "POST /interactions",
        "",
        answered(400, "http://h/v1beta/interactions", claim="granted"),
    )
    assert explanation(complaint) is None


def test_an_entry_without_use_is_told() -> None:
    ids = [entry.id for entry in explanations()]
    assert unused(ids) == []
    assert unused(ids[1:]) == ids[:1]


def test_an_entry_that_is_not_whole_is_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "explained.toml").write_text('[blanket]\ncheck = "negative_data_rejection"\n')
    monkeypatch.setattr(explained, "files", lambda _: tmp_path)
    with pytest.raises(ValueError, match="blanket"):
        explanations.__wrapped__()


def test_the_listing_has_all_of_it() -> None:
    listing = explained.listing()
    assert all(entry.reason in listing and entry.clause in listing for entry in explanations())


def made(sent: dict[str, object], status: int = 400) -> Complaint:
    exchange = answered(status, "http://h/v1beta/interactions/a/cancel")
    return Complaint("positive_data_acceptance", "POST /interactions/{id}/cancel", "", exchange, sent)


def test_a_refused_cancel_is_explained_by_how_the_interaction_was_made() -> None:
    told = [explanation(one) for one in (made({"input": "a"}), made({"background": True}), made({}, status=404))]
    assert [entry and entry.id for entry in told] == ["cancel-what-never-ran", "cancel-what-is-done", None]


@pytest.mark.parametrize(("doubt", "expected"), [("another", None), ("optional", "left-to-the-server"), ("", None)])
def test_a_refused_create_is_explained_by_what_the_documentation_says_of_it(doubt: Doubt, expected: str | None) -> None:
    exchange = answered(400, "http://h/v1beta/interactions")
    doubted = replace(exchange, case=Sent({}, True, "", "schemathesis", "", doubt=doubt))
    entry = explanation(Complaint("positive_data_acceptance", "POST /interactions", "", doubted))
    assert (entry and entry.id) == expected
