"""Google Search: the model looks things up on the web, and its answer says where.

The service searches itself, within one interaction: its call and the result are both shown, the result naming the call,
and the model goes on to its answer without the client. Text that rests on what was found carries citations.
"""

from __future__ import annotations

from conformance.api import Api
from conformance.contract import accepted, goes_on
from conformance.conversation import CREATE, STREAM, Conversation
from conformance.exchange import Exchange
from conformance.interaction import Json, objects, text
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
    replaying,
    returned,
    telling,
    used,
    using,
)
from conformance.verdict import Verdict, all_of, every, expect, that, unseen

feature = Feature("google-search", "Google Search", "https://ai.google.dev/gemini-api/docs/google-search")

TOOL = "google_search"
NEWS = "Who won the Euro 2024 tournament? Search the web."
PICTURES = "Find a picture of the Eiffel Tower at night. Search the web."
AFTERWARDS = "Say that again in five words."
KINDS = ("web_search", "image_search")
NO_KIND = "search_of_dreams"


def kinds(tool: Json) -> list[object]:
    """The kinds of search that a declaration asks for."""
    given = tool.get("search_types")
    return given if isinstance(given, list) else []


searched, told, replayed = using(TOOL), telling(TOOL), replaying(TOOL)
by_kind = declaring(TOOL, lambda tool: bool(kinds(tool)) and {*map(str, kinds(tool))} <= {*KINDS}, " of some kinds")
counted = Conversation(
    CREATE.where(lambda x: bool(used(TOOL, x)) and "usage" in x.interaction, "search with a bill of its own")
)
streamed = Conversation(STREAM.where(lambda x: bool(x.opened("google_search_call")), "streamed search"))


@feature.probe
def asked(api: Api) -> Exchange:
    """The least that only this feature grants."""
    return api.create(NEWS, tools=[{"type": TOOL}])


@feature.scenario(elicits=(searched, told, counted), attempts=3)
def search(api: Api) -> None:
    """Let the model search the web."""
    need(TOOL, api.create(NEWS, tools=[{"type": TOOL}]))


@feature.scenario(elicits=by_kind, since="2026-05-07")
def search_for_pictures(api: Api) -> None:
    """Let the model search for pages and pictures."""
    api.control()
    api.create(PICTURES, tools=[{"type": TOOL, "search_types": [*KINDS]}])


@feature.scenario(elicits=replayed, attempts=3, since="2026-05-20")
def search_without_storing(api: Api) -> None:
    """Let the model search, store nothing, and send what it did back with the next turn."""
    first = api.create([api.user(NEWS)], tools=[{"type": TOOL}], store=False)
    need(TOOL, first)
    history = [api.user(NEWS), *api.history(first), api.user(AFTERWARDS)]
    api.create(history, tools=[{"type": TOOL}], store=False)


@feature.scenario(elicits=streamed, attempts=3, since="2026-05-20")
def stream_a_search(api: Api) -> None:
    """Let the model search the web, and stream."""
    need(TOOL, api.stream(NEWS, tools=[{"type": TOOL}]))


@feature.must(
    "google-search.server-side",
    searched,
    clauses="tool.gs.server-side tool.gs.declare",
    note="Text has come before the search that it rests on (disc.output-order), so nothing is said of the order.",
)
def answers_by_itself(created: Exchange) -> Verdict:
    """The service searches itself and goes on to the answer in the same interaction, without the client."""
    return all_of(
        expect(created, "$.status").equals("completed"),
        that(text(created.interaction), "the text of the answer", created).is_text(),
    )


@feature.may("google-search.kinds", by_kind, since="2026-05-07", clauses="tool.gs.search-types")
def takes_kinds_of_search(control: Exchange, created: Exchange) -> Verdict:
    """A search may be for pages of the web, for images, or for both."""
    return all_of(accepted(control, created), goes_on(created))


@feature.refusal(
    "google-search.unknown-kind",
    level=Level.MAY,
    since="2026-05-07",
    clauses="tool.gs.search-types",
    shows=lambda x: any(NO_KIND in kinds(tool) for tool in declared(TOOL, x)),
)
def unknown_kind(api: Api) -> object:
    """A kind of search that is not documented is refused."""
    return {"tools": [{"type": TOOL, "search_types": [NO_KIND]}]}


@feature.must(
    "google-search.call",
    searched,
    since="2026-05-07",
    clauses="tool.gs.call-shape",
    note="Examples of the reference show other arguments (disc.docs.examples); the schema and the live "
    "service have these.",
)
def shows_what_it_searched(created: Exchange) -> Verdict:
    """The call of a search has an id and the queries as a list of texts."""
    return called_with(created, TOOL, lists_texts("queries"), "queries, a list of texts")


