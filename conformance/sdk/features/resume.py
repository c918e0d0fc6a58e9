"""Resumption: a stream that broke off goes on behind the last event that was seen, and nothing is told twice."""

from __future__ import annotations

from urllib.parse import urlsplit

from conformance.exchange import Exchange
from conformance.sdk.answer import End
from conformance.sdk.requirement import ClientFeature
from conformance.sdk.scenario import Script, get_stream, resume
from conformance.sdk.seen import Seen
from conformance.sdk.wire import Json, Wire, with_ids
from conformance.verdict import Verdict, all_of, every, that

feature = ClientFeature(
    "client-resume",
    title="Resuming streams",
    source="https://ai.google.dev/gemini-api/docs/interactions/streaming#resume",
)

AGENT = "deep-research-pro-preview-12-2025"
SAID = "Told in many pieces, with breaks in between, and each of them once."
ODD_EVENT = "e/1+2=3&last_event_id=4 5%6#7"


def told(wire: Wire) -> list[Json]:
    """The events of the whole stream, each with an id."""
    return wire.events(wire.text(SAID), cut=8, numbered=True)


def broken(wire: Wire, *breaks: int, events: list[Json] | None = None) -> Script:
    """A stream in the background that breaks off before each of the events with these numbers, and goes on there."""
    events = told(wire) if events is None else events
    parts = [events[start:end] for start, end in zip((0, *breaks), (*breaks, None), strict=True)]
    answers = [wire.sse(part, done=part is parts[-1]) for part in parts]
    cut = [answer.ending(End.CUT, "the connection breaks off") for answer in answers[:-1]]
    get = [answer.answering("get") for answer in (*cut[1:], answers[-1])]
    return Script(
        calls=[resume(agent=AGENT, input="Report.", background=True)], answers=[cut[0].answering("create"), *get]
    )


@feature.scenario()
def one_break(wire: Wire) -> Script:
    """One break, between two deltas."""
    return broken(wire, 6)


@feature.scenario()
def two_breaks(wire: Wire) -> Script:
    """Two breaks; the second right behind the first event of the second part."""
    return broken(wire, 5, 6)


@feature.scenario()
def some_without_ids(wire: Wire) -> Script:
    """Only some events have ids: the last one before the break that has is not the last one."""
    events = [found if number in {1, 4} else {k: v for k, v in found.items() if k != "event_id"}
              for number, found in enumerate(told(wire))]  # fmt: skip
    whole, cut = events[:4], events[4:7]
    first = wire.sse([*whole, *cut], done=False).ending(End.CUT, "the connection breaks off").answering("create")
    rest = wire.sse(events[5:]).answering("get")
    return Script(calls=[resume(agent=AGENT, input="Report.", background=True)], answers=[first, rest])


@feature.scenario()
def any_event_id(wire: Wire) -> Script:
    """The id of the last event has all the signs that mean something in a query."""
    return Script(calls=[get_stream(wire.id(), ODD_EVENT)], answers=[wire.sse(told(wire)[6:]).answering("get")])


@feature.scenario()
def in_the_middle(wire: Wire) -> Script:
    """What comes first is a delta of a block whose start was told before; then its stop, and the end."""
    rest = [*told(wire)[-5:]]
    return Script(calls=[get_stream(wire.id(), "evt_0009")], answers=[wire.sse(rest).answering("get")])


@feature.scenario()
def from_the_start(wire: Wire) -> Script:
    """No last event is named: all is told again."""
    return Script(calls=[get_stream(wire.id())], answers=[wire.sse(told(wire)).answering("get")])


@feature.scenario()
def nothing_left(wire: Wire) -> Script:
    """Of an interaction that has ended only the last event is left."""
    answer = wire.sse(told(wire)[-1:]).answering("get")
    return Script(calls=[get_stream(wire.id(), "evt_0013")], answers=[answer])


@feature.scenario()
def gone(wire: Wire) -> Script:
    """The interaction is not kept any more."""
    answer = wire.error(404, "not_found", "No such interaction, word 4711.", to="get")
    return Script(calls=[get_stream(wire.id(), "evt_0004")], answers=[answer])


@feature.scenario()
def numbered(wire: Wire) -> Script:
    """The events are numbered, and each has its number as the id of its frame too."""
    events = with_ids(wire.events(wire.text("Counted."), cut=3))
    return Script(calls=[get_stream(wire.id())], answers=[wire.sse(events).answering("get")])


def gets(seen: Seen) -> tuple[Exchange, ...]:
    """The requests that resume."""
    return seen.of("get")


def last_ids(seen: Seen) -> list[object]:
    """For each request that resumes, the last id that the streams before it told."""
    found: list[object] = []
    last: object = None
    for exchange in seen.exchanges:
        if exchange.operation == "get":
            found.append(last)
        ids = [event.json.get("event_id") for event in exchange.events]
        last = next((told for told in reversed(ids) if told), last)
    return found


