"""Error codes: which HTTP status belongs to which code.

The page on errors lists the pairs. No run can spend somebody's quota or make a service fail, so most of them are judged
in recorded traffic only; what a run can provoke is judged with the errors themselves.
"""

from __future__ import annotations

from http import HTTPStatus

from conformance.contract import error_of, in_error_shape
from conformance.conversation import ASKED, Conversation
from conformance.exchange import Exchange, Request
from conformance.features.errors import STATUS_OF
from conformance.requirement import Feature, Specimen
from conformance.revisions import Revision
from conformance.specimen import answered
from conformance.verdict import Verdict, all_of, that

feature = Feature("error-codes", "Error codes", "https://ai.google.dev/gemini-api/docs/api-errors")

ELICITED = {"invalid_request", "parameter_unknown", "not_found"}
"""The codes that a run can bring about."""
PAIRS = {code: status for code, status in STATUS_OF.items() if code not in ELICITED}

# Codes that say that content was blocked, and codes that say what went wrong in generation.
BLOCKS = (
    "safety", "recitation", "language", "prohibited_content", "spii", "blocklist", "image_safety",
    "image_prohibited_content", "image_recitation", "image_other", "content_blocked",
)  # fmt: skip
GENERATION = (
    "malformed_function_call", "malformed_tool_call", "unexpected_tool_call", "no_image", "too_many_tool_calls",
    "missing_thought_signature",
)  # fmt: skip
LIMITS = ("rate_limit_exceeded", "quota_exceeded", "too_many_requests")
DOCUMENTED = {*PAIRS, *BLOCKS, *GENERATION, "invalid_request", "parameter_unknown", "not_found"}


def code_of(exchange: Exchange) -> object:
    """The code of an error that was the whole answer; None for any other answer."""
    error = error_of(exchange).value if (exchange.status or 0) >= 300 else None
    return error.get("code") if isinstance(error, dict) else None


def example(code: str, status: int) -> Specimen:
    """A refusal with that code and status, as the service words one."""

    def made(revision: Revision) -> tuple[Exchange, ...]:
        body = {"error": {"message": f"An example of {code}.", "code": code}}
        asked = Request("POST", "https://target/v1beta/interactions", {}, b'{"model":"m","input":"Hello."}')
        return (answered("x1", asked, status, body, revision),)

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


# --- codes that have no pair of their own ----------------------------------------------------------------------------


def plainly(x: Exchange) -> str:
    """The code of an error in lower case; empty where there is none, or one of another kind."""
    code = code_of(x)
    return code.lower() if isinstance(code, str) else ""


blocked = Conversation(ASKED.where(lambda x: plainly(x) in BLOCKS, "request that was blocked"))
spoiled = Conversation(ASKED.where(lambda x: plainly(x) in GENERATION, "request whose generation went wrong"))
limited = Conversation(ASKED.where(lambda x: x.status == 429 or plainly(x) in LIMITS, "request over a limit"))
other = Conversation(ASKED.where(lambda x: bool(plainly(x)) and code_of(x) not in DOCUMENTED, "another code"))


@feature.must(
    "error-codes.blocked",
    blocked,
    clauses="err.refused-unary err.codes.block",
    since="2026-11-16",
    specimen=example("prohibited_content", 400),
    note="Seen as content_blocked for a policy; an output that is used up is no block (disc.block.codes).",
)
def tells_what_was_blocked(asked: Exchange) -> Verdict:
    """A request that is blocked for its content is refused with 400, and with a code that says what for."""
    return all_of(that(asked.status, "the status", asked).equals(400), expect_code(asked, BLOCKS))


@feature.should(
    "error-codes.generation",
    spoiled,
    clauses="err.codes.generation",
    since="2026-11-16",
    specimen=example("malformed_function_call", 400),
)
def tells_what_went_wrong(asked: Exchange) -> Verdict:
    """What goes wrong in generation is told by a documented code, as an error with a message."""
    return all_of(in_error_shape(asked), expect_code(asked, GENERATION))


@feature.must("error-codes.limit", limited, clauses="err.rate-limit", specimen=example("too_many_requests", 429))
def says_too_many(asked: Exchange) -> Verdict:
    """What is over a limit of requests or tokens is refused with 429 and an error that says so."""
    return all_of(that(asked.status, "the status", asked).equals(429), in_error_shape(asked))


@feature.may(
    "error-codes.named-by-status",
    other,
    clauses="err.codes.fallback",
    since="2026-11-16",
    specimen=example("method_not_allowed", 405),
)
def names_the_status(asked: Exchange) -> Verdict:
    """A code that is not documented is the name of the HTTP status in snake_case."""
    known = {status.value: status.name.lower() for status in HTTPStatus}
    return that(code_of(asked), "the code", asked).equals(known.get(asked.status or 0, "the name of a status"))


def expect_code(asked: Exchange, codes: tuple[str, ...]) -> Verdict:
    """The code is one of these, letter by letter."""
    return that(code_of(asked), "the code", asked).is_one_of(*codes)
