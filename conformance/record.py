"""Lines of the result stream from exchanges and results; their shape is ``schemas/report/results.schema.json``."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict

from conformance.drawing import Drawing, Tally
from conformance.exchange import Exchange
from conformance.jsontext import parsed
from conformance.judge import Observation, Result
from conformance.path import MISSING
from conformance.redaction import REDACTED

_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{64,}={0,2}")
MOST_INLINE = 2048  # characters of base64 kept in a line; media beyond it is named by its hash
DEEPEST = 60
SECRETS = frozenset({"new_signing_secret", "secret"})  # what a webhook is signed with; shown once, by the API itself


def exchange_line(exchange: Exchange) -> dict[str, object]:
    """The line of one exchange: redacted request and response, events with offsets and times, media by hash."""
    line: dict[str, object] = {
        "kind": "exchange",
        "id": exchange.key,
        "scenario": exchange.scenario,
        "recording": exchange.recording,
        "revision": exchange.revision.name,
        "started": exchange.started,
        "duration": _seconds(exchange.duration),
        "request": {
            "method": exchange.request.method,
            "url": exchange.request.url,
            "headers": exchange.request.headers,
            "body": _body(exchange.request.body),
            "known": exchange.request.known,
        },
        "response": _response(exchange),
        "failure": exchange.failure,
    }
    if exchange.hung_up:
        line["hung_up"] = True
    if exchange.case is not None:
        case = exchange.case
        line["case"] = {
            "valid": case.valid,
            "about": case.about,
            "tier": case.tier,
            "repeat": case.repeat,
            "clauses": list(case.clauses),
        }
    return line


def generation_line(
    scenario: str, drawing: Drawing, tally: Tally, exchanges: Iterable[Exchange], *, whole: bool
) -> dict[str, object]:
    """The line of what one drawn scenario did; the body of a failure is that of the create among ``exchanges``."""
    sent = {exchange.key: exchange for exchange in exchanges}
    failures = [
        asdict(failure) | {"request": _request(sent[failure.exchange])} if failure.exchange in sent else asdict(failure)
        for failure in tally.failures
    ]
    return {
        "kind": "generation",
        "scenario": scenario,
        "seed": drawing.seed,
        "sent": dict(tally.sent),
        "seconds": {tier: round(seconds, 2) for tier, seconds in tally.seconds.items()},
        "coverage": {tier: dict(reached) for tier, reached in tally.coverage.items()},
        "failures": failures,
        "again": dict(tally.again),
        "explained": dict(tally.explained),
        "mended": list(tally.mended),
        "whole": whole,
    }


def _request(exchange: Exchange) -> object:
    return small(exchange.case.body) if exchange.case is not None else _body(exchange.request.body)


def result_line(result: Result, duration: float | None = None) -> dict[str, object]:
    """The line of one result, with what a renderer needs to know of the requirement."""
    requirement = result.requirement
    file, number = requirement.defined
    return {
        "kind": "result",
        "id": requirement.id,
        "feature": requirement.feature,
        "level": requirement.level.value,
        "status": result.status.value,
        "message": result.message,
        "revision": result.revision,
        "lane": result.lane,
        "sentence": requirement.sentence,
        "clauses": list(requirement.clauses),
        "source": requirement.source,
        "evidence": requirement.evidence,
        "note": requirement.note,
        "scenarios": list(result.scenarios),
        "observations": [_observation(observation, result.revision) for observation in result.observations],
        "duration": _seconds(duration),
        "defined": {"file": file, "line": number},
    }


def _observation(observation: Observation, revision: str) -> dict[str, object]:
    verdict = observation.verdict
    line: dict[str, object] = {
        "exchange": observation.exchange,
        "exchanges": list(observation.exchanges),
        "status": observation.status.value,
        "message": verdict.message,
    }
    if observation.revision not in {None, revision}:
        line["revision"] = observation.revision
    if verdict.observed is not MISSING:
        line["observed"] = small(verdict.observed)
    details = {"expected": verdict.expected, "where": verdict.where, "scenario": observation.scenario}
    return line | {name: value for name, value in details.items() if value is not None}


def _response(exchange: Exchange) -> dict[str, object] | None:
    if exchange.response is None:
        return None
    events = [
        {
            "offset": frame.offset,
            "time": _seconds(frame.time),
            "event": frame.event,
            "data": _text(frame.data or ""),
            "id": frame.id,
        }
        for frame in exchange.frames
    ]
    return {
        "status": exchange.response.status,
        "headers": exchange.response.headers,
        "body": None if exchange.is_stream else _body(exchange.body),
        "events": events if exchange.is_stream else None,
    }


def _seconds(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _body(body: bytes | None) -> object:
    if body is not None and b"\0" in body:
        return f"sha256:{hashlib.sha256(body).hexdigest()} ({len(body)} bytes)"
    return None if body is None else _text(body.decode("utf-8", "replace"))


def _text(text: str) -> object:
    value = parsed(text.encode("utf-8", "replace"))
    return text if value is MISSING else small(value)


def small(value: object, depth: int = 0) -> object:
    """``value`` with large base64 strings replaced by their hash and size, and nothing deeper than 60 levels."""
    if depth > DEEPEST:
        return "[nested deeper than 60 levels]"
    if isinstance(value, str):
        return _media(value)
    if isinstance(value, Mapping):
        return {str(key): REDACTED if key in SECRETS else small(item, depth + 1) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [small(item, depth + 1) for item in value]
    if isinstance(value, (set, frozenset)):
        return [small(item, depth + 1) for item in sorted(value, key=str)]
    return value


def _media(text: str) -> str:
    if len(text) <= MOST_INLINE or not _BASE64.fullmatch(text):
        return text
    digest = hashlib.sha256(text.encode()).hexdigest()
    return f"sha256:{digest} ({len(text)} characters of base64)"