@feature.must(
    "client-resume.last-event-id",
    one_break,
    two_breaks,
    some_without_ids,
    clauses="rs.get-stream rs.last-event-id.next-chunk",
)
def names_the_last_event(seen: Seen) -> Verdict:
    """A stream is resumed behind the last event that was seen: its id is named, each time the newest."""
    named = [exchange.query.get("last_event_id") for exchange in gets(seen)]
    return all_of(that(named, "the events named").is_list(), that(named, "the events named").equals(last_ids(seen)))


@feature.must(
    "client-resume.asks-for-a-stream", one_break, from_the_start, clauses="rs.needs-stream-true get.stream.param"
)
def asks_for_a_stream(seen: Seen) -> Verdict:
    """What resumes asks for a stream: ``stream=true`` stands in the query."""
    return every((that(e.query.get("stream"), "stream in the query", e).equals("true") for e in gets(seen)), "gets")


@feature.must("client-resume.in-the-query", any_event_id, clauses="rs.get-stream")
def writes_the_id_into_the_query(seen: Seen) -> Verdict:
    """The id of the last event stands in the query, its signs escaped so that it arrives as it was."""
    named = [exchange.query.get("last_event_id") for exchange in gets(seen)]
    return that(named, "the events named").equals([ODD_EVENT])


@feature.must("client-resume.same-interaction", one_break, two_breaks, clauses="rs.get-stream get.by-id")
def stays_with_the_interaction(seen: Seen) -> Verdict:
    """The interaction that broke off is the one that is asked for again."""
    asked = {exchange.target_id for exchange in gets(seen)}
    began = seen.creates[0].answered_id if seen.creates else None
    return all_of(
        that(began, "the id told").is_text(), that(sorted(map(str, asked)), "the ids asked for").equals([began])
    )


@feature.must("client-resume.no-second-create", one_break, two_breaks, clauses="rs.disconnect-keeps-running")
def creates_nothing_new(seen: Seen) -> Verdict:
    """A broken stream is no reason to create again: the interaction is still at work."""
    return all_of(
        that(len(seen.creates), "the creates sent").equals(1), that(len(gets(seen)), "the gets sent").is_count(1)
    )


@feature.must("client-resume.text-once", one_break, two_breaks, clauses="rs.last-event-id.next-chunk st.text-concat")
def tells_each_piece_once(seen: Seen) -> Verdict:
    """Over all breaks the text is whole, and no piece of it is told twice."""
    return seen.reports("text").equals(SAID)


@feature.must("client-resume.end", one_break, two_breaks, clauses="rs.after-completion")
def comes_to_the_end(seen: Seen) -> Verdict:
    """At the terminal event the stream has ended: the status is delivered, and nobody asks again."""
    expected = len(seen.scenario.at(seen.revision).answers)
    return all_of(
        seen.reports("status").equals("completed"), that(len(seen.exchanges), "the requests sent").equals(expected)
    )


@feature.must(
    "client-resume.without-a-start",
    in_the_middle,
    source="https://github.com/mozilla-ai/any-llm/pull/1338",
    evidence="recorded",
)
def reads_on_in_a_block(seen: Seen) -> Verdict:
    """A stream that is resumed inside a block tells no start of it: its deltas are delivered all the same."""
    return all_of(
        seen.reports("text").equals(SAID[48:]),
        seen.reports("status").equals("completed"),
    )


@feature.must("client-resume.from-the-start", from_the_start, clauses="rs.without-last-event-id")
def reads_from_the_start(seen: Seen) -> Verdict:
    """Where no event is named none is sent, and what is told from the start is delivered whole."""
    named = [exchange.query.get("last_event_id", "") for exchange in gets(seen)]
    return all_of(that(named, "the events named").equals([""]), seen.reports("text").equals(SAID))


@feature.must("client-resume.nothing-left", nothing_left, clauses="rs.after-completion")
def reads_the_end_alone(seen: Seen) -> Verdict:
    """Where only the terminal event is left its status is delivered, without an error."""
    return all_of(seen.reports("status").equals("completed"), seen.reports("error").equals(None))


@feature.must("client-resume.gone", gone, clauses="get.unknown-id.404")
def tells_that_it_is_gone(seen: Seen) -> Verdict:
    """That there is nothing to resume any more is raised as an error with its status."""
    error = seen.outcome().error
    return that(error and error.status, "the status of the error").equals(404)


@feature.should("client-resume.event-ids", numbered, clauses="st.event-id")
def delivers_event_ids(seen: Seen) -> Verdict:
    """The ids of events are delivered, so that an application can resume by itself."""
    told = [event.json["event_id"] for exchange in gets(seen) for event in exchange.events if event.json]
    return all_of(
        that(told, "the ids told").is_list(),
        that(list(seen.outcome().event_ids or ()), "the ids reported").equals(told),
    )


@feature.should("client-resume.no-header", one_break, any_event_id, clauses="rs.get-stream")
def keeps_to_the_query(seen: Seen) -> Verdict:
    """The id of the last event is a parameter of the query; the header that browsers use for it is not sent."""
    found = [
        all_of(
            that(urlsplit(exchange.request.url).query, "the query", exchange).contains("last_event_id"),
            that((exchange.request.headers or {}).get("last-event-id"), "the header", exchange).equals(None),
        )
        for exchange in gets(seen)
    ]
    return every(found, "gets")
