"""Errors: what the server refuses is raised with its status, its code and its words, in whichever shape it comes."""

from __future__ import annotations

from conformance.features.errors import STATUS_OF
from conformance.sdk.answer import Answer
from conformance.sdk.requirement import ClientFeature
from conformance.sdk.scenario import ClientScenario, Script, create
from conformance.sdk.seen import Seen
from conformance.sdk.wire import Wire
from conformance.verdict import Verdict, all_of, every, that

feature = ClientFeature("client-errors", title="Errors", source="https://ai.google.dev/gemini-api/docs/api-errors")

CODES = {**STATUS_OF, "prohibited_content": 400}
GOOGLE = {400: "INVALID_ARGUMENT", 401: "UNAUTHENTICATED", 403: "PERMISSION_DENIED", 404: "NOT_FOUND",
          429: "RESOURCE_EXHAUSTED", 500: "INTERNAL", 503: "UNAVAILABLE"}  # fmt: skip
CITED = {"prohibited_content": "err.refused-unary err.codes.block"}
JSON_TYPE = (("content-type", "application/json"),)
HTML = b"<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>"


def is_slow(status: int) -> bool:
    """Whether a client that can't be told not to may try again after this status."""
    return status in {409, 429} or status >= 500


def words(status: int, code: str) -> str:
    """The message of an error, like no other."""
    return f"It can't be done: word {status}-{code.lower()}."


def refused(answer: Answer) -> Script:
    """One create that is refused so, each time."""
    return Script(calls=[create(input="Try.").but(retries=False)], answers=[answer])


def documented(code: str, status: int) -> ClientScenario:
    """Declare the scenario of a code in the documented shape."""

    @feature.scenario(name=code.replace("_", "-"), about=f"Status {status}, code {code}.", slow=is_slow(status))
    def write(wire: Wire) -> Script:
        return refused(wire.error(status, code, words(status, code)))

    return write


def from_google(status: int, code: str) -> ClientScenario:
    """Declare the scenario of a status in the shape of Google's front end, in a list."""

    @feature.scenario(name=f"google-{status}", about=f"Status {status}, {code} in a list.", slow=is_slow(status))
    def write(wire: Wire) -> Script:
        return refused(wire.google_error(status, code, words(status, code)))

    return write


coded = {code: documented(code, status) for code, status in CODES.items()}
googled = {status: from_google(status, code) for status, code in GOOGLE.items()}


@feature.scenario(slow=True)
def a_page(wire: Wire) -> Script:  # noqa: ARG001
    """Status 502 with a page of HTML, as proxies answer."""
    return refused(Answer(502, (("content-type", "text/html; charset=utf-8"),), (HTML,), odd="no JSON"))


@feature.scenario()
def no_body(wire: Wire) -> Script:  # noqa: ARG001
    """Status 403 and nothing else."""
    return refused(Answer(403, (), chunked=False, odd="no body"))


@feature.scenario()
def half_a_body(wire: Wire) -> Script:
    """Status 400 with JSON that ends in the middle of a word."""
    whole = wire.error(400, "invalid_request", "It can't be done, because of")
    return refused(Answer(400, JSON_TYPE, (whole.body[:-20],), odd="half of a JSON"))


@feature.scenario()
def a_page_in_place(wire: Wire) -> Script:  # noqa: ARG001
    """Status 200 with a page of HTML, as a network that wants a login answers."""
    return refused(Answer(200, (("content-type", "text/html"),), (HTML,), odd="no JSON"))


@feature.scenario()
def half_an_answer(wire: Wire) -> Script:
    """Status 200 with an interaction that ends in the middle of its text, the connection in good order."""
    whole = wire.unary(wire.text("Half of it, and half of it"))
    return refused(Answer(200, JSON_TYPE, (whole.body.split(b", and half")[0],), odd="half of a JSON"))


@feature.scenario()
def nowhere(wire: Wire) -> Script:  # noqa: ARG001
    """Status 302 that does not say where to go."""
    return refused(Answer(302, (("content-type", "text/plain"),), (b"Found",), odd="a redirection to nowhere"))


@feature.scenario()
def several(wire: Wire) -> Script:
    """Four creates, refused with 400, 401, 403 and 404."""
    statuses = {400: "invalid_request", 401: "authentication", 403: "permission_denied", 404: "not_found"}
    answers = [wire.error(status, code, words(status, code)) for status, code in statuses.items()]
    return Script(calls=[create(input="Try.").but(retries=False) for _ in answers], answers=answers)


