"""Failures: an interaction that failed tells why.

Since August 2026 the resource has a list of errors, each with a code for machines and a message for people. No run can
make a service fail, so this is judged in recorded traffic.
"""

from __future__ import annotations

import json

from conformance.contract import refused
from conformance.conversation import ANSWER, ANY_STREAM, ASKED, Conversation, concerns_first
from conformance.exchange import Exchange, Request
from conformance.features.error_codes import BLOCKS
from conformance.interaction import blocks, objects
from conformance.requirement import Feature
from conformance.revisions import Revision
from conformance.specimen import answered
from conformance.verdict import Verdict, all_of, every, expect, that

feature = Feature("failures", "Failures", "https://ai.google.dev/gemini-api/docs/api-errors#interaction-errors")

BLOCKED = "prohibited_content"

faulty = Conversation(ANSWER.where(lambda x: "errors" in x.interaction, "answer with errors"))
failed = Conversation(ANSWER.where(lambda x: x.interaction.get("status") == "failed", "answer that failed"))


def specimen(revision: Revision) -> tuple[Exchange, ...]:
    """A get of background work that failed."""
    body = {
        "id": "v1_failed", "status": "failed", "model": "m", "object": "interaction",
        "errors": [{"code": "deadline_exceeded", "message": "The work took too long."}],
    }  # fmt: skip
    asked = Request("GET", "https://target/v1beta/interactions/v1_failed", {})
    return (answered("x1", asked, 200, body, revision),)


@feature.may("failures.errors", faulty, clauses="dm.errors-array", since="2026-05-20", specimen=specimen)
def lists_codes_and_messages(answer: Exchange) -> Verdict:
    """The errors of an interaction are a list, each with a code and a message."""
    listed = answer.interaction["errors"]
    return all_of(
        that(listed, "$.errors", answer).is_list(),
        every((that(one.get("code"), "the code of an error", answer).is_text() for one in objects(listed)), "errors"),
        every((that(one.get("message"), "its message", answer).is_text() for one in objects(listed)), "errors"),
    )


@feature.should(
    "failures.says-why",
    failed,
    clauses="dm.error-on-failed",
    since="2026-05-20",
    evidence="inferred",
    specimen=specimen,
)
def says_why(answer: Exchange) -> Verdict:
    """An interaction that failed says why, in its errors or in the output that failed."""
    in_steps = [block["error"] for block in blocks(answer.interaction) if "error" in block]
    told = [*objects(answer.interaction.get("errors")), *in_steps]
    return that(told, "reasons in $.errors and $.steps", answer).is_list()


# --- streams that are refused ----------------------------------------------------------------------------------------

framed = Conversation(
    ASKED.where(lambda x: 400 <= (x.status or 0) < 500 and x.is_stream, "refusal that is framed as a stream")
)
blocked = Conversation(
    ANY_STREAM.where(
        lambda x: any(code in str(event.json.get("error")) for event in x.named("error") for code in BLOCKS),
        "stream that is blocked",
    ),
    ASKED.where(lambda x: x.operation == "get", "get of what was blocked").after(concerns_first),
)


def events(*told: tuple[str, object]) -> bytes:
    """Events as bytes of a stream."""
    return b"".join(f"event: {name}\ndata: {json.dumps(data)}\n\n".encode() for name, data in told)


def refused_stream(revision: Revision) -> tuple[Exchange, ...]:
    """A streamed create with a signature that is not one, as it was recorded in August 2026."""
    error = {"error": {"message": "Corrupted thought signature.", "code": "invalid_request"}, "event_type": "error"}
    asked = Request("POST", "https://target/v1beta/interactions", {}, b'{"model":"m","input":"Hi.","stream":true}')
    return (answered("x1", asked, 400, events(("error", error)), revision),)


def blocked_stream(revision: Revision) -> tuple[Exchange, ...]:
    """A stream that is blocked after it began, and a get of what it began."""
    made = {"id": "v1_blocked", "status": "in_progress", "object": "interaction"}
    told = events(
        (revision.created, {"interaction": made, "event_type": revision.created}),
        ("error", {"error": {"message": "Blocked.", "code": BLOCKED}, "event_type": "error"}),
    )
    asked = Request("POST", "https://target/v1beta/interactions", {}, b'{"model":"m","input":"Hi.","stream":true}')
    missing = {"error": {"message": "Interaction not found.", "code": "not_found"}}
    again = Request("GET", "https://target/v1beta/interactions/v1_blocked", {})
    return (answered("x1", asked, 200, told, revision), answered("x2", again, 404, missing, revision))


@feature.may(
    "failures.framed-refusal",
    framed,
    clauses="err.sse-400-framing",
    since="2026-05-20",
    evidence="recorded",
    specimen=refused_stream,
    note="Documented is plain JSON; in August 2026 the live service framed it (disc.err.sse-400).",
)
def frames_one_error(asked: Exchange) -> Verdict:
    """The refusal of a stream may be framed as an event: then it is a single one, with the error object."""
    told = [event for event in asked.events if not event.is_done]
    return all_of(
        that([event.type for event in told], "the types of the events", asked).equals(["error"]),
        *(expect(event, f"$.error.{name}").is_text() for event in told for name in ("code", "message")),
    )


@feature.may(
    "failures.blocked-not-stored",
    blocked,
    clauses="get.refused-not-stored",
    since="2026-11-16",
    evidence="recorded",
    specimen=blocked_stream,
)
def forgets_what_was_blocked(stream: Exchange, asked: Exchange) -> Verdict:
    """What a content filter blocked is not stored: its id is not found."""
    return refused(asked, 404)
