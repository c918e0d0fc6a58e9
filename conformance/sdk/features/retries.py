"""Retries: what may pass is tried again, later and the same; what can't pass, or may have happened, is not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from conformance.exchange import Exchange
from conformance.sdk.answer import Answer, End
from conformance.sdk.requirement import ClientFeature
from conformance.sdk.scenario import Asked, ClientScenario, Script, create, delete, get, stream
from conformance.sdk.seen import Seen
from conformance.sdk.wire import Wire, no_answer
from conformance.verdict import Verdict, all_of, every, right, that

feature = ClientFeature(
    "client-retries", title="Retries", source="https://ai.google.dev/gemini-api/docs/api-errors#retries"
)

SAID = "In the end."
PASSING = {
    408: "deadline_exceeded",
    429: "too_many_requests",
    500: "api_error",
    502: "api_error",
    503: "service_unavailable",
    504: "deadline_exceeded",
}
LASTING = {
    400: "invalid_request",
    401: "authentication",
    402: "payment_required",
    403: "permission_denied",
    404: "not_found",
    416: "out_of_range",
    422: "unprocessable_entity",
    499: "cancelled",
}
MARKS = ("idempotency", "retry", "attempt", "request-id")


def after(status: int, code: str, **headers: str) -> Callable[[Wire], Script]:
    """A script: one create, which is answered so once and then as it should be."""

    def write(wire: Wire) -> Script:
        first = wire.error(status, code, f"Not now: {status}.")
        for name, value in headers.items():
            first = first.with_header(name.replace("_", "-"), value)
        return Script(calls=[create(input="Try.")], answers=[first, wire.unary(wire.text(SAID))])

    return write


passing = {
    status: feature.scenario(name=f"after-{status}", about=f"Status {status} once, then the answer.", slow=True)(
        after(status, code)
    )
    for status, code in PASSING.items()
}
conflict = feature.scenario(name="after-409", about="Status 409 once, then the answer.", slow=True)(
    after(409, "aborted")
)
lasting = {
    status: feature.scenario(name=f"only-{status}", about=f"Status {status}; who asks again gets the answer.")(
        after(status, code)
    )
    for status, code in LASTING.items()
}
told_to_wait = feature.scenario(
    name="told-to-wait", about="Status 429 with the word to come again in a second, then the answer.", slow=True
)(after(429, "too_many_requests", retry_after="1"))


@feature.scenario(slow=True)
def told_to_wait_until(wire: Wire) -> Script:
    """Status 503 with the word to come again three seconds later, as a date, then the answer."""

    def later(asked: Asked) -> Answer:
        if asked.before:
            return wire.unary(wire.text(SAID))
        date = format_datetime(datetime.now(UTC) + timedelta(seconds=3), usegmt=True)
        return wire.error(503, "service_unavailable", "Not now.").with_header("retry-after", date)

    return Script(calls=[create(input="Try.")], answers=[later])


@feature.scenario(slow=True, timeout=60.0)
def never(wire: Wire) -> Script:
    """Status 503 for ever."""
    return Script(calls=[create(input="Try.")], answers=[wire.error(503, "service_unavailable", "Never, word 7707.")])


@feature.scenario()
def switched_off(wire: Wire) -> Script:
    """Status 503 once; the application wants nothing tried again."""
    answers = [wire.error(503, "service_unavailable", "Not now."), wire.unary(wire.text(SAID))]
    return Script(calls=[create(input="Try.").but(retries=False)], answers=answers)


@feature.scenario(slow=True)
def before_a_stream(wire: Wire) -> Script:
    """Status 503 once in place of a stream, then the stream."""
    answers = [wire.error(503, "service_unavailable", "Not now."), wire.stream(wire.text(SAID))]
    return Script(calls=[stream(input="Try.")], answers=answers)


@feature.scenario(slow=True)
def in_a_stream(wire: Wire) -> Script:
    """A stream breaks off in the middle of its text; who asks again gets another text."""
    events = wire.events(wire.text("First attempt."), cut=100)[:-2]
    broken = wire.sse(events, done=False).ending(End.CUT, "the connection breaks off")
    return Script(calls=[stream(input="Try.")], answers=[broken, wire.stream(wire.text(SAID))])


@feature.scenario(slow=True)
def no_answer_to_a_create(wire: Wire) -> Script:
    """The connection is reset without an answer to the create, which may have happened."""
    return Script(calls=[create(input="Try.")], answers=[no_answer(End.RESET), wire.unary(wire.text(SAID))])


@feature.scenario(slow=True)
def no_answer_to_a_get(wire: Wire) -> Script:
    """The connection is reset without an answer to a get, which changes nothing."""
    return Script(calls=[get(wire.id())], answers=[no_answer(End.RESET), wire.unary(wire.text(SAID), to="get")])


@feature.scenario(slow=True)
def asking_and_deleting(wire: Wire) -> Script:
    """Status 503 once to a get, and once to a delete."""
    busy = wire.error(503, "service_unavailable", "Not now.")
    answers = [
        busy.answering("get"), wire.unary(wire.text(SAID), to="get"),
        busy.answering("delete"), wire.json({}, to="delete"),
    ]  # fmt: skip
    return Script(calls=[get(wire.id()), delete(wire.id())], answers=answers)


def tried_again(seen: Seen) -> Verdict:
    """The verdict whether there were two creates, and the second one's answer was delivered."""
    return all_of(that(len(seen.creates), "the creates sent").equals(2), seen.reports("text").equals(SAID))


def tried_once(seen: Seen, status: int) -> Verdict:
    """The verdict whether there was one create, and its status was raised."""
    error = seen.outcome().error
    return all_of(
        that(len(seen.creates), "the creates sent").equals(1),
        that(error and error.status, "the status of the error").equals(status),
    )


