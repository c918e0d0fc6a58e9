"""Failures: an interaction that failed tells why.

Since August 2026 the resource has a list of errors, each with a code for machines and a message for people. No run can
make a service fail, so this is judged in recorded traffic.
"""

from __future__ import annotations

import json

from conformance.conversation import ANSWER, Conversation
from conformance.exchange import Chunk, Exchange, Request, Response
from conformance.interaction import blocks, objects
from conformance.requirement import Feature
from conformance.revisions import Revision
from conformance.verdict import Verdict, all_of, every, that

feature = Feature("failures", "Failures", "https://ai.google.dev/gemini-api/docs/api-errors#interaction-errors")

faulty = Conversation(ANSWER.where(lambda x: "errors" in x.interaction, "answer with errors"))
failed = Conversation(ANSWER.where(lambda x: x.interaction.get("status") == "failed", "answer that failed"))


def specimen(revision: Revision) -> tuple[Exchange, ...]:
    """A get of background work that failed."""
    body = {
        "id": "v1_failed", "status": "failed", "model": "m", "object": "interaction",
        "errors": [{"code": "deadline_exceeded", "message": "The work took too long."}],
    }  # fmt: skip
    asked = Request("GET", "https://target/v1beta/interactions/v1_failed", {})
    answer = Response(200, {"content-type": "application/json"}, (Chunk(None, json.dumps(body).encode()),))
    return (Exchange("x1", asked, answer, lane="replay", revision=revision),)


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
