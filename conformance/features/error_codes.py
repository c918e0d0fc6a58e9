"""Error codes: which HTTP status belongs to which code.

The page on errors lists the pairs. No run can spend somebody's quota or make a service fail, so most of them are judged
in recorded traffic only; what a run can provoke is judged with the errors themselves.
"""

from __future__ import annotations

import json

from conformance.contract import error_of
from conformance.conversation import ASKED, Conversation
from conformance.exchange import Chunk, Exchange, Request, Response
from conformance.requirement import Feature, Specimen
from conformance.revisions import Revision
from conformance.verdict import Verdict, that

feature = Feature("error-codes", "Error codes", "https://ai.google.dev/gemini-api/docs/api-errors")

# The pairs that a run cannot bring about; the others are errors.STATUS_OF's.
PAIRS = {
    "failed_precondition": 400,
    "authentication": 401,
    "payment_required": 402,
    "permission_denied": 403,
    "model_not_found": 404,
    "already_exists": 409,
    "aborted": 409,
    "out_of_range": 416,
    "rate_limit_exceeded": 429,
    "quota_exceeded": 429,
    "too_many_requests": 429,
    "cancelled": 499,
    "api_error": 500,
    "unimplemented": 501,
    "service_unavailable": 503,
    "deadline_exceeded": 504,
}


def code_of(exchange: Exchange) -> object:
    """The code of an error that was the whole answer; None for any other answer."""
    error = error_of(exchange).value if (exchange.status or 0) >= 300 else None
    return error.get("code") if isinstance(error, dict) else None


def example(code: str, status: int) -> Specimen:
    """A refusal with that code and status, as the service words one."""

    def made(revision: Revision) -> tuple[Exchange, ...]:
        body = json.dumps({"error": {"message": f"An example of {code}.", "code": code}}).encode()
        asked = Request("POST", "https://target/v1beta/interactions", {}, b'{"model":"m","input":"Hello."}')
        answer = Response(status, {"content-type": "application/json"}, (Chunk(None, body),))
        return (Exchange("x1", asked, answer, lane="replay", revision=revision),)

    return made


def _declare(code: str, status: int) -> None:
    answered = Conversation(ASKED.where(lambda x: code_of(x) == code, f"answer with the code {code}"))

    def check(asked: Exchange) -> Verdict:
        return that(asked.status, f"the status of {code}", asked).equals(status)

    check.__doc__ = f"The code {code} comes with the HTTP status {status}."
    slug = code.replace("_", "-")
    declare = feature.should(
        f"error-codes.{slug}",
        answered,
        clauses=f"err.code.{slug}",
        since="2026-11-16",
        specimen=example(code, status),
    )
    declare(check)


for _code, _status in PAIRS.items():
    _declare(_code, _status)