def raised(seen: Seen, status: int, code: str) -> Verdict:
    """The verdict whether an error was raised with this status and the words that came with it."""
    error = seen.outcome().error
    return all_of(
        that(error and error.status, "the status of the error").equals(status),
        that(error and error.message, "the message of the error").contains(words(status, code)),
    )


def raising(code: str, status: int, scenario: ClientScenario) -> None:
    """Declare the requirement that a code is raised."""
    feature.must(
        f"client-errors.{code.replace('_', '-')}",
        scenario,
        clauses=CITED.get(code, f"err.code.{code.replace('_', '-')}"),
        sentence=f"A refusal with ``{code}`` is raised as an error with status {status} and the server's words.",
    )(lambda seen: raised(seen, status, code))


def raising_from_google(status: int, scenario: ClientScenario) -> None:
    """Declare the requirement that a status in the other shape is raised."""
    feature.must(
        f"client-errors.google-{status}",
        scenario,
        clauses="err.shape.legacy",
        evidence="recorded",
        sentence=f"A refusal {status} in the shape of Google's front end is raised with its status.",
    )(lambda seen: that(getattr(seen.outcome().error, "status", None), "the status of the error").equals(status))


for _code, _scenario in coded.items():
    raising(_code, CODES[_code], _scenario)
for _number, _scenario in googled.items():
    raising_from_google(_number, _scenario)


@feature.should("client-errors.google-words", *googled.values(), clauses="err.shape.legacy", evidence="recorded")
def tells_the_words_of_google(seen: Seen) -> Verdict:
    """The words of a refusal in the shape of Google's front end are in the message of the error."""
    (status,) = [number for number, scenario in googled.items() if scenario is seen.scenario]
    error = seen.outcome().error
    return that(error and error.message, "the message of the error").contains(words(status, GOOGLE[status]))


@feature.should("client-errors.code", *coded.values(), clauses="err.shape")
def tells_the_code(seen: Seen) -> Verdict:
    """The code of a refusal is delivered with the error, so that an application need not read its words."""
    error = seen.outcome().error
    sent = [exchange.json for exchange in seen.creates[:1]]
    codes = [answer["error"]["code"] for answer in sent if isinstance(answer, dict)]
    return all_of(
        that(codes, "the codes sent").is_list(), that([error and error.code], "the code reported").equals(codes)
    )


@feature.should("client-errors.told-apart", several, clauses="err.shape")
def tells_errors_apart(seen: Seen) -> Verdict:
    """Errors can be told apart by their class or their status: 400, 401, 403 and 404 are four different ones."""
    told = [outcome.error for outcome in seen.outcomes if outcome.error is not None]
    return that(len({(error.cls, error.status) for error in told}), "the kinds of error reported").equals(4)


@feature.must("client-errors.in-order", several, clauses="err.shape")
def raises_each(seen: Seen) -> Verdict:
    """Each call gets its own error: its status, and none of an earlier call."""
    told = [outcome.error.status if outcome.error else None for outcome in seen.outcomes]
    return that(told, "the statuses reported").equals([400, 401, 403, 404])


@feature.must(
    "client-errors.no-json", a_page, no_body, half_a_body, source="https://www.rfc-editor.org/rfc/rfc9110#section-15.5"
)
def raises_what_is_no_json(seen: Seen) -> Verdict:
    """A refusal whose body is no JSON, a page or half a word or nothing, is raised with its status."""
    error, statuses = seen.outcome().error, [exchange.status for exchange in seen.creates]
    return every(
        (that(error and error.status, "the status of the error").equals(status) for status in statuses[-1:]), "creates"
    )


@feature.must("client-errors.no-answer", a_page_in_place, half_an_answer, source="what is delivered is what was sent")
def raises_what_is_no_answer(seen: Seen) -> Verdict:
    """What is no interaction, though its status is 200, is not delivered as an empty one: an error is raised."""
    return seen.raises()


@feature.must("client-errors.nowhere", nowhere, source="https://www.rfc-editor.org/rfc/rfc9110#section-15.4")
def raises_a_redirection(seen: Seen) -> Verdict:
    """A redirection that leads nowhere is raised as an error."""
    return seen.raises()
