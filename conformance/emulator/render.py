"""The interaction resource as JSON, in the key order of the wire. Absent things are left out, never null."""

from __future__ import annotations

from typing import Any

from conformance.emulator import first_beta
from conformance.emulator.record import TERMINAL, Record, timestamp
from conformance.emulator.step_history import known
from conformance.revisions import LEGACY, NEWEST, Revision

Json = dict[str, Any]


def created(record: Record, revision: Revision) -> Json:
    """What create answers: the finished interaction with what the model produced, or the start of background work."""
    return _whole(record, revision, None if record.running else blocks(record.steps, revision), None)


def fetched(record: Record, revision: Revision, *, include_input: bool) -> Json:
    """What get answers: the timeline of the turn where there are steps, else outputs; its input on request.

    Of running work that is what is done so far (agent.background.poll-to-terminal; steps of a run can be watched).
    """
    shown = [*record.input, *record.steps] if revision.blocks == "steps" else record.steps
    asked = None
    if include_input:
        asked = record.input if revision.blocks == "steps" else turns(record.input)
    return _whole(record, revision, blocks(shown, revision), asked)


def partial(record: Record, status: str) -> Json:
    """What the first event of a stream carries."""
    start = {"id": record.id, "status": status, "object": "interaction"}
    return start | ({"agent": record.agent} if record.agent else {"model": record.model})


def final(record: Record, revision: Revision) -> Json:
    """What the last event of a stream carries: everything but the blocks."""
    whole = _whole(record, revision, None, None)
    whole.pop("previous_interaction_id", None)
    return whole


def _whole(record: Record, revision: Revision, shown: list[Json] | None, asked: list[Json] | None) -> Json:
    legacy = revision.blocks == "outputs"
    status = record.status
    finished = status in TERMINAL and status != "cancelled"
    value: Json = {"id": record.id, "status": status if finished else shown_status(status, revision)}
    if legacy and shown:
        value["outputs"] = shown
    if finished:
        value["usage"] = record.usage
    if legacy:
        value["role"] = "agent" if record.agent else "model"
    value["created"] = created = timestamp(record.second)
    value["updated"] = created if record.changed == record.second else timestamp(record.changed)
    if finished:
        value["service_tier"] = record.service_tier
    if not legacy and shown:
        value["steps"] = shown
    value["object"] = "interaction"
    if asked is not None:
        value["input"] = asked
    if revision is NEWEST:
        if record.errors and finished:
            value["errors"] = record.errors
        if record.labels:
            value["labels"] = record.labels
    if record.agent:
        value["agent"] = record.agent
    else:
        value["model"] = record.model
    if record.environment_id and not legacy:
        value["environment_id"] = record.environment_id
    if record.previous and record.names_previous:
        value["previous_interaction_id"] = record.previous
    return first_beta.interaction(value) if revision is LEGACY else value


def shown_status(status: str, revision: Revision) -> str:
    """``status`` at ``revision``: what is queued was told as running before there was a word for it (July 2026)."""
    return "in_progress" if status == "queued" and revision is not NEWEST else status


def blocks(steps: list[Json], revision: Revision) -> list[Json]:
    """``steps`` as the blocks of ``revision``: themselves, or outputs with the contents of model_output laid bare."""
    steps = known(steps, revision)
    if revision.blocks == "steps":
        return steps
    flat: list[Json] = []
    for step in steps:
        flat += step["content"] if step["type"] == "model_output" else [_output(step)]
    return [first_beta.output(block) for block in flat] if revision is LEGACY else flat


def _output(step: Json) -> Json:
    return {key: value for key, value in step.items() if not (key == "is_error" and value is False)}


def turns(steps: list[Json]) -> list[Json]:
    """``steps`` as the turns that the older shape shows them in."""
    listed: list[Json] = []
    for step in steps:
        role = "user" if step["type"] in ("user_input", "function_result") else "model"
        contents = step["content"] if step["type"] in ("user_input", "model_output") else [step]
        if not listed or listed[-1]["role"] != role:
            listed.append({"role": role, "content": []})
        listed[-1]["content"] += contents
    return listed
