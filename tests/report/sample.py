"""A realistic run for the tests of the renderers: every status, streams, a dropped connection."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from conformance.report import results
from conformance.report.scores import summarise

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

DOCS = "https://ai.google.dev/gemini-api/docs/interactions"
FEATURES = [
    ("create", "Create and input forms", "One call creates an interaction from a string, content parts or turns."),
    ("stateful-chat", "Stateful chat", "Continue a conversation by naming the interaction before it."),
    ("stateless-chat", "Stateless chat", "Keep the history on the client and send it again each time."),
    ("retrieval", "Retrieve past interactions", "A stored interaction can be fetched by its id."),
    ("streaming", "Streaming", "With `stream: true` the answer arrives as server-sent events."),
    ("function-calling", "Function calling", "The model asks for a function; the client sends the result back."),
    ("structured-output", "Structured output", "A JSON Schema in the request constrains the text of the answer."),
    ("background", "Background and agents", "Long work returns at once and is polled until it ends."),
    ("errors", "Errors and authentication", "A refusal has a status, a code and a message."),
    ("usage", "Usage", "Token counts of the request and the answer."),
]
SENTENCES = [
    "The answer carries an id that is not empty.",
    "The object is called `interaction`.",
    "The status of a finished interaction is `completed`.",
    "The time of creation is an ISO 8601 date with a zone.",
    "The model that answered is named as it was requested.",
    "The last step of a finished interaction is a model output.",
    "Every step has a type that this revision documents.",
    "An unknown parameter is refused with status 400.",
    "A field that was not set is left out, not null.",
    "Thoughts carry a signature that can be sent back.",
    "Two calls with the same input get different ids.",
    "The update time is not before the time of creation.",
]
COUNTED = {"total_tokens": 31, "total_input_tokens": 12, "total_output_tokens": 17}
FAILURES = {  # (feature, number): message, where, observed, expected
    ("stateful-chat", 1): ("the id is that of the interaction before it", "$.id", "int_7f3a", "not int_7f3a"),
    ("streaming", 3): ("step.delta in state idle, before any step.start", "event 7, $.index", 1, "step.start first"),
    ("streaming", 6): (
        "the stream ended too early",
        "event 12",
        "step.stop",
        "interaction.completed at the end",
    ),
    ("usage", 2): ("total_tokens is not the sum of its parts", "$.usage.total_tokens", COUNTED, "29"),
}
OTHERS = {
    ("create", 8): ("should", "warn", "null instead of absent: $.system_instruction, $.response_modalities"),
    ("function-calling", 9): ("must", "warn", "the model called no function in 3 attempts"),
    ("function-calling", 4): ("may", "pass", ""),
    ("errors", 7): ("must", "error", "our request breaks CreateRequest: $.tools[0].type"),
    ("streaming", 9): ("must", "expected-fail", "known failure: resumption repeats the last event"),
    ("retrieval", 10): ("must", "unexpected-pass", "listed as a known failure, but it passes"),
    ("usage", 5): ("should", "not-applicable", "the requirement starts with 2026-11-16"),
}


def lines(*, requirements: int = 120, exchanges: int = 60) -> list[dict[str, Any]]:
    """The lines of a complete run on an imperfect server."""
    per_feature = requirements // len(FEATURES)
    made = [_exchange(number) for number in range(1, exchanges + 1)]
    found = [
        _result(name, number, exchange=f"x{(at * per_feature + number) % exchanges + 1}")
        for at, (name, _, _) in enumerate(FEATURES)
        for number in range(per_feature)
    ]
    return [header(), *made, *found, {**summarise(found), "finished": "2026-11-21T22:00:06Z"}]


def drawn_lines() -> list[dict[str, Any]]:
    """The same with what generated requests found, and what a client's driver reported."""
    *before, summary = lines()
    return [*before, generation(), report(), summary]


def report() -> dict[str, Any]:
    """The line of a scenario that was played with a client."""
    return {
        "kind": "report",
        "scenario": "client-create/plain-text",
        "about": "A question in a string.",
        "end": "crashed",
        "reason": "it ended with exit code 1",
        "duration": 0.25,
        "asked": [{"do": "create", "params": {"input": "Why?"}}],
        "reported": [{"text": "Because <b>air</b> scatters."}],
        "stderr": "Traceback",
    }


def generation() -> dict[str, Any]:
    """The line of a scenario of generated requests that found something."""
    found = {
        "exchange": "x3",
        "requirement": "create.requirement-1",
        "message": "answered 500 | <b>boom</b>",
        "about": "an empty text",
        "tier": "walk",
        "repeat": "walk 2026-05-20 7 162",
        "after": 434,
        "size": 40,
        "found": 2067,
        "shrinking": 31,
        "request": {"model": "gemini-2.5-flash", "input": "`"},
    }
    return {
        "kind": "generation",
        "scenario": "create/generated",
        "seed": 7,
        "sent": {"walk": 9000, "invalid": 100},
        "seconds": {"walk": 12.5},
        "coverage": {"granted": {"branch": {"reached": 96, "total": 96}, "field": {"reached": 210, "total": 212}}},
        "failures": [found, {**found, "exchange": "x9999"}],
        "again": {"create.requirement-1": 37},
        "explained": {"open unions are documented": 4},
        "whole": False,
    }


