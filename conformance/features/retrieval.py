"""Retrieval: a stored interaction can be got again by its id, as JSON or as a stream.

A GET answers with the resource as it stands: what the model produced and, since there are steps, what the user put in.
In the first beta the input comes only where it is asked for.
"""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from conformance.api import NOBODYS, TERMINAL, Api
from conformance.contract import conforms, refused
from conformance.conversation import (
    ASKED,
    CREATE,
    GET,
    GET_DONE,
    GET_REPLAY,
    Conversation,
    creating,
)
from conformance.exchange import Exchange
from conformance.interaction import blocks, contents, given, of_type, said, text
from conformance.requirement import Feature, Level, NotElicited
from conformance.verdict import Verdict, all_of, expect, that, unseen

feature = Feature("retrieval", "Retrieval", "https://ai.google.dev/api/interactions-api#getInteractionById")

PLAIN = GET_DONE.where(lambda x: "include_input" not in x.query, "plain get")
WITH_INPUT = GET.where(lambda x: x.query.get("include_input") == "true", "get with its input")
AGAIN = GET.after(lambda before, x: before[-1].request.url == x.request.url)

STRING = creating("create with a string", lambda x: isinstance(x.sent.get("input"), str))

got = Conversation(CREATE, GET)
got_twice = Conversation(CREATE, GET, AGAIN)
SEARCHING = CREATE.where(lambda x: bool(of_type(blocks(x.interaction), "google_search_result")), "create that searches")
got_whole = Conversation(SEARCHING, WITH_INPUT)
got_plain = Conversation(STRING, PLAIN)
got_with_input = Conversation(STRING, WITH_INPUT)
replayed = Conversation(CREATE, GET_REPLAY)


listing = Conversation(
    CREATE,
    ASKED.where(
        lambda x: x.request.method == "GET" and urlsplit(x.request.url).path.endswith("/interactions"),
        "get of the collection",
    ),
)


@feature.probe
def asked(api: Api) -> Exchange:
    """The least that only this feature grants."""
    return api.get(api.control().id)


@feature.scenario(elicits=(got, got_twice, got_plain, got_with_input, replayed), needs=("storage",))
def create_and_get(api: Api) -> None:
    """Create, then get it twice, with its input, and as a stream."""
    created = api.create("The ship is called Endurance. What is it called?")
    api.get(created.id)
    api.get(created.id)
    api.get(created.id, include_input="true")
    api.get(created.id, stream="true")


@feature.scenario(elicits=listing)
def list_all(api: Api) -> None:
    """Create, then get the collection itself."""
    api.control()
    api.send("GET", "")


@feature.scenario(elicits=got_whole, needs=("storage",), attempts=2)
def search_and_get(api: Api) -> None:
    """Let the model search the web, then get the whole turn."""
    answer = api.create("Who won the Euro 2024 tournament? Search the web.", tools=[{"type": "google_search"}])
    if answer.status == 200 and not of_type(blocks(answer.interaction), "google_search_result"):
        raise NotElicited("the answer holds no search result")
    api.get(answer.id, include_input="true")


@feature.must("retrieval.by-id", got, clauses="get.by-id")
def gets_it_by_its_id(created: Exchange, found: Exchange) -> Verdict:
    """A GET of the id that a create answered with answers with that interaction."""
    maker = "$.agent" if "agent" in created.interaction else "$.model"
    return all_of(
        conforms(found.json, "Interaction", found),
        expect(found, "$.id").equals(created.answered_id),
        expect(found, maker).equals(created.interaction[maker.removeprefix("$.")]),
    )


@feature.must("retrieval.status", got, clauses="get.by-id")
def tells_the_same_status(created: Exchange, found: Exchange) -> Verdict:
    """An interaction that was done when it was created is got with the same status."""
    status = created.interaction["status"]
    return expect(found, "$.status").equals(status) if status in TERMINAL else unseen(f"it was still {status}")


@feature.should("retrieval.same-content", got, clauses="get.same-content", evidence="inferred")
def holds_the_same_content(created: Exchange, found: Exchange) -> Verdict:
    """What is stored of the model's work is what the create answered with, signatures included."""
    if created.interaction["status"] not in TERMINAL:
        return unseen("there was nothing to compare with yet")
    made = blocks(created.interaction)
    kept = blocks(found.interaction)[-len(made) :]  # a timeline begins with what was put in
    where = f"the end of $.{found.revision.blocks}"
    return all_of(that(kept, where, found).is_list(), that(kept, where, found).equals(made))


@feature.should("retrieval.repeatable", got_twice, clauses="get.idempotent", evidence="inferred")
def gets_the_same_again(created: Exchange, once: Exchange, again: Exchange) -> Verdict:
    """An interaction that is done is the same every time it is got."""
    if once.interaction["status"] not in TERMINAL:
        return unseen("it was not done yet")
    return expect(again, "$").equals(once.json)


