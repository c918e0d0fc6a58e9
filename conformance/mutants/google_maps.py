"""What a server could get wrong about looking up places."""

from __future__ import annotations

from dataclasses import replace

from conformance.exchange import Exchange
from conformance.features.google_maps import entries
from conformance.mutant import mutant, producing, with_steps
from conformance.mutants.stateful_chat import says
from conformance.path import MISSING


@mutant(kills="google-maps.declared")
def knows_no_positions(control: Exchange, created: Exchange) -> Exchange:
    return created.with_json("$.status", "failed")


@mutant(kills="google-maps.declared")
def is_nowhere(control: Exchange, created: Exchange) -> Exchange:
    """Answers as if it had not been asked for a place."""
    return replace(created, response=control.response)


@mutant(kills="google-maps.call")
def hides_what_it_looks_up(created: Exchange) -> Exchange:
    return with_steps(created, "_call", arguments={"latitude": 48.8, "longitude": 2.3})


@mutant(kills="google-maps.call")
def looks_up_without_an_id(created: Exchange) -> Exchange:
    return with_steps(created, "_call", id=MISSING)


@mutant(kills="google-maps.result")
def answers_another_look_up(created: Exchange) -> Exchange:
    return with_steps(created, "_result", call_id="call_0")


@mutant(kills="google-maps.result google-maps.widget", violates="tool.gm.call-result")
def gives_bare_names(created: Exchange) -> Exchange:
    return with_steps(created, "_result", result=[{"places": "Le Petit Café"}])


@mutant(kills="google-maps.widget", violates="tool.gm.declare")
def ignores_the_widget(created: Exchange) -> Exchange:
    left = [{key: value for key, value in entry.items() if key == "places"} for entry in entries(created)]
    return with_steps(created, "_result", result=left)


@mutant(kills="google-maps.citations")
def names_no_place(created: Exchange) -> Exchange:
    return says(created, "There is a good one around the corner.")


@mutant(kills="google-maps.citations")
def names_a_place_without_its_id(created: Exchange) -> Exchange:
    note = {"type": "place_citation", "name": "Café", "url": "https://maps.google.com/?cid=1"}
    return producing(created, {"type": "text", "text": "The Café.", "annotations": [note]})
