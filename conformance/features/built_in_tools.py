"""Built-in tools: search, reading of pages and code, which the service runs itself within one interaction.

A tool is declared by its type. Its call and its result are both shown, the result naming the call, and the model goes
on to its answer without the client. Text that rests on what was found carries citations.
"""

from __future__ import annotations

from conformance.api import Api
from conformance.conversation import CREATE, STREAM, Conversation
from conformance.exchange import Exchange
from conformance.interaction import Json, contents, objects, of_type, text
from conformance.path import MISSING
from conformance.requirement import Feature, NotElicited
from conformance.verdict import Verdict, all_of, every, expect, that, unseen

feature = Feature("built-in-tools", "Built-in tools", "https://ai.google.dev/gemini-api/docs/google-search")

NEWS = "Who won the Euro 2024 tournament? Search the web."
PAGE = "What is this page for? https://www.iana.org/help/example-domains"
SUM = "What is 1234567 * 7654321? Run Python code to find out."
READ = ("success", "error", "paywall", "unsafe")


def used(tool: str, x: Exchange) -> list[Json]:
    """The calls of a built-in tool in an answer."""
    return of_type(contents(x.interaction), f"{tool}_call")


def returned(x: Exchange, *tools: str) -> list[Json]:
    """The results of built-in tools in an answer."""
    return of_type(contents(x.interaction), *(f"{tool}_result" for tool in tools))


def citations(x: Exchange) -> list[tuple[bytes, Json]]:
    """The citations of web pages in an answer, each with the text it is for, in UTF-8."""
    texts = of_type(contents(x.interaction), "text")
    return [
        (str(block.get("text")).encode(), note)
        for block in texts
        for note in of_type(objects(block.get("annotations")), "url_citation")
    ]


def using(tool: str) -> Conversation:
    """A create in which the service ran ``tool``."""
    return Conversation(CREATE.where(lambda x: bool(used(tool, x)), f"create that uses {tool}"))


searched, read, computed = using("google_search"), using("url_context"), using("code_execution")
cited = Conversation(
    CREATE.where(
        lambda x: bool(used("google_search", x)) and "response_format" not in x.sent, "search that is told in prose"
    )
)
streamed = Conversation(STREAM.where(lambda x: bool(x.opened("google_search_call")), "streamed search"))


def need(tool: str, answer: Exchange) -> None:
    """Go on only if the service ran ``tool``."""
    if "status" in answer.interaction and not used(tool, answer):
        raise NotElicited(f"the model did not use {tool}, and said {text(answer.interaction)[:80]!r}")


@feature.scenario(elicits=(searched, cited), attempts=3)
def search(api: Api) -> None:
    """Let the model search the web."""
    need("google_search", api.create(NEWS, tools=[{"type": "google_search"}]))


@feature.scenario(elicits=streamed, attempts=3, since="2026-05-20")
def stream_a_search(api: Api) -> None:
    """Let the model search the web, and stream."""
    need("google_search", api.stream(NEWS, tools=[{"type": "google_search"}]))


@feature.scenario(elicits=read, attempts=3)
def read_a_page(api: Api) -> None:
    """Let the model read a web page."""
    need("url_context", api.create(PAGE, tools=[{"type": "url_context"}]))


@feature.scenario(elicits=computed, attempts=3)
def run_code(api: Api) -> None:
    """Let the model compute with code."""
    need("code_execution", api.create(SUM, tools=[{"type": "code_execution"}]))


@feature.must("built-in-tools.server-side", searched, clauses="tool.gs.server-side tool.gs.declare")
def answers_by_itself(created: Exchange) -> Verdict:
    """The service searches itself and goes on to the answer in the same interaction, without the client."""
    return all_of(
        expect(created, "$.status").equals("completed"),
        that(text(created.interaction), "the text of the answer", created).is_text(),
    )


@feature.must("built-in-tools.search-call", searched, since="2026-05-07", clauses="tool.gs.call-shape")
def shows_what_it_searched(created: Exchange) -> Verdict:
    """The call of a search has an id and the queries as a list of texts."""
    return called_with(created, "google_search", "queries")


@feature.must("built-in-tools.page-call", read, clauses="tool.uc.call-shape tool.uc.declare")
def shows_what_it_read(created: Exchange) -> Verdict:
    """The call that reads web pages has an id and their addresses as a list of texts."""
    return called_with(created, "url_context", "urls")