for _status, _scenario in passing.items():
    feature.should(
        f"client-retries.again-{_status}",
        _scenario,
        clauses="err.retry.policy",
        sentence=f"A request that is answered {_status} is tried again, and the application gets the answer.",
    )(tried_again)


def once(status: int, scenario: ClientScenario) -> None:
    """Declare the requirement that what is answered so is not tried again."""
    feature.must(
        f"client-retries.never-{status}",
        scenario,
        clauses="err.retry.policy",
        sentence=f"A request that is answered {status} is not tried again: the error is raised at once.",
    )(lambda seen: tried_once(seen, status))


for _status, _scenario in lasting.items():
    once(_status, _scenario)


@feature.may("client-retries.again-409", conflict, source="the SDKs: 409 is retried like 408 and 429")
def tries_again_after_a_conflict(seen: Seen) -> Verdict:
    """A request that is answered 409 may be tried again; then the application gets the answer."""
    return tried_again(seen)


@feature.should(
    "client-retries.retry-after", told_to_wait, source="https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3"
)
def waits_as_told(seen: Seen) -> Verdict:
    """Who is told to come again in a second does not come before."""
    pause = seen.pauses[0] if seen.pauses else None
    return all_of(tried_again(seen), _at_least(pause, 0.95))


@feature.should(
    "client-retries.pauses", *passing.values(), source="https://ai.google.dev/gemini-api/docs/api-errors#retries"
)
def waits_a_little(seen: Seen) -> Verdict:
    """Before a request is tried again there is a pause of a tenth of a second at least."""
    return every((_at_least(pause, 0.1) for pause in seen.pauses), "pauses")


@feature.must("client-retries.bounded", never, clauses="err.retry.policy")
def gives_up(seen: Seen) -> Verdict:
    """What never succeeds is given up: after ten attempts at most the application gets the error."""
    error, attempts = seen.outcome().error, len(seen.creates)
    found = all_of(
        that(attempts, "the creates sent").meets(lambda n: isinstance(n, int) and 1 <= n <= 10, "1 to 10"),
        that(error and error.status, "the status of the error").equals(503),
    )
    return right(f"given up after {attempts} attempts") if found.is_right else found


@feature.must(
    "client-retries.same-request", passing[429], passing[503], never, source="what is tried again is the same"
)
def repeats_the_request(seen: Seen) -> Verdict:
    """What is tried again is the same request: the same path, the same body."""
    first = seen.creates[:1]
    found = [
        that(_asked(again), "the request tried again", again).equals(_asked(first[0])) for again in seen.creates[1:]
    ]
    return every(found, "requests tried again")


@feature.should("client-retries.off", switched_off, source="an application that switches retries off is heard")
def stays_off(seen: Seen) -> Verdict:
    """An application that wants nothing tried again gets the first error."""
    return tried_once(seen, 503)


@feature.should("client-retries.stream", before_a_stream, clauses="err.retry.policy")
def tries_a_stream_again(seen: Seen) -> Verdict:
    """A stream that was refused before it began is tried again like any other request."""
    return tried_again(seen)


@feature.must("client-retries.not-in-mid-stream", in_a_stream, source="what was delivered can't be taken back")
def keeps_to_the_stream(seen: Seen) -> Verdict:
    """When part of a stream was delivered it is not silently begun anew: there is one create, and no mixed text."""
    return all_of(
        that(len(seen.creates), "the creates sent").equals(1),
        seen.reports("text").equals("First attempt."),
    )


@feature.should(
    "client-retries.lost-answer", no_answer_to_a_create, source="https://www.rfc-editor.org/rfc/rfc9110#section-9.2.2"
)
def does_not_create_twice(seen: Seen) -> Verdict:
    """A create whose answer was lost may have happened: it is not sent again, or marked so that a server can tell."""
    if len(seen.creates) == 1:
        return seen.raises()
    marks = [
        sorted(name for name in again.request.headers or {} if any(mark in name for mark in MARKS))
        for again in seen.creates[1:]
    ]
    return every((that(found, "headers that mark it as sent again").is_list() for found in marks), "creates")


@feature.should("client-retries.any-method", asking_and_deleting, clauses="err.retry.policy")
def tries_any_method_again(seen: Seen) -> Verdict:
    """What may pass is tried again for gets and deletes too."""
    return all_of(
        seen.reports("text", 0).equals(SAID),
        that(len(seen.of("get")), "the gets sent").equals(2),
        that(len(seen.of("delete")), "the deletes sent").equals(2),
        seen.reports("error", 1).equals(None),
    )


@feature.should(
    "client-retries.retry-after-date",
    told_to_wait_until,
    source="https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3",
)
def waits_until_the_date(seen: Seen) -> Verdict:
    """Who is told a date does not come before it; dates are whole seconds, so one second of three is asked for."""
    pause = seen.pauses[0] if seen.pauses else None
    return all_of(tried_again(seen), _at_least(pause, 0.95))


@feature.may(
    "client-retries.lost-get", no_answer_to_a_get, source="https://www.rfc-editor.org/rfc/rfc9110#section-9.2.2"
)
def asks_again_for_what_was_lost(seen: Seen) -> Verdict:
    """A get whose answer was lost may be sent again: it changes nothing, and the application gets its answer."""
    return all_of(that(len(seen.exchanges), "the requests sent").equals(2), seen.reports("text").equals(SAID))


def _asked(exchange: Exchange) -> list[object]:
    return [exchange.title, exchange.sent]


def _at_least(pause: float | None, seconds: float) -> Verdict:
    return that(pause, "seconds from the answer to the next attempt").meets(
        lambda found: isinstance(found, float) and found >= seconds, f"at least {seconds}"
    )
