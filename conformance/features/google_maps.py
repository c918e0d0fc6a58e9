"""Google Maps: the model looks places up, and its answer names them with a link to each.

The tool may say where the user is, and ask for the token of a widget that shows the places. It came after the first
beta.
"""

from __future__ import annotations

from conformance.api import Api
from conformance.contract import accepted, goes_on
from conformance.conversation import CREATE, Conversation
from conformance.exchange import Exchange
from conformance.interaction import Json, objects
from conformance.path import MISSING
from conformance.requirement import Feature, Level
from conformance.tool_use import (
    called_with,
    complete,
    declared,
    declaring,
    lists_texts,
    need,
    notes,
    paired,
    returned,
    telling,
    used,
    using,
)
from conformance.verdict import Verdict, all_of, every, that

feature = Feature("google-maps", "Google Maps", "https://ai.google.dev/gemini-api/docs/interactions/maps-grounding")

TOOL = "google_maps"
QUESTION = "Which restaurant near the Louvre in Paris is good for lunch? Look on the map."
HERE = {"type": TOOL, "latitude": 48.8606, "longitude": 2.3376}
WITH_WIDGET = {**HERE, "enable_widget": True}


def entries(x: Exchange) -> list[Json]:
    """What the results hold: entries with places, and perhaps the token of a widget."""
    return [entry for result in returned(TOOL, x) for entry in objects(result.get("result"))]


looked_up, told = using(TOOL), telling(TOOL)
placed = declaring(TOOL, lambda tool: "latitude" in tool and "longitude" in tool, " at a place")
with_widget = Conversation(
    CREATE.where(
        lambda x: bool(used(TOOL, x)) and any(t.get("enable_widget") is True for t in declared(TOOL, x)),
        "look-up with a widget",
    )
)


@feature.probe
def asked(api: Api) -> Exchange:
    """The least that only this feature grants."""
    return api.create(QUESTION, tools=[HERE])


@feature.scenario(elicits=(looked_up, told, placed, with_widget), attempts=3, since="2026-05-20")
def look_up_a_place(api: Api) -> None:
    """Let the model look a place up, with a widget to show it."""
    api.control()
    need(TOOL, api.create(QUESTION, tools=[WITH_WIDGET]))


@feature.refusal(
    "google-maps.not-yet",
    level=Level.MAY,
    until="2026-05-07",
    clauses="tool.gm.unsupported-in-seed",
    shows=lambda x: bool(declared(TOOL, x)),
)
def not_yet(api: Api) -> object:
    """In the first beta there is no look-up of places: a request that wants it is refused."""
    return {"tools": [{"type": TOOL}]}


@feature.may("google-maps.declared", placed, since="2026-05-20", clauses="tool.gm.declare")
def takes_a_position(control: Exchange, created: Exchange) -> Verdict:
    """The tool may say where the user is, and that a widget is wanted; the request is answered."""
    return all_of(accepted(control, created), goes_on(created))


@feature.should("google-maps.call", looked_up, since="2026-05-20", clauses="tool.gm.call-result")
def shows_what_it_looked_up(created: Exchange) -> Verdict:
    """The call of a look-up has an id and the queries as a list of texts."""
    return called_with(created, TOOL, lists_texts("queries"), "queries, a list of texts")


@feature.should("google-maps.result", looked_up, since="2026-05-20", clauses="tool.gm.call-result")
def lists_the_places(created: Exchange) -> Verdict:
    """The result of a look-up names its call, and holds lists of places."""
    lists = (
        that(entry.get("places", MISSING), "places of a result", created).meets(
            lambda p: isinstance(p, list) and len(objects(p)) == len(p), "a list of objects"
        )
        for entry in entries(created)
    )
    return all_of(paired(created, TOOL), every(lists, "results"))


@feature.may("google-maps.widget", with_widget, since="2026-05-20", clauses="tool.gm.declare tool.gm.call-result")
def gives_a_token_for_the_widget(created: Exchange) -> Verdict:
    """Where a widget is wanted, the result has a token for it."""
    tokens = [entry["widget_context_token"] for entry in entries(created) if "widget_context_token" in entry]
    return all_of(
        that(tokens, "tokens for a widget", created).is_list(),
        *(that(token, "token for a widget", created).is_text() for token in tokens),
    )


@feature.should("google-maps.citations", told, since="2026-05-20", clauses="tool.gm.place-citation")
def cites_the_places(created: Exchange) -> Verdict:
    """Text that rests on a look-up cites places: their names, links and ids, and perhaps what reviews say."""
    reviews = [note["review_snippets"] for _, note in notes("place_citation", created) if "review_snippets" in note]
    return all_of(
        complete(created, "place_citation", "name", "url", "place_id"),
        *(
            that(review, "review_snippets", created).meets(
                lambda r: isinstance(r, list) and len(objects(r)) == len(r), "a list of objects"
            )
            for review in reviews
        ),
    )