@feature.must("built-in-tools.page-result", read, clauses="tool.uc.result-shape tool.uc.status-enum")
def tells_how_reading_went(created: Exchange) -> Verdict:
    """The result of reading web pages gives for each address whether it could be read."""
    pages = [page for result in returned(created, "url_context") for page in objects(result.get("result"))]
    return every(
        (
            all_of(
                that(page.get("url", MISSING), "url of a page", created).is_text(),
                that(page.get("status", MISSING), "status of a page", created).is_one_of(*READ),
            )
            for page in pages
        ),
        "pages",
    )


@feature.must("built-in-tools.code-call", computed, clauses="tool.ce.call-shape tool.ce.python-only")
def shows_its_code(created: Exchange) -> Verdict:
    """The call that runs code has an id and the code, in Python."""
    return every(
        (
            all_of(
                that(call.get("id", MISSING), "id of a call", created).is_text(),
                that(call.get("arguments", MISSING), "arguments of a call", created).meets(
                    lambda a: isinstance(a, dict) and a.get("language") == "python" and bool(a.get("code")),
                    "Python code",
                ),
            )
            for call in used("code_execution", created)
        ),
        "calls",
    )


@feature.must("built-in-tools.code-result", computed, clauses="tool.ce.result-shape")
def shows_what_the_code_printed(created: Exchange) -> Verdict:
    """The result of code is what it printed, as a string."""
    results = returned(created, "code_execution")
    return every(
        (
            that(result.get("result", MISSING), "result of code", created).meets(
                lambda r: isinstance(r, str), "a string"
            )
            for result in results
        ),
        "results",
    )


@feature.must("built-in-tools.page-paired", read, clauses="tool.uc.result-shape")
def pairs_pages_with_their_call(created: Exchange) -> Verdict:
    """The result of reading web pages names the call that it answers."""
    return paired(created, "url_context")


@feature.must("built-in-tools.code-paired", computed, clauses="tool.ce.result-shape")
def pairs_output_with_its_code(created: Exchange) -> Verdict:
    """The result of code names the call that it answers."""
    return paired(created, "code_execution")


@feature.should("built-in-tools.citations", cited, since="2026-05-07", clauses="tool.gs.citations")
def cites_what_it_found(created: Exchange) -> Verdict:
    """Text that rests on a search carries citations, with the address and title of a page and the span it is for."""
    notes = [note for _, note in citations(created)]
    fields = ("url", "title", "start_index", "end_index")
    return all_of(
        that(notes, "citations", created).is_list(),
        *(that([f for f in fields if f not in note], "missing in a citation", created).equals([]) for note in notes),
    )


@feature.must("built-in-tools.citation-bytes", searched, since="2026-05-07", clauses="tool.gs.citation-index-bytes")
def cites_by_bytes(created: Exchange) -> Verdict:
    """The span of a citation counts bytes of UTF-8, the end excluded, and begins and ends between characters."""
    return every(
        (spans(created, text_, note) for text_, note in citations(created) if "end_index" in note), "citations"
    )


# --- in a stream -----------------------------------------------------------------------------------------------------


@feature.should("built-in-tools.streamed-deltas", streamed, since="2026-05-20", clauses="st.tool-deltas")
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


@feature.should("built-in-tools.streamed-citations", streamed, since="2026-05-20", clauses="st.annotation-delta")
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


def called_with(created: Exchange, tool: str, argument: str) -> Verdict:
    """Every call of ``tool`` has an id, and a list of texts as ``argument``."""
    return every(
        (
            all_of(
                that(call.get("id", MISSING), "id of a call", created).is_text(),
                that(call.get("arguments", MISSING), "arguments of a call", created).meets(
                    lambda a: (
                        isinstance(a, dict) and bool(a.get(argument)) and all(isinstance(t, str) for t in a[argument])
                    ),
                    f"{argument}, a list of texts",
                ),
            )
            for call in used(tool, created)
        ),
        "calls",
    )


def paired(created: Exchange, tool: str) -> Verdict:
    """Every result of ``tool`` has the id of one of its calls."""
    ids = [call.get("id") for call in used(tool, created)]
    results = returned(created, tool)
    return every(
        (that(r.get("call_id", MISSING), "call_id of a result", created).is_one_of(*ids) for r in results), "results"
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
