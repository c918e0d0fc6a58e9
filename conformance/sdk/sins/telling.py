"""Sins in what the application is told."""

from __future__ import annotations

import json
from typing import Any

from conformance.sdk.sins.sin import Json, tells


def every(outcome: Json, name: str, edit: Any) -> Json:
    """The outcome with each member of one of its lists edited."""
    return outcome | {name: [edit(value) for value in outcome[name] or []]}


@tells(
    "client-create.text-whole client-structured.json client-answers.without-id client-limits.slow "
    "client-functions.loop client-lifecycle.delivers client-resume.text-once client-resume.from-the-start "
    "client-resume.without-a-start client-deltas.text client-deltas.without-ids client-requests.stream-flag "
    "client-requests.extra-headers"
)
def drops_the_last_letter(outcome: Json, _: Json) -> Json:
    """Delivers texts without their last letter."""
    return outcome | {"text": (outcome["text"] or "")[:-1]}


@tells("client-answers.every-text client-deltas.blanks client-deltas.repeated")
def trims_texts(outcome: Json, _: Json) -> Json:
    """Delivers texts without the blanks in them."""
    return outcome | {"text": " ".join((outcome["text"] or "").split())}


@tells("client-answers.id client-deltas.id client-chaining.last-answer client-lifecycle.delivers")
def shortens_ids(outcome: Json, _: Json) -> Json:
    """Delivers the first letters of ids."""
    return outcome | {"id": (outcome["id"] or "")[:12]}


@tells(
    "client-answers.status client-deltas.status client-polling.completed client-lifecycle.cancelled client-resume.end"
)
def tells_no_status(outcome: Json, _: Json) -> Json:
    """Delivers no status."""
    return outcome | {"status": None}


@tells(
    "client-answers.unknown-status client-answers.incomplete client-answers.failed client-survival.end "
    "client-deltas.no-blocks client-deltas.requires-action client-functions.requires-action client-endings.failed "
    "client-endings.incomplete client-endings.unfinished client-endings.error-is-no-end client-settings.background "
    "client-polling.failed client-polling.cancelled client-polling.incomplete client-polling.requires-action"
)
def calls_everything_completed(outcome: Json, _: Json) -> Json:
    """Calls completed whatever came to an end."""
    return outcome | {"status": "completed"}


@tells(
    "client-answers.usage client-deltas.usage client-lifecycle.delivers client-polling.report "
    "client-answers.unknown-fields"
)
def forgets_the_usage(outcome: Json, _: Json) -> Json:
    """Delivers no usage."""
    return outcome | {"usage": None}


@tells("client-answers.usage client-deltas.usage")
def counts_by_itself(outcome: Json, _: Json) -> Json:
    """Delivers counts of its own."""
    return outcome | {"usage": {"total_tokens": len(outcome["text"] or "")}}


@tells("client-answers.usage-alone")
def adds_counts(outcome: Json, _: Json) -> Json:
    """Puts counts of its own beside those that were answered."""
    return outcome | {"usage": {**(outcome["usage"] or {}), "initial_input_tokens": 7}}


@tells("client-answers.thoughts-apart client-deltas.thoughts-apart")
def reads_thoughts_aloud(outcome: Json, _: Json) -> Json:
    """Takes what the model thought for what it says."""
    return outcome | {"text": "".join(outcome["thoughts"]) + (outcome["text"] or "")}


@tells("client-answers.thoughts client-deltas.thoughts")
def keeps_thoughts_back(outcome: Json, _: Json) -> Json:
    """Delivers no thoughts."""
    return outcome | {"thoughts": []}


@tells("client-answers.pictures client-deltas.picture client-limits.large-answer client-limits.large-event")
def loses_the_last_picture(outcome: Json, _: Json) -> Json:
    """Delivers all pictures but the last."""
    return outcome | {"media": outcome["media"][:-1]}


@tells("client-answers.pictures")
def calls_pictures_png(outcome: Json, _: Json) -> Json:
    """Calls every picture a PNG."""
    return every(outcome, "media", lambda medium: medium | {"mime_type": "image/png"})


@tells("client-functions.call client-deltas.arguments client-deltas.argument-fragments client-deltas.woven")
def keeps_the_last_letter_of_ids(outcome: Json, _: Json) -> Json:
    """Delivers calls with the last letter of their ids."""
    return every(outcome, "calls", lambda call: call | {"id": call["id"][-1:]})


@tells(
    "client-functions.arguments client-functions.no-arguments client-deltas.arguments "
    "client-deltas.no-arguments client-limits.deep-arguments"
)
def delivers_arguments_as_text(outcome: Json, _: Json) -> Json:
    """Delivers arguments as the text of their JSON."""
    return every(outcome, "calls", lambda call: call | {"arguments": json.dumps(call["arguments"])})


@tells("client-structured.data")
def parses_nothing(outcome: Json, _: Json) -> Json:
    """Leaves JSON to the application."""
    return outcome | {"data": None}


@tells("client-structured.json client-structured.streamed-json")
def writes_json_anew(outcome: Json, _: Json) -> Json:
    """Delivers JSON in a layout of its own."""
    return outcome | {"text": json.dumps(json.loads(outcome["text"]))}


@tells("client-deltas.events")
def tells_no_events(outcome: Json, _: Json) -> Json:
    """Delivers no names of events."""
    return outcome | {"events": []}


@tells("client-privacy.log", plays="client-requests/a-create")
def logs_its_headers(outcome: Json, scenario: Json) -> Json:
    """Logs the headers of its requests."""
    return outcome | {"log": f"DEBUG sending x-goog-api-key: {scenario['api_key']}"}
