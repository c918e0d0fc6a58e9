"""Tools with structured output: the model uses tools first, and its answer is JSON of the schema all the same.

It is a preview for models of the third generation. What the tools did is shown as always.
"""

from __future__ import annotations

import re

from conformance.api import Api
from conformance.contract import accepted, goes_on, refused
from conformance.conversation import ASKED, CONTROL, Conversation, acceptance, creating
from conformance.exchange import Exchange
from conformance.features.function_calling import WEATHER
from conformance.features.structured_output import REVIEW, VERDICT, answers_by_the_schema, schema
from conformance.interaction import calls, contents, of_type
from conformance.path import MISSING
from conformance.requirement import Feature, NotElicited
from conformance.tool_use import BUILT_IN, declared
from conformance.verdict import Verdict, all_of, that

feature = Feature(
    "tools-with-structured-output",
    "Tools with structured output",
    "https://ai.google.dev/gemini-api/docs/structured-output#structured_outputs_with_tools",
)

QUESTION = f"Search the web, then answer. {REVIEW}"
WEATHER_QUESTION = f"What is the weather like in Paris? Call the function first. {REVIEW}"


def is_older(x: Exchange) -> bool:
    """The model is of a generation before the third."""
    return re.match(r"gemini-[12]\b", str(x.sent.get("model"))) is not None


def with_both(x: Exchange) -> bool:
    """The request has a schema and a tool that the service runs."""
    return schema(x) is not MISSING and any(declared(tool, x) for tool in BUILT_IN)


def used(x: Exchange) -> set[str]:
    """The tools of the service that an answer shows at work."""
    kinds = {str(piece.get("type")) for piece in contents(x.interaction)}
    return {tool for tool in BUILT_IN if f"{tool}_call" in kinds}


both = Conversation(creating("with a schema and a tool", with_both))
searched = Conversation(creating("with a schema and a tool that was used", lambda x: with_both(x) and bool(used(x))))
newer = acceptance("create of a newer model with a schema and a tool", lambda x: with_both(x) and not is_older(x))
older = Conversation(
    CONTROL,
    ASKED.where(lambda x: x.operation == "create" and with_both(x) and is_older(x), "the same of an older model"),
)
functions = acceptance(
    "create with a schema and a function",
    lambda x: schema(x) is not MISSING and not is_older(x) and bool(declared("function", x)),
)


@feature.probe
def asked(api: Api) -> Exchange:
    """The least that only this feature grants."""
    return searching(api, api.target.models.latest)


@feature.scenario(elicits=(both, searched, newer), attempts=3)
def search_for_json(api: Api) -> None:
    """Ask a newer model for JSON of a schema, and let it search."""
    api.control()
    answer = searching(api, api.target.models.latest)
    if "status" in answer.interaction and not used(answer):
        raise NotElicited("the model answered without a search")


@feature.scenario(elicits=older)
def search_for_json_as_before(api: Api) -> None:
    """Ask an older model for the same."""
    api.control()
    searching(api, api.target.models.text)


@feature.scenario(elicits=functions, since="2026-05-07")
def call_for_json(api: Api) -> None:
    """Ask a newer model for JSON of a schema, and let it call a function."""
    api.control()
    api.create(WEATHER_QUESTION, model=api.target.models.latest, tools=[WEATHER], **api.json_format(VERDICT))


def searching(api: Api, model: str) -> Exchange:
    """A create that wants a search and JSON."""
    return api.create(QUESTION, model=model, tools=[{"type": "google_search"}], **api.json_format(VERDICT))


@feature.should("tools-with-structured-output.conforms", both, clauses="tso.combine tso.text-conforms")
def answers_in_json(created: Exchange) -> Verdict:
    """A schema may be given together with tools that the service runs; the text is still valid by it."""
    return answers_by_the_schema(created)


@feature.should("tools-with-structured-output.evidence", searched, clauses="tso.tool-evidence")
def shows_what_the_tools_did(created: Exchange) -> Verdict:
    """The calls of the tools and their results are shown beside the JSON."""
    pieces = contents(created.interaction)
    return all_of(
        *(
            that(of_type(pieces, f"{tool}_result"), f"results of {tool}", created).is_list()
            for tool in sorted(used(created))
        ),
        that(of_type(pieces, "text"), "texts in the answer", created).is_list(),
    )


@feature.should("tools-with-structured-output.newer-models", newer, clauses="tso.gemini3-only")
def works_on_newer_models(control: Exchange, created: Exchange) -> Verdict:
    """Models from the third generation on take both together."""
    return all_of(accepted(control, created), goes_on(created))


@feature.should("tools-with-structured-output.older-models", older, clauses="tso.gemini3-only")
def drops_neither_on_older_models(control: Exchange, asked: Exchange) -> Verdict:
    """An older model refuses both together; one that takes them does not drop the schema."""
    return answers_by_the_schema(asked) if asked.status == 200 else refused(asked)


@feature.may("tools-with-structured-output.functions", functions, since="2026-05-07", clauses="tso.functions")
def goes_with_functions(control: Exchange, created: Exchange) -> Verdict:
    """A schema may be given together with functions; the model calls one, or answers by the schema."""
    done = goes_on(created) if calls(created.interaction) else answers_by_the_schema(created)
    return all_of(accepted(control, created), done)