def header() -> dict[str, Any]:
    """The run line of a run on a server called shelly."""
    return {
        "kind": "run",
        "format": 1,
        "suite": {"version": "0.1.0", "requirements": "sha256:5b0d8f6a27c1e4d9"},
        "target": {"name": "shelly", "base_url": "http://127.0.0.1:8080"},
        "revision": "2026-05-20",
        "lane": "socket",
        "started": "2026-11-21T22:00:00Z",
        "command": "conformance run --target shelly --revision 2026-05-20",
        "features": [{"name": n, "title": t, "about": a, "source": f"{DOCS}#{n}"} for n, t, a in FEATURES],
    }


def _exchange(number: int) -> dict[str, Any]:
    body = {"model": "gemini-3-flash-preview", "input": "Name three cities of Spain.", "stream": number % 3 == 0}
    answer = {
        "id": f"int_{number:04x}",
        "object": "interaction",
        "status": "completed",
        "created": "2026-11-21T22:00:01Z",
        "model": "gemini-3-flash-preview",
        "steps": [
            {"type": "thought", "signature": "c2lnbmF0dXJl" * 8, "summary": []},
            {"type": "model_output", "content": [{"type": "text", "text": "Madrid, Sevilla and València – olé."}]},
        ],
        "usage": {"total_input_tokens": 12, "total_output_tokens": 17, "total_tokens": 31},
    }
    response: dict[str, Any] | None = {
        "status": 200,
        "headers": {"content-type": "application/json; charset=UTF-8", "date": "Sat, 21 Nov 2026 22:00:01 GMT"},
        "body": answer,
        "events": None,
    }
    if number % 3 == 0 and response:
        response |= {"headers": {"content-type": "text/event-stream"}, "body": None, "events": _events(answer)}
    if number % 17 == 0:
        response = None
    return {
        "kind": "exchange",
        "id": f"x{number}",
        "scenario": f"{FEATURES[number % len(FEATURES)][0]}/three-cities",
        "recording": None,
        "started": "2026-11-21T22:00:01Z",
        "duration": 0.0123 * (number % 90 + 1),
        "request": {
            "method": "POST",
            "url": "http://127.0.0.1:8080/v1beta/interactions",
            "headers": {"content-type": "application/json", "x-goog-api-key": "REDACTED", "api-revision": "2026-05-20"},
            "body": body,
            "known": True,
        },
        "response": response,
        "failure": None if response else "no answer within 10 s",
    }


def _events(answer: dict[str, Any]) -> list[dict[str, Any]]:
    words = ["Madrid, ", "Sevilla ", "and ", "València ", "are ", "three ", "cities ", "of ", "Spain."]
    deltas = [{"type": "text", "text": word} for word in words]
    data: list[dict[str, Any]] = [
        {"event_type": "interaction.created", "interaction": {**answer, "status": "in_progress", "steps": []}},
        {"event_type": "step.start", "index": 0, "step": {"type": "model_output"}},
        *({"event_type": "step.delta", "index": 0, "delta": delta} for delta in deltas),
        {"event_type": "step.stop", "index": 0},
        {"event_type": "interaction.completed", "interaction": answer},
    ]
    made, offset = [], 0
    for number, item in enumerate(data):
        made.append(
            {"offset": offset, "time": 0.1 + 0.04 * number, "event": item["event_type"], "data": item, "id": None}
        )
        offset += len(json.dumps(item)) + 30
    return [*made, {"offset": offset, "time": 0.9, "event": "done", "data": "[DONE]", "id": None}]


def _result(feature: str, number: int, *, exchange: str) -> dict[str, Any]:
    level, status, message = OTHERS.get((feature, number), ("should" if number % 6 == 5 else "must", "pass", ""))
    observation: dict[str, Any] = {"exchange": exchange, "exchanges": [exchange], "status": status, "message": message}
    if failure := FAILURES.get((feature, number)):
        level, status, message = "must", "fail", failure[0]
        observation |= {"status": status, "message": message, "where": failure[1]}
        observation |= {"observed": failure[2], "expected": failure[3]}
    if feature == "background":
        level, status, message = level, "unsupported", "declared absent; the target answers 501 unimplemented"
        observation |= {"status": status, "message": message}
    good = {"exchange": "x1", "exchanges": ["x1", "x2"], "status": "pass", "message": ""}
    return {
        "kind": "result",
        "id": f"{feature}.{SENTENCES[number % 12].lower().split()[-1].strip('.`')}-{number}",
        "feature": feature,
        "level": level,
        "status": status,
        "message": message,
        "revision": "2026-05-20",
        "lane": "socket",
        "sentence": SENTENCES[number % 12],
        "clauses": [f"{feature[:2]}.{number}"],
        "source": f"{DOCS}#{feature}",
        "evidence": ("documented", "spec", "recorded", "inferred")[number % 4],
        "note": "Google's OpenAPI document leaves `id` optional." if number == 1 else "",
        "scenarios": [f"{feature}/three-cities"],
        "observations": [good, observation] if status != "not-applicable" else [],
        "duration": 0.0004,
    }


def save(folder: Path, made: Iterable[dict[str, Any]]) -> Path:
    """The lines in a result file in this folder."""
    path = folder / "results.jsonl"
    with results.ResultWriter(path) as writer:
        for line in made:
            writer.write(line)
    return path
