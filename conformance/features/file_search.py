"""File search: the model looks for passages in stores of the client's documents, and its answer cites the files.

The tool names the stores. The call and its result are shown, and what was found stands in citations.
"""

from __future__ import annotations

from conformance.api import Api
from conformance.contract import accepted, goes_on
from conformance.exchange import Exchange
from conformance.interaction import Json
from conformance.path import MISSING
from conformance.requirement import Feature, Level, NotElicited
from conformance.tool_use import complete, declared, declaring, need, notes, paired, telling, used, using
from conformance.verdict import Verdict, all_of, every, that

feature = Feature("file-search", "File search", "https://ai.google.dev/gemini-api/docs/interactions/file-search")

TOOL = "file_search"
QUESTION = "What do my documents say? Search them."
NOBODYS = "fileSearchStores/missing-0123456789ab"


def named(tool: Json) -> bool:
    """The declaration names stores, all but the one that nobody has."""
    stores = tool.get("file_search_store_names")
    return isinstance(stores, list) and bool(stores) and NOBODYS not in stores


searched, told, taken = using(TOOL), telling(TOOL), declaring(TOOL, named, " in a store")


def searching(api: Api) -> Exchange:
    """A create that searches the store that the target has."""
    return api.create(
        QUESTION, tools=[{"type": TOOL, "file_search_store_names": [api.target.file_search_store], "top_k": 3}]
    )


@feature.probe
def asked(api: Api) -> Exchange:
    """The least that only this feature grants."""
    return searching(api)


@feature.scenario(elicits=(searched, told, taken), attempts=3, since="2026-05-07")
def search(api: Api) -> None:
    """Let the model search a store."""
    api.control()
    answer = searching(api)
    if answer.status in {400, 403, 404}:
        store = api.target.file_search_store
        raise NotElicited(f"the target has no store {store!r}: name one as file_search_store in the target file")
    need(TOOL, answer)


@feature.may("file-search.declared", taken, since="2026-05-07", clauses="tool.fs.declare")
def takes_stores(control: Exchange, created: Exchange) -> Verdict:
    """The tool names the stores to search, and perhaps how many passages are wanted; the request is answered."""
    return all_of(accepted(control, created), goes_on(created))


@feature.refusal(
    "file-search.unknown-store",
    level=Level.MAY,
    since="2026-05-07",
    clauses="tool.fs.declare",
    evidence="inferred",
    shows=lambda x: any(NOBODYS in str(tool.get("file_search_store_names")) for tool in declared(TOOL, x)),
)
def unknown_store(api: Api) -> object:
    """A store that is not there is refused."""
    return {"tools": [{"type": TOOL, "file_search_store_names": [NOBODYS]}]}


@feature.should("file-search.paired", searched, since="2026-05-07", clauses="tool.fs.call-result")
def pairs_results_with_their_search(created: Exchange) -> Verdict:
    """The call of a search has an id, and its result names it."""
    calls = (that(call.get("id", MISSING), "id of a call", created).is_text() for call in used(TOOL, created))
    return all_of(every(calls, "calls"), paired(created, TOOL))


@feature.should("file-search.citations", told, since="2026-05-07", clauses="tool.fs.citations")
def cites_the_files(created: Exchange) -> Verdict:
    """Text that rests on a search of files cites them by name, and perhaps the page."""
    pages = [note["page_number"] for _, note in notes("file_citation", created) if "page_number" in note]
    return all_of(
        complete(created, "file_citation", "file_name"),
        *(that(page, "page_number", created).is_count(at_least=1) for page in pages),
    )