@feature.must(
    "retrieval.input-on-request",
    got_with_input,
    clauses="get.include-input.default get.includes-user-input",
    since="2026-05-07",
)
def shows_the_input_on_request(created: Exchange, found: Exchange) -> Verdict:
    """A GET with include_input=true shows what the user put in."""
    kept = "".join(said(given(found.interaction)))
    return that(kept, "the text of the stored input", found).equals(created.sent.get("input"))


@feature.should(
    "retrieval.user-input-step",
    got_plain,
    clauses="get.includes-user-input",
    since="2026-05-20",
    note="The overview says so; the reference says that include_input is false by default (disc.docs.include-input).",
)
def begins_with_what_the_user_said(created: Exchange, found: Exchange) -> Verdict:
    """The stored interaction holds the whole turn: the user_input step comes before what the model produced."""
    steps = blocks(found.interaction)
    return all_of(
        that([step.get("type") for step in steps[:1]], "the type of the first step", found).equals(["user_input"]),
        that("".join(said(steps[:1])), "the text of the first step", found).equals(created.sent.get("input")),
    )


@feature.must(
    "retrieval.outputs-only", got_plain, clauses="get.legacy.outputs-only", until="2026-05-20", since="2026-05-07"
)
def shows_outputs_only(created: Exchange, found: Exchange) -> Verdict:
    """Unless the input is asked for, a GET shows only what the model produced."""
    return all_of(that(contents(found.interaction), "$.outputs", found).is_list(), expect(found, "$.input").is_absent())


@feature.must("retrieval.whole-turn", got_whole, clauses="dm.session-record")
def records_the_whole_turn(created: Exchange, found: Exchange) -> Verdict:
    """What is stored is the whole turn: the input, the calls and results of tools, and the output."""
    pieces = contents(found.interaction)
    return all_of(
        that("".join(said(given(found.interaction))), "the text of the stored input", found).is_text(),
        that(of_type(pieces, "google_search_call"), "the calls", found).is_list(),
        that(of_type(pieces, "google_search_result"), "the results", found).is_list(),
        that(text(found.interaction), "the text that was produced", found).is_text(),
    )


@feature.must("retrieval.streams", replayed, clauses="get.stream.param")
def streams_on_request(created: Exchange, found: Exchange) -> Verdict:
    """A GET with stream=true answers with an event stream of that interaction."""
    return expect(found, "$.id").equals(created.answered_id)


@feature.should(
    "retrieval.replays", replayed, clauses="get.stream.completed-replay", evidence="inferred", since="2026-05-07"
)
def replays_from_the_start(created: Exchange, found: Exchange) -> Verdict:
    """The stream of an interaction that is done tells all of it again, from the first event to the last."""
    kinds = [event.type for event in found.events]
    return all_of(
        that(kinds[0], "the type of the first event", found).equals(found.revision.created),
        that(text(found.interaction), "the text that was streamed", found).equals(text(created.interaction)),
        that(kinds[-2:], "the types of the last two events", found).equals([found.revision.completed, "done"]),
    )


@feature.may("retrieval.no-list", listing, clauses="get.no-list")
def lists_nothing(created: Exchange, asked: Exchange) -> Verdict:
    """There is no list of interactions: a GET of the collection is answered with 404 or 405."""
    if asked.status in (404, 405) and not asked.body:
        return that(asked.status, "the status", asked).is_one_of(404, 405)
    return refused(asked, 404, 405)


# --- what is refused -------------------------------------------------------------------------------------------------


@feature.refusal(
    "retrieval.unknown-id",
    clauses="get.unknown-id.404",
    statuses=(404,),
    shows=lambda x: x.operation == "get" and x.target_id == NOBODYS,
)
def unknown_id(api: Api) -> object:
    """A GET of an id that no interaction has is answered with 404."""
    return api.get(NOBODYS)


@feature.refusal(
    "retrieval.malformed-id",
    level=Level.SHOULD,
    clauses="get.malformed-id",
    evidence="inferred",
    statuses=(400, 404),
    shows=lambda x: x.operation == "get" and " " in unquote(x.target_id or ""),
)
def malformed_id(api: Api) -> object:
    """A GET of what can't be an id is answered with 400 or 404, not with a server error."""
    return api.get("no such id")


@feature.refusal(
    "retrieval.last-event-id-needs-stream",
    level=Level.SHOULD,
    clauses="get.last-event-id.requires-stream rs.needs-stream-true",
    note="Documented as usable with stream=true only; what happens without it is not said.",
    shows=lambda x: x.operation == "get" and "last_event_id" in x.query and x.query.get("stream") != "true",
)
def last_event_id_without_stream(api: Api) -> object:
    """A GET with last_event_id but without stream=true is refused."""
    return api.get(api.exchanges[-1].id, last_event_id="event_1")
