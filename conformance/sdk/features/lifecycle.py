"""Lifecycle: an interaction is retrieved, cancelled and deleted by its id, whatever the id looks like."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from conformance.sdk.answer import Answer
from conformance.sdk.requirement import ClientFeature
from conformance.sdk.scenario import Script, cancel, create, delete, get, get_stream, reported
from conformance.sdk.seen import Seen
from conformance.sdk.wire import Wire
from conformance.verdict import Verdict, all_of, every, right, that

feature = ClientFeature(
    "client-lifecycle",
    title="Retrieve, cancel, delete",
    source="https://ai.google.dev/gemini-api/docs/interactions#retrieve",
)

ODD_ID = "v1_a/b?c=d&e#f%2Fg h+é"
CLIMBING_ID = "../files/secret"


@feature.scenario()
def kept(wire: Wire) -> Script:
    """An interaction is created and retrieved."""
    whole = (wire.thought(), wire.text("Kept."))
    answers = [wire.unary(*whole, to="create"), wire.unary(*whole, to="get")]
    return Script(calls=[create(input="Keep this."), get(reported(0))], answers=answers)


@feature.scenario()
def with_input(wire: Wire) -> Script:
    """It is retrieved with what was put in."""
    said = [{"type": "text", "text": "Keep this."}]
    block = {"role": "user", "content": said} if wire.legacy else {"type": "user_input", "content": said}
    answer = wire.unary(wire.text("Kept."), to="get", input=[block])
    return Script(calls=[get(wire.id(), include_input=True)], answers=[answer])


@feature.scenario(since="2026-05-20")
def whole_timeline(wire: Wire) -> Script:
    """What is retrieved begins with the step of the user, as the stored resource does."""
    said = {"type": "user_input", "content": [{"type": "text", "text": "Keep this."}]}
    return Script(calls=[get(wire.id())], answers=[wire.unary(said, wire.text("Kept."), to="get")])


@feature.scenario()
def cancelled(wire: Wire) -> Script:
    """Work in the background is cancelled."""
    running = wire.json(wire.interaction(status="in_progress", usage=...), to="create")
    answers = [running, wire.json(wire.interaction(status="cancelled"), to="cancel")]
    return Script(calls=[create(input="Work.", background=True), cancel(reported(0))], answers=answers)


@feature.scenario()
def deleted(wire: Wire) -> Script:
    """An interaction is deleted; the answer is an empty object."""
    return Script(calls=[delete(wire.id())], answers=[wire.json({}, to="delete")])


@feature.scenario()
def deleted_without_a_word(wire: Wire) -> Script:
    """An interaction is deleted; the answer has no body at all."""
    silent = Answer(204, (), chunked=False, to="delete", odd="the answer to a delete is an empty object")
    return Script(calls=[delete(wire.id())], answers=[silent])


@feature.scenario()
def deleted_then_asked_for(wire: Wire) -> Script:
    """An interaction is deleted and asked for again."""
    gone = wire.error(404, "not_found", "No such interaction, word 5521.", to="get")
    calls = [delete(wire.id()), get(wire.id()).but(retries=False)]
    return Script(calls=calls, answers=[wire.json({}, to="delete"), gone])


@feature.scenario()
def odd_id(wire: Wire) -> Script:
    """An id with signs that mean something in a path is retrieved, streamed, cancelled and deleted."""
    answers = [
        wire.unary(wire.text("Found."), to="get", id=ODD_ID),
        wire.stream(wire.text("Found."), to="get", id=ODD_ID),
        wire.json(wire.interaction(status="cancelled", id=ODD_ID), to="cancel"),
        wire.json({}, to="delete"),
    ]
    calls = [get(ODD_ID), get_stream(ODD_ID), cancel(ODD_ID), delete(ODD_ID)]
    return Script(calls=[call.but(retries=False) for call in calls], answers=answers)


@feature.scenario()
def climbing_id(wire: Wire) -> Script:
    """An id that would lead out of the interactions, were it written into the path as it stands."""
    answer = wire.error(404, "not_found", "No such interaction, word 6007.")
    return Script(calls=[get(CLIMBING_ID).but(retries=False), delete(CLIMBING_ID).but(retries=False)], answers=[answer])


def paths(seen: Seen) -> list[str]:
    """Method and path of each request, as sent, without the prefix that says the version."""
    found = []
    for exchange in seen.exchanges:
        path = urlsplit(exchange.request.url).path
        prefix = next((p for p in sorted(seen.revision.paths, key=len, reverse=True) if path.startswith(p + "/")), "")
        found.append(f"{exchange.request.method} {path.removeprefix(prefix)}")
    return found


def named(seen: Seen) -> list[str | None]:
    """The ids that the paths name, unescaped."""
    return [unquote(e.target_id) if e.target_id is not None else None for e in seen.exchanges]


@feature.must("client-lifecycle.get", kept, clauses="get.by-id")
def retrieves_by_id(seen: Seen) -> Verdict:
    """An interaction is retrieved with GET by the id that it was answered with."""
    began = seen.creates[0].answered_id if seen.creates else None
    return that(paths(seen), "the requests sent").equals(["POST /interactions", f"GET /interactions/{began}"])


@feature.must("client-lifecycle.delivers", kept, clauses="get.same-content")
def delivers_what_is_kept(seen: Seen) -> Verdict:
    """What is retrieved is delivered like what was created: the id, the status, the text, the usage."""
    usage = seen.outcome(1).usage or {}
    return all_of(
        seen.reports("text", 1).equals("Kept."),
        seen.reports("status", 1).equals("completed"),
        seen.delivers("id", 1),
        that(usage.get("total_tokens"), "the total reported").equals(19),
    )


@feature.must("client-lifecycle.include-input", with_input, clauses="get.include-input.default")
def asks_for_the_input(seen: Seen) -> Verdict:
    """An application that wants the input too is heard: ``include_input=true`` stands in the query."""
    asked = [exchange.query.get("include_input") for exchange in seen.of("get")]
    return all_of(that(asked, "include_input as sent").equals(["true"]), seen.reports("text").equals("Kept."))


@feature.must("client-lifecycle.timeline", whole_timeline, clauses="get.includes-user-input", since="2026-05-20")
def keeps_the_user_apart(seen: Seen) -> Verdict:
    """What the user said, which a retrieved interaction holds too, is no part of the text that was answered."""
    return seen.reports("text").equals("Kept.")


@feature.must("client-lifecycle.cancel", cancelled, clauses="cancel.endpoint")
def cancels_by_id(seen: Seen) -> Verdict:
    """Work is cancelled with POST to ``cancel`` behind its id."""
    began = seen.creates[0].answered_id if seen.creates else None
    return that(paths(seen), "the requests sent").equals(["POST /interactions", f"POST /interactions/{began}/cancel"])


@feature.must("client-lifecycle.cancelled", cancelled, clauses="cancel.returns-interaction cancel.status-cancelled")
def tells_cancelled(seen: Seen) -> Verdict:
    """What cancelling answers is delivered: the interaction, and that it is cancelled."""
    return seen.reports("status", 1).equals("cancelled")


@feature.must("client-lifecycle.delete", deleted, clauses="delete.by-id")
def deletes_by_id(seen: Seen) -> Verdict:
    """An interaction is deleted with DELETE by its id, and once."""
    wanted = getattr(seen.calls[0], "interaction", None)
    return that(paths(seen), "the requests sent").equals([f"DELETE /interactions/{wanted}"])


@feature.must("client-lifecycle.deleted", deleted, deleted_without_a_word, clauses="delete.empty-response")
def takes_nothing_for_an_answer(seen: Seen) -> Verdict:
    """A delete that went well is no error, though there is nothing in the answer: an empty object, or no body."""
    return all_of(
        that(len(seen.of("delete")), "the deletes sent").equals(1),
        that(len(seen.outcomes), "the calls reported").equals(1),
        seen.reports("error").equals(None),
    )


@feature.must("client-lifecycle.gone", deleted_then_asked_for, clauses="delete.then-get-404")
def tells_that_it_is_gone(seen: Seen) -> Verdict:
    """That a deleted interaction is not there any more is raised as an error with its status."""
    error = seen.outcome(1).error
    return that(error and error.status, "the status of the error").equals(404)


@feature.must("client-lifecycle.escaped-id", odd_id, source="https://www.rfc-editor.org/rfc/rfc3986#section-2.2")
def escapes_ids(seen: Seen) -> Verdict:
    """An id is one segment of the path: its signs that mean something there are escaped."""
    return that(named(seen), "the ids in the paths, unescaped").equals([ODD_ID] * 4)


@feature.must(
    "client-lifecycle.stays-inside", climbing_id, source="https://www.rfc-editor.org/rfc/rfc3986#section-5.2.4"
)
def stays_inside(seen: Seen) -> Verdict:
    """No id leads to another resource: what is asked for or deleted stays below ``/interactions/``."""
    if not seen.exchanges and all(outcome.error for outcome in seen.outcomes) and seen.outcomes:
        return right("such ids are refused before anything is asked")
    found = [
        that([*_parts(path)[:2], *_climbing(path)], f"where {path} leads", exchange).equals([method, "interactions"])
        for method, path, exchange in zip(("GET", "DELETE"), paths(seen), seen.exchanges, strict=False)
    ]
    return all_of(every(found, "requests"), that(len(seen.exchanges), "the requests sent").equals(2))


def _parts(path: str) -> list[str]:
    return path.replace(" /", "/").split("/")


def _climbing(path: str) -> list[str]:
    return [segment for segment in path.split("/") if segment in {".", ".."}]
