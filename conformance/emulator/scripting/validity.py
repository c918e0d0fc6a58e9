"""Whether an answer of a rule is one that the API could give: held against the schemas of a revision."""

from __future__ import annotations

from typing import Any

from conformance.emulator import render, stream
from conformance.emulator.record import Record
from conformance.emulator.scripting.answer import Scripted
from conformance.emulator.step_history import known
from conformance.emulator.usage import replaced
from conformance.revisions import Revision
from conformance.schema import Violation, load

Json = dict[str, Any]


def violations(scripted: Scripted, revision: Revision, *, strict: bool) -> list[Violation]:
    """What is wrong with ``scripted`` as an answer at ``revision``, and with the stream of it.

    ``strict`` asks for drift too: fields and values that a client has to survive, but that nobody documents.
    """
    for number, step in enumerate(scripted.reply.steps if scripted.reply else ()):
        if not known([step], revision):
            return [Violation(f"$.steps[{number}].type", "x-since", f"there is no {step['type']} yet", step["type"])]
    try:
        return _found(_example(scripted), revision, strict=strict)
    except (KeyError, TypeError, AttributeError) as error:  # what the model makes always has the fields to be shown by
        return [Violation("$.steps", "shape", f"can't be shown at {revision.name}: {error!r}", None)]


def _found(record: Record, revision: Revision, *, strict: bool) -> list[Violation]:
    schemas = load(revision.name)
    whole = render.created(record, revision)
    wrong = schemas.check("Interaction", whole, "response")
    if strict and not wrong:
        wrong = schemas.drift("Interaction", whole)
    if wrong:
        return wrong
    events = stream.events(record, revision)
    found = (schemas.check("Event", {**data, "event_type": name}, "response") for name, data in events)
    return next(filter(None, found), [])


def _example(scripted: Scripted) -> Record:
    """An interaction that nobody asked for, with the answer in it."""
    reply = scripted.reply
    assert reply is not None
    usage = replaced({"total_tokens": 0, "total_input_tokens": 0, "total_output_tokens": 0}, scripted.usage)
    return Record(
        id="v1_checked",
        owner="",
        second=0,
        changed=0,
        status=reply.status,
        outcome=reply.status,
        input=[],
        steps=reply.steps,
        usage=usage,
        service_tier="standard",
        model="gemini-2.5-flash",
        errors=scripted.errors,
        delivery=scripted.delivery,
    )
