"""What a server could get wrong about searching the web."""

from __future__ import annotations

from dataclasses import replace

from conformance.exchange import Exchange
from conformance.mutant import edited, mutant, producing, swapped, with_steps
from conformance.mutants.stateful_chat import says
from conformance.path import MISSING


@mutant(kills="google-search.server-side", violates="tool.gs.server-side")
def leaves_the_search_to_the_client(created: Exchange) -> Exchange:
    return created.with_json("$.status", "requires_action")


@mutant(kills="google-search.server-side", violates="tool.gs.declare")
def searches_and_says_nothing(created: Exchange) -> Exchange:
    return says(created, "")


@mutant(kills="google-search.kinds")
def knows_no_kinds(control: Exchange, created: Exchange) -> Exchange:
    return created.with_json("$.status", "failed")


@mutant(kills="google-search.kinds")
def answers_every_search_alike(control: Exchange, created: Exchange) -> Exchange:
    return replace(created, response=control.response)


@mutant(kills="google-search.call")
def hides_what_it_asked(created: Exchange) -> Exchange:
    return with_steps(created, "_call", arguments={})


@mutant(kills="google-search.call")
def calls_without_an_id(created: Exchange) -> Exchange:
    return with_steps(created, "_call", id=MISSING)


@mutant(kills="google-search.call")
def shows_one_query(created: Exchange) -> Exchange:
    return with_steps(created, "_call", arguments={"query": "Euro 2024"})


@mutant(kills="google-search.paired")
def answers_another_search(created: Exchange) -> Exchange:
    return with_steps(created, "_result", call_id="call_0")


@mutant(kills="google-search.result")
def gives_what_it_found_as_text(created: Exchange) -> Exchange:
    return with_steps(created, "_result", result="Spain won.")


@mutant(kills="google-search.citations")
def cites_nothing(created: Exchange) -> Exchange:
    return says(created, "Spain won.")


@mutant(kills="google-search.citation-bytes")
def cites_beyond_the_end(created: Exchange) -> Exchange:
    return cites(created, "Spain won.", 0, 11)


@mutant(kills="google-search.citation-bytes")
def counts_characters(created: Exchange) -> Exchange:
    return cites(created, "España won.", 0, 5)


@mutant(kills="google-search.counted", violates="tool.gs.grounding-count usage.grounding-tool-count")
def searches_for_nothing(created: Exchange) -> Exchange:
    """Searches and does not count it."""
    return created.without("$.usage.grounding_tool_count")


@mutant(kills="google-search.counted", violates="tool.gs.grounding-count usage.grounding-tool-count")
def counts_without_a_type(created: Exchange) -> Exchange:
    return created.with_json("$.usage.grounding_tool_count", [{"count": 1}])


@mutant(kills="google-search.stateless")
def does_not_know_its_search(searching: Exchange, asked_again: Exchange) -> Exchange:
    """Gives up over its own search."""
    return asked_again.with_json("$.status", "failed")


@mutant(kills="google-search.stateless")
def answers_with_the_search_again(searching: Exchange, asked_again: Exchange) -> Exchange:
    """Says nothing to a search that comes back."""
    return asked_again.with_json(f"$.{asked_again.revision.blocks}", MISSING)


@mutant(kills="google-search.streamed-deltas")
def streams_results_as_text(created: Exchange) -> Exchange:
    return edited(created, lambda event: event.delta.get("type") == "google_search_result", "$.delta.type", "text")


@mutant(kills="google-search.streamed-citations")
def cites_before_the_end(created: Exchange) -> Exchange:
    last = [event for event in created.events if event.delta.get("type") == "text"][-1].number
    return swapped(created, lambda event: event.number == last)


def cites(created: Exchange, text: str, start: int, end: int) -> Exchange:
    """The answer with one text, and one citation for a span of it."""
    note = {"type": "url_citation", "url": "https://example.com", "title": "t", "start_index": start, "end_index": end}
    return producing(created, {"type": "text", "text": text, "annotations": [note]})
