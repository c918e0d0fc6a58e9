"""What a server could get wrong about a request that nobody would have thought of."""

from __future__ import annotations

import json
from dataclasses import replace

from conformance.conversation import Found
from conformance.exchange import Exchange
from conformance.fuzzing.schemathesis.sent import Sent
from conformance.mutant import mutant

REFUSED = json.dumps(
    {"error": {"code": "invalid_request", "message": "Request contains an invalid argument."}}
).encode()


def failing(exchange: Exchange, status: int) -> Exchange:
    """The answer as an error."""
    return exchange.with_body(REFUSED).with_header("content-type", "application/json").with_status(status)


@mutant(kills="schemathesis.no-server-error")
def trips_over_it(control: Exchange, asked: Exchange) -> Exchange:
    return failing(asked, 500)


@mutant(kills="schemathesis.as-described")
def answers_in_prose(control: Exchange, asked: Exchange) -> Exchange:
    return asked.with_body(b'"That did not work."').with_header("content-type", "text/plain")


@mutant(kills="schemathesis.accepts-valid", violates="create.endpoint.post create.new-resource")
def refuses_what_is_documented(control: Exchange, asked: Exchange) -> Exchange:
    return failing(asked, 400)


@mutant(kills="schemathesis.refuses-invalid")
def overlooks_what_is_wrong(control: Exchange, asked: Exchange) -> Exchange:
    return asked.with_body(control.body).with_status(200)


@mutant(kills="schemathesis.keeps-the-rules")
def answers_with_a_status_of_its_own(answer: Exchange) -> Exchange:
    return answer.with_json("$.status", "finished")


@mutant(kills="schemathesis.streams-by-the-rules")
def sends_events_that_are_no_json(answer: Exchange) -> Exchange:
    return answer.with_body(answer.body.replace(b"data: {", b"data: ", 1))


@mutant(kills="schemathesis.deleted-is-gone")
def deletes_nothing(created: Exchange, deleted: Exchange, asked: Exchange) -> Found:
    return created, deleted, asked.with_body(created.body).with_status(200)


@mutant(kills="schemathesis.nothing-unexplained")
def makes_schemathesis_complain(control: Exchange, asked: Exchange) -> Exchange:
    assert isinstance(asked.case, Sent)
    return replace(asked, case=replace(asked.case, remarks=("use_after_free: The API did not return 404",)))