@feature.must("google-search.paired", searched, since="2026-05-07", clauses="tool.gs.result-shape")
def pairs_results_with_their_search(created: Exchange) -> Verdict:
    """The result of a search names the call that it answers."""
    return paired(created, TOOL)


@feature.must("google-search.result", searched, since="2026-05-07", clauses="tool.gs.result-shape")
def lists_what_the_search_gave(created: Exchange) -> Verdict:
    """The result of a search is a list of objects."""
    results = [result.get("result", MISSING) for result in returned(TOOL, created)]
    return every(
        (
            that(result, "result of a search", created).meets(
                lambda r: isinstance(r, list) and len(objects(r)) == len(r), "a list of objects"
            )
            for result in results
        ),
        "results",
    )


@feature.should("google-search.citations", told, since="2026-05-07", clauses="tool.gs.citations")
def cites_what_it_found(created: Exchange) -> Verdict:
    """Text that rests on a search carries citations, with the address and title of a page and the span it is for."""
    return complete(created, "url_citation", "url", "title", "start_index", "end_index")


@feature.must(
    "google-search.citation-bytes",
    searched,
    since="2026-05-07",
    clauses="tool.gs.citation-index-bytes",
    note="Samples cut the text by characters (disc.docs.index-bytes); documented are bytes.",
)
def cites_by_bytes(created: Exchange) -> Verdict:
    """The span of a citation counts bytes of UTF-8, the end excluded, and begins and ends between characters."""
    found = notes("url_citation", created)
    return every((spans(created, text_, note) for text_, note in found if "end_index" in note), "citations")


@feature.should(
    "google-search.counted",
    counted,
    since="2026-05-20",
    clauses="tool.gs.grounding-count usage.grounding-tool-count",
    note="Absent in real answers of May 2026 and of models before Gemini 3 (disc.mm.grounding-count).",
)
def counts_its_searches(created: Exchange) -> Verdict:
    """The usage says how often the service searched, as a count with the type of the tool."""
    entries = objects(created.interaction.get("usage", {}).get("grounding_tool_count"))  # type: ignore[attr-defined]
    counts = [entry.get("count") for entry in entries if entry.get("type") == TOOL]
    return all_of(
        that(counts, "counts of searches in $.usage.grounding_tool_count", created).is_list(),
        *(that(count, "count of searches", created).is_count(at_least=1) for count in counts),
    )


@feature.should("google-search.stateless", replayed, since="2026-05-20", clauses="tool.gs.call-signature")
def takes_its_searches_back(searching: Exchange, asked_again: Exchange) -> Verdict:
    """Calls and results of a search, sent back with their signatures, are taken as a part of the history."""
    return all_of(goes_on(asked_again), accepted(searching, asked_again))


# --- in a stream -----------------------------------------------------------------------------------------------------


@feature.should("google-search.streamed-deltas", streamed, since="2026-05-20", clauses="st.tool-deltas")
def streams_calls_and_results(created: Exchange) -> Verdict:
    """In a stream the calls and results of tools come in deltas of their own type."""
    steps = created.opened("google_search_call", "google_search_result")
    return every(
        (
            that([e.delta.get("type") for e in step.deltas], f"deltas of step {step.start.index}", created).meets(
                lambda types, kind=step.type: types == [kind],  # type: ignore[misc]  # mypy cannot type the default
                f"one {step.type}",
            )
            for step in steps
        ),
        "calls and results",
    )


@feature.should("google-search.streamed-citations", streamed, since="2026-05-20", clauses="st.annotation-delta")
def streams_citations_last(created: Exchange) -> Verdict:
    """In a stream the citations of a text come in a delta after the text."""
    kinds = [[event.delta.get("type") for event in step.deltas] for step in created.opened("model_output")]
    cited = [types for types in kinds if "text_annotation_delta" in types]
    if not cited:
        return unseen("the stream has no citations")
    return every(
        (that(types[-1], "the last delta of a text", created).equals("text_annotation_delta") for types in cited),
        "texts",
    )


def spans(created: Exchange, cited: bytes, note: Json) -> Verdict:
    """The span of a citation lies in the text that is cited and cuts no character in two."""
    start, end = note.get("start_index", 0), note["end_index"]
    return that([start, end], "the span of a citation", created).meets(
        lambda _: (
            isinstance(start, int)
            and isinstance(end, int)
            and 0 <= start < end <= len(cited)
            and whole(cited[start:end])
        ),
        f"whole characters within {len(cited)} bytes",
    )


def whole(piece: bytes) -> bool:
    """Whether ``piece`` is UTF-8 by itself."""
    return "\ufffd" not in piece.decode("utf-8", "replace")
