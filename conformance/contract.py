"""The words for checks that hold traffic against the schemas, and for refusals."""

from __future__ import annotations

from typing import NoReturn

import jsonschema_rs

from conformance.conversation import anything
from conformance.event import Event
from conformance.exchange import Exchange
from conformance.interaction import contents
from conformance.path import MISSING
from conformance.schema import load
from conformance.verdict import Subject, Verdict, all_of, expect, right, short, that, unseen, wrong


def conforms(value: object, name: str, exchange: Exchange, where: str = "$") -> Verdict:
    """``value``, found at ``where`` in ``exchange``, conforms to the response schema ``name`` of its revision."""
    violations = load(exchange.revision.name).check(name, value, profile="response")
    if not violations:
        return right(f"{where} is a {name}")
    first = violations[0]
    more = f" (and {len(violations) - 1} more)" if len(violations) > 1 else ""
    return wrong(
        f"{name}: {first.message}{more}",
        observed=first.value,
        expected=f"{name} of {exchange.revision} ({first.rule})",
        where=where + first.path.removeprefix("$"),
    )


def event_conforms(event: Event, exchange: Exchange) -> Verdict:
    """The data of one event conforms to the schema of its type."""
    return conforms(event.json, "Event", exchange, f"event {event.number}, $")


def unknown_types(event: Event, exchange: Exchange) -> list[str]:
    """What an event – or the step or delta in it – calls itself that its revision does not know, a line for each.

    Additions are allowed: a client has to pass over them (clause st.unknown-events-ignored).
    """
    violations = load(exchange.revision.name).check("Event", event.json, profile="response")
    return [str(violation) for violation in violations if violation.rule == "discriminator"]


def error_of(exchange: Exchange) -> Subject:
    """The error object of an answer: ``{"error": …}`` as the API sends it, or the same in a one-element list, as its
    front end does (WIRE.md section 8; clause err.shape).
    """
    listed = isinstance(exchange.json, list)
    return expect(exchange, "$[0].error" if listed else "$.error")


def in_error_shape(exchange: Exchange) -> Verdict:
    """The answer is an error object with a code and a message, as JSON."""
    error = error_of(exchange)
    if not isinstance(error.value, dict):
        verdict = error.is_object()
        return verdict.but(f"{verdict.message}{exchange.flaw}")
    listed = "$[0]" if isinstance(exchange.json, list) else "$"
    code, message = expect(exchange, f"{listed}.error.code"), expect(exchange, f"{listed}.error.message")
    return all_of(
        code.meets(lambda value: isinstance(value, (str, int)) and bool(value), "a code that names the error"),
        message.is_text(),
    )


def refused(exchange: Exchange, *statuses: int) -> Verdict:
    """The request was refused: a 4xx (or one of ``statuses``) in the documented error shape."""
    answered = anything(exchange)
    if not answered.is_right:
        return answered
    status = exchange.status or 0
    expected = " or ".join(str(s) for s in statuses) if statuses else "a 4xx"
    if status not in statuses if statuses else not 400 <= status < 500:
        error = error_of(exchange).value
        message = f"answered {status}, expected {expected}"
        return wrong(message, observed=status if error is MISSING else error, expected=f"status {expected}")
    return in_error_shape(exchange)


def counts_more(less: Exchange, more: Exchange) -> Verdict:
    """``more`` counts more input tokens than ``less``: the proxy for input that was read, which asks nothing of the
    model and which no constant answer meets.
    """
    where = "$.usage.total_input_tokens"
    counted = expect(less, where)
    least = counted.value + 1 if isinstance(counted.value, int) else 1
    return all_of(counted.is_count(), expect(more, where).is_count(at_least=least))


def accepted(control: Exchange, asked: Exchange) -> Verdict:
    """The request was answered with an interaction of its own that came to an end (or, where it was to run in the
    background, began), not with the one of ``control``.
    """
    begun = ("in_progress", "queued") if asked.sent.get("background") is True else ()
    done = expect(asked, "$.status").is_one_of("completed", "incomplete", "requires_action", *begun)
    unnamed = asked.answered_id is None and (asked.lane == "replay" or asked.sent.get("store") is False)
    if asked.key == control.key or unnamed:
        return done
    return all_of(done, expect(asked, "$.id").differs_from(control.answered_id))


def is_cut_off(exchange: Exchange) -> bool:
    """Whether the request capped the output and the answer is incomplete: what is missing then says nothing."""
    capped = "max_output_tokens" in str(exchange.sent.get("generation_config")) or not exchange.request.known
    return capped and exchange.interaction.get("status") == "incomplete"


def goes_on(exchange: Exchange) -> Verdict:
    """The turn was taken and produced something: an answer, or calls for the client to make. Unseen where a cap of the
    request cut it off.
    """
    if is_cut_off(exchange):
        return unseen("the answer was cut off by max_output_tokens")
    return all_of(
        expect(exchange, "$.status").is_one_of("completed", "requires_action"),
        that(contents(exchange.interaction), "what was produced", exchange).is_list(),
    )


def fits(subject: Subject, schema: object) -> Verdict:
    """The value is valid by the JSON schema that a request gave; unseen where that is none, or refers elsewhere."""
    try:
        validator = jsonschema_rs.validator_for(schema, retriever=_nothing_elsewhere)  # type: ignore[arg-type]
    except (ValueError, TypeError, jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError):
        return unseen("what the request gave as a JSON schema is none")
    return subject.meets(validator.is_valid, f"valid by {short(schema)}")


def _nothing_elsewhere(uri: str) -> NoReturn:
    raise ValueError(f"references to other documents are not followed: {uri}")
