"""What a server could get wrong about the tools that it runs itself."""

from __future__ import annotations

from conformance.exchange import Exchange
from conformance.interaction import blocks
from conformance.mutant import edited, mutant, producing, swapped
from conformance.mutants.stateful_chat import says
from conformance.path import MISSING


@mutant(kills="built-in-tools.server-side", violates="tool.gs.server-side")
def leaves_the_search_to_the_client(created: Exchange) -> Exchange:
    return created.with_json("$.status", "requires_action")


@mutant(kills="built-in-tools.server-side", violates="tool.gs.declare")
def searches_and_says_nothing(created: Exchange) -> Exchange:
    return says(created, "")


@mutant(
    kills="built-in-tools.search-call built-in-tools.page-call built-in-tools.code-call",
    violates="tool.uc.call-shape tool.ce.call-shape",
)
def hides_what_it_asked(created: Exchange) -> Exchange:
    return with_steps(created, "_call", arguments={})


@mutant(
    kills="built-in-tools.search-call built-in-tools.page-call built-in-tools.code-call",
    violates="tool.uc.call-shape tool.ce.call-shape",
)
def calls_without_an_id(created: Exchange) -> Exchange:
    return with_steps(created, "_call", id=MISSING)


@mutant(kills="built-in-tools.search-call")
def shows_one_query(created: Exchange) -> Exchange:
    return with_steps(created, "_call", arguments={"query": "Euro 2024"})


@mutant(kills="built-in-tools.code-call", violates="tool.ce.python-only")
def runs_another_language(created: Exchange) -> Exchange:
    return with_steps(created, "_call", arguments={"language": "perl", "code": "print 1"})


@mutant(kills="built-in-tools.page-result", violates="tool.uc.result-shape tool.uc.status-enum")
def has_a_status_of_its_own(created: Exchange) -> Exchange:
    return with_steps(created, "_result", result=[{"url": "https://example.com", "status": 200}])


@mutant(kills="built-in-tools.code-result")
def wraps_what_was_printed(created: Exchange) -> Exchange:
    return with_steps(created, "_result", result={"stdout": "1"})


@mutant(kills="built-in-tools.page-paired built-in-tools.code-paired")
def answers_another_call(created: Exchange) -> Exchange:
    return with_steps(created, "_result", call_id="call_0")


@mutant(kills="built-in-tools.citations")
def cites_nothing(created: Exchange) -> Exchange:
    return says(created, "Spain won.")


@mutant(kills="built-in-tools.citation-bytes")
def cites_beyond_the_end(created: Exchange) -> Exchange:
    return cites(created, "Spain won.", 0, 11)


@mutant(kills="built-in-tools.citation-bytes")
def counts_characters(created: Exchange) -> Exchange:
    return cites(created, "España won.", 0, 5)


@mutant(kills="built-in-tools.streamed-deltas")
def streams_results_as_text(created: Exchange) -> Exchange:
    return edited(created, lambda event: event.delta.get("type") == "google_search_result", "$.delta.type", "text")


@mutant(kills="built-in-tools.streamed-citations")
def cites_before_the_end(created: Exchange) -> Exchange:
    last = [event for event in created.events if event.delta.get("type") == "text"][-1].number
    return swapped(created, lambda event: event.number == last)


def cites(created: Exchange, text: str, start: int, end: int) -> Exchange:
    """The answer with one text, and one citation for a span of it."""
    note = {"type": "url_citation", "url": "https://example.com", "title": "t", "start_index": start, "end_index": end}
    return producing(created, {"type": "text", "text": text, "annotations": [note]})


def with_steps(created: Exchange, ending: str, **changes: object) -> Exchange:
    """The answer with every step changed whose type ends in ``ending``; ``MISSING`` removes a field."""
    changed = [
        {key: value for key, value in {**block, **changes}.items() if value is not MISSING}
        if str(block.get("type")).endswith(ending)
        else block
        for block in blocks(created.interaction)
    ]
    return created.with_json(f"$.{created.revision.blocks}", changed)
