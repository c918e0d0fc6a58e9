"""Privacy: the key goes where it has to, and nowhere else."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from conformance.sdk.answer import Answer
from conformance.sdk.requirement import ClientFeature
from conformance.sdk.scenario import Asked, Script, create, get
from conformance.sdk.seen import Seen
from conformance.sdk.wire import Wire
from conformance.verdict import Verdict, all_of, every, that, unseen

feature = ClientFeature("client-privacy", title="Privacy", source="https://ai.google.dev/gemini-api/docs/api-key")

SAID = "Well kept."
ELSEWHERE = "/elsewhere"


@feature.scenario()
def refused(wire: Wire) -> Script:
    """A create that is refused for its key."""
    answer = wire.error(401, "authentication", "API key not valid.")
    return Script(calls=[create(input="Hello.").but(retries=False)], answers=[answer])


@feature.scenario()
def unreadable(wire: Wire) -> Script:  # noqa: ARG001
    """A create that is answered with what is no JSON."""
    page = Answer(200, (("content-type", "application/json"),), (b"<html>no",), odd="no JSON")
    return Script(calls=[create(input="Hello.").but(retries=False)], answers=[page])


@feature.scenario()
def sent_on(wire: Wire) -> Script:
    """A get that the server sends on to another host."""

    def onward(asked: Asked) -> Answer:
        if urlsplit(asked.exchange.request.url).path == ELSEWHERE:
            return wire.unary(wire.text(SAID))
        other = asked.base_url.replace("127.0.0.1", "localhost") + ELSEWHERE
        return Answer(307, (("location", other),), chunked=False, odd="a server that sends on to another")

    return Script(calls=[get(wire.id()).but(retries=False)], answers=[onward])


@feature.must("client-privacy.url", clauses="auth.header auth.query-key")
def keeps_the_key_out_of_urls(seen: Seen) -> Verdict:
    """The key stands in no URL: those are logged on the way."""
    return every(
        (
            that(seen.api_key in unquote(e.request.url), "the key is in the URL", e).equals(False)
            for e in seen.exchanges
        ),
        "requests",
    )


@feature.must("client-privacy.body", clauses="auth.header")
def keeps_the_key_out_of_bodies(seen: Seen) -> Verdict:
    """The key stands in no body: those are stored."""
    return every(
        (
            that(seen.api_key.encode() in (e.request.body or b""), "the key is in the body", e).equals(False)
            for e in seen.exchanges
        ),
        "requests",
    )


@feature.must("client-privacy.one-header", clauses="auth.header")
def keeps_the_key_in_one_header(seen: Seen) -> Verdict:
    """The key stands in the one header that is for it, and in no other."""
    found = [
        that(sorted(name for name, value in (e.request.headers or {}).items() if seen.api_key in value), "headers", e)
        for e in seen.exchanges
    ]
    allowed: tuple[list[str], ...] = ([], ["x-goog-api-key"])
    return every((names.meets(lambda told: told in allowed, "at most x-goog-api-key") for names in found), "requests")


@feature.must(
    "client-privacy.log",
    source="https://owasp.org/www-project-top-ten/2021/A09_2021-Security_Logging_and_Monitoring_Failures",
)
def keeps_the_key_out_of_logs(seen: Seen) -> Verdict:
    """The key stands in no line that the client logs, however much it is told to log."""
    if not seen.exchanges:
        return unseen("the client had nothing to log")
    logs = [outcome.log or "" for outcome in seen.outcomes]
    return every((that(seen.api_key in log, "the key is in the log").equals(False) for log in logs), "logs")


@feature.must("client-privacy.errors", refused, unreadable, clauses="err.no-leak")
def keeps_the_key_out_of_errors(seen: Seen) -> Verdict:
    """The key stands in no error that the client raises: those are shown, and sent to others."""
    error = seen.outcome().error
    return all_of(
        seen.raises(),
        that(error is not None and seen.api_key in error.message, "the key is in the message").equals(False),
    )


@feature.should("client-privacy.other-hosts", sent_on, source="https://www.rfc-editor.org/rfc/rfc9110#section-15.4")
def keeps_the_key_from_others(seen: Seen) -> Verdict:
    """When a server sends the client on to another host, the key does not go there."""
    strangers = [e for e in seen.exchanges if urlsplit(e.request.url).path == ELSEWHERE]
    if not strangers:
        return all_of(that(len(seen.exchanges), "the requests sent").is_count(1), seen.raises())
    headers = [str((e.request.headers or {}).values()) for e in strangers]
    return every(
        (that(seen.api_key in told, "the key is among the headers").equals(False) for told in headers), "hosts"
    )
