"""Polling: work in the background is asked after until it has ended, however it ends, and then no more."""

from __future__ import annotations

from conformance.sdk.requirement import ClientFeature
from conformance.sdk.scenario import ClientScenario, Script, create, poll, reported
from conformance.sdk.seen import Seen
from conformance.sdk.wire import Wire
from conformance.verdict import Verdict, all_of, that

feature = ClientFeature(
    "client-polling", title="Polling", source="https://ai.google.dev/gemini-api/docs/interactions#background-execution"
)

AGENT = "deep-research-pro-preview-12-2025"
REPORTED = "The report."
ENDS = {
    "completed": "agent.background.poll-to-terminal",
    "failed": "agent.background.poll-to-terminal",
    "cancelled": "agent.background.poll-to-terminal",
    "incomplete": "agent.background.budget",
    "requires_action": "agent.background.status-set",
}


def working(wire: Wire, *statuses: str) -> Script:
    """Work in the background that has one status after another."""
    begun = wire.json(wire.interaction(status="in_progress", usage=...), to="create")
    answers = [
        wire.unary(*([wire.text(REPORTED)] if status == "completed" else []), status=status, to="get")
        for status in statuses
    ]
    return Script(
        calls=[create(agent=AGENT, input="Report.", background=True), poll(reported(0))], answers=[begun, *answers]
    )


def ending(status: str) -> ClientScenario:
    """Declare a scenario: the work is in progress twice, then ends so."""

    @feature.scenario(name=f"ends-{status.replace('_', '-')}", about=f"In progress, in progress, then {status}.")
    def write(wire: Wire) -> Script:
        return working(wire, "in_progress", "in_progress", status)

    return write


ended = {status: ending(status) for status in ENDS}


@feature.scenario()
def ended_at_once(wire: Wire) -> Script:
    """The work has ended before anybody asks."""
    return working(wire, "completed")


@feature.scenario(since="2026-05-20")
def queued(wire: Wire) -> Script:
    """The work waits in a queue, then is in progress, then ends."""
    return working(wire, "queued", "in_progress", "completed")


@feature.scenario(slow=True)
def a_bad_moment(wire: Wire) -> Script:
    """One of the answers is that the service is not available at the moment."""
    script = working(wire, "in_progress", "completed")
    busy = wire.error(503, "service_unavailable", "Not at the moment.", to="get")
    return Script(calls=script.calls, answers=[*script.answers[:2], busy, *script.answers[2:]])


def tells(seen: Seen, status: str, asked: int) -> Verdict:
    """The verdict whether this status was reported, after so many questions."""
    return all_of(
        seen.reports("status", 1).equals(status), that(len(seen.of("get")), "the times it was asked").equals(asked)
    )


def stopping(status: str, scenario: ClientScenario, clause: str) -> None:
    """Declare the requirement that polling ends with this status."""

    def stops(seen: Seen) -> Verdict:
        return tells(seen, status, 3)

    feature.must(
        f"client-polling.{status.replace('_', '-')}",
        scenario,
        clauses=clause,
        sentence=f"Who asks after work in the background stops when it is ``{status}``, and tells the application so.",
    )(stops)


for _status, _scenario in ended.items():
    stopping(_status, _scenario, ENDS[_status])


@feature.must("client-polling.report", ended["completed"], ended_at_once, clauses="usage.background-available")
def delivers_the_report(seen: Seen) -> Verdict:
    """What the work came to is delivered, its text and its usage."""
    total = (seen.outcome(1).usage or {}).get("total_tokens")
    return all_of(seen.reports("text", 1).equals(REPORTED), that(total, "the total reported").equals(19))


@feature.must("client-polling.once", ended_at_once, clauses="get.status.poll")
def asks_once(seen: Seen) -> Verdict:
    """Work that has ended is asked after once."""
    return tells(seen, "completed", 1)


@feature.must("client-polling.queued", queued, clauses="agent.status-transition", since="2026-05-20")
def waits_in_the_queue(seen: Seen) -> Verdict:
    """Work that is queued has not ended."""
    return tells(seen, "completed", 3)


@feature.must("client-polling.same-id", ended["completed"], clauses="get.by-id")
def asks_for_the_same(seen: Seen) -> Verdict:
    """What is asked after is the interaction that was begun."""
    asked = [exchange.target_id for exchange in seen.of("get")]
    began = seen.creates[0].answered_id if seen.creates else None
    return all_of(that(began, "the id answered").is_text(), that(asked, "the ids asked for").equals([began] * 3))


@feature.should("client-polling.bad-moment", a_bad_moment, clauses="err.retry.policy")
def survives_a_bad_moment(seen: Seen) -> Verdict:
    """One answer 503 does not end the work, and does not end asking after it."""
    return all_of(seen.reports("status", 1).equals("completed"), seen.reports("text", 1).equals(REPORTED))
