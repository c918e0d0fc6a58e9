"""Schemathesis: another generator of requests and another judge of answers look at the target, too.

Its phases – the examples of our OpenAPI document, one case for every word of its schemas, random requests, and calls
that follow links – are sent to the target. A verdict rests on what was really sent, read again and held against the
schemas and the documentation, never on what the generator says of it. Played by ``conformance fuzz`` and ``conformance
run --with fuzz`` alone; what of its complaints is none, and why, is a table (docs/schemathesis.md).
"""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

from conformance.api import Api
from conformance.contract import refused
from conformance.conversation import (
    ANSWERED,
    ASKED,
    CONTROL,
    CREATE,
    DELETE,
    STREAMED,
    Conversation,
    Role,
    anything,
    concerns_first,
)
from conformance.exchange import Exchange
from conformance.fuzzing.rules import keeps_rules
from conformance.generate.case import Case
from conformance.requirement import Feature
from conformance.verdict import Verdict, right, that, wrong

feature = Feature("schemathesis", "Schemathesis", "https://ai.google.dev/api/interactions-api")

FLAGS = frozenset({"stream", "include_input"})


def claimed(claim: str) -> Role:
    """A create of schemathesis with which the documentation has the server do ``claim``."""
    return ASKED.where(lambda x: x.operation == "create" and getattr(x.case, "claim", None) == claim, f"{claim} create")


def sent(x: Exchange) -> bool:
    """Any request of schemathesis."""
    return isinstance(x.case, Case) and x.case.tier == "schemathesis"


def asks_rightly(x: Exchange) -> bool:
    """A get whose query is empty or has the documented flags: of any other it may be said first that it is wrong."""
    query = parse_qsl(urlsplit(x.request.url).query, keep_blank_values=True)
    return x.operation == "get" and all(name in FLAGS and value in ("true", "false") for name, value in query)


def asked_again(before: tuple[Exchange, ...], x: Exchange) -> bool:
    """``x`` names the interaction that was made, with a key."""
    return concerns_first(before, x) and "x-goog-api-key" in (x.request.headers or {})


anything_sent = Conversation(CONTROL, ASKED.where(sent, "request of schemathesis"))
described = Conversation(
    CONTROL, ASKED.where(lambda x: sent(x) and x.operation != "other", "request of schemathesis to an operation")
)
granted = Conversation(CONTROL, claimed("granted"))
forbidden = Conversation(CONTROL, claimed("forbidden"))
unary = Conversation(ANSWERED.roles[0].where(sent, "answer to a request of schemathesis"))
streamed = Conversation(STREAMED.roles[0].where(lambda x: sent(x) and x.status == 200, "stream for one"))
made = CREATE.where(lambda x: x.status == 200 and x.sent.get("store") is not False, "create that is kept")
# Schemathesis deletes twice, and without a key: a delete that was refused shows nothing here.
done = DELETE.where(lambda x: x.status == 200, "delete that is done").after(asked_again)
gone = Conversation(made, done, Role("get of what was deleted", asks_rightly, anything, asked_again))


@feature.scenario(
    elicits=(anything_sent, described, granted, forbidden, unary, streamed, gone),
    needs=("storage", "streaming"),
    drawn=True,
)
def run_all_phases(api: Api) -> None:
    """Let schemathesis send what it makes of the OpenAPI document, phase by phase."""
    from conformance.fuzzing.schemathesis.campaigns import explore

    explore(api, feature.requirements)


@feature.must("schemathesis.no-server-error", anything_sent, clauses="create.endpoint.post")
def never_breaks(control: Exchange, asked: Exchange) -> Verdict:
    """Whatever is sent is answered, and not with a 5xx."""
    return that((asked.status or 0) < 500, "that the status is below 500", asked).equals(True)


@feature.must("schemathesis.as-described", described, clauses="create.endpoint.post")
def answers_as_described(control: Exchange, asked: Exchange) -> Verdict:
    """Every answer has a status, a content type, headers and a body (every event, in a stream) that the OpenAPI
    document describes, as schemathesis reads it.
    """
    from conformance.fuzzing.schemathesis.opinion import complaints

    found = complaints(asked)
    return wrong(found[0], expected="what openapi.json describes") if found else right("as described")


@feature.must("schemathesis.accepts-valid", granted, clauses="create.endpoint.post create.new-resource")
def accepts(control: Exchange, asked: Exchange) -> Verdict:
    """A create that the schemas allow and the documentation grants is accepted."""
    return that(asked.status, "the status", asked).equals(200)


@feature.should("schemathesis.refuses-invalid", forbidden, clauses="create.input.required")
def refuses(control: Exchange, asked: Exchange) -> Verdict:
    """A create that the documentation forbids, or advises to refuse, is refused with a 4xx in the error shape."""
    return refused(asked)


@feature.must("schemathesis.keeps-the-rules", unary, clauses="dm.model-or-agent")
def answers_by_the_rules(answer: Exchange) -> Verdict:
    """Every interaction that is answered keeps what is required of any interaction."""
    return keeps_rules(answer, ANSWERED)


@feature.must("schemathesis.streams-by-the-rules", streamed, clauses="st.sse-framing")
def streams_by_the_rules(answer: Exchange) -> Verdict:
    """Every stream keeps what is required of any stream."""
    return keeps_rules(answer, STREAMED)


@feature.must("schemathesis.deleted-is-gone", gone, clauses="delete.then-get-404", since="2026-05-07")
def is_gone(created: Exchange, deleted: Exchange, asked: Exchange) -> Verdict:
    """What was deleted is not found again."""
    return refused(asked, 404)


@feature.should("schemathesis.nothing-unexplained", anything_sent, evidence="spec", clauses="create.endpoint.post")
def nothing_unexplained(control: Exchange, asked: Exchange) -> Verdict:
    """Schemathesis has no complaint that the documentation does not explain."""
    remarks = getattr(asked.case, "remarks", ())
    return wrong(remarks[0], expected="an answer that schemathesis accepts") if remarks else right("no complaint")
