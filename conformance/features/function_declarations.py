"""Function declarations: what the schema of a function's parameters may say, and what goes with functions.

A declaration need not have parameters, and what its schema says is JSON Schema, of which the service takes many
keywords and not all. Functions go together with a schema for the answer and, on newer models, with tools of the
service.
"""

from __future__ import annotations

import json
from collections.abc import Callable

from conformance.api import Api
from conformance.contract import accepted, goes_on
from conformance.conversation import Conversation, acceptance
from conformance.exchange import Exchange
from conformance.features.function_calling import WEATHER
from conformance.features.structured_output import REVIEW, VERDICT, schema
from conformance.interaction import Json, objects, of_type
from conformance.path import MISSING
from conformance.requirement import Feature, Level
from conformance.tool_use import BUILT_IN
from conformance.verdict import Verdict, all_of

feature = Feature(
    "function-declarations",
    "Function declarations",
    "https://ai.google.dev/gemini-api/docs/function-calling#function-declarations",
)

TEXT = {"type": "string"}
PAIR = {"type": "array", "items": [{"type": "string"}, {"type": "number"}]}
RICH: Json = {
    "type": "object",
    "$defs": {"name": TEXT},
    "properties": {
        "name": {"$ref": "#/$defs/name"},
        "kind": {"const": "city"},
        "unit": {"anyOf": [TEXT, {"type": "null"}], "default": None},
        "day": {"type": "string", "format": "date"},
        "at": {"type": "array", "prefixItems": [{"type": "number"}, {"type": "number"}]},
    },
    "additionalProperties": False,
}


def functions(x: Exchange) -> list[Json]:
    """The functions that a request declares."""
    return of_type(objects(x.sent.get("tools")), "function")


def parameters(function: Json) -> Json:
    """The schema of a function's parameters; empty where there is none."""
    found = function.get("parameters")
    return found if isinstance(found, dict) else {}


def declaring(name: str, holds: Callable[[Json], bool]) -> Conversation:
    """A create that declares a function of which ``holds`` is true, beside a plain one."""
    return acceptance(f"create with {name}", lambda x: any(map(holds, functions(x))))


def taking(**schema: object) -> Json:
    """A function whose parameters have this schema."""
    return {**WEATHER, "parameters": {"type": "object", **schema}}


def requires_what_is_not_there(function: Json) -> bool:
    """The schema requires a property that it does not have."""
    known, required = parameters(function).get("properties"), parameters(function).get("required")
    return isinstance(known, dict) and isinstance(required, list) and any(name not in known for name in required)


without_parameters = declaring("a function without parameters", lambda f: "parameters" not in f)
nothing_required = declaring("an empty list of what is required", lambda f: parameters(f).get("required") == [])
rich = declaring("keywords of JSON Schema", lambda f: '"$defs"' in json.dumps(f) and '"prefixItems"' in json.dumps(f))
with_format = acceptance(
    "create with a function and a schema", lambda x: bool(functions(x)) and schema(x) is not MISSING
)
with_built_in = acceptance(
    "create with a function and a tool of the service",
    lambda x: bool(functions(x)) and bool(of_type(objects(x.sent.get("tools")), *BUILT_IN)),
)


@feature.scenario(elicits=(without_parameters, nothing_required))
def declare_little(api: Api) -> None:
    """Declare a function without parameters, and one of whose parameters none is required."""
    api.control()
    api.create(tools=[{name: value for name, value in WEATHER.items() if name != "parameters"}])
    api.create(tools=[taking(properties={"location": TEXT}, required=[])])


@feature.scenario(elicits=rich, since="2026-05-20")
def declare_much(api: Api) -> None:
    """Declare a function with many keywords in its schema."""
    api.control()
    api.create(tools=[{**WEATHER, "parameters": RICH}])


@feature.scenario(elicits=(with_format, with_built_in), since="2026-05-07")
def combine(api: Api) -> None:
    """Declare a function beside a schema for the answer, then beside a search, to a model of a newer generation."""
    api.control()
    api.create(REVIEW, model=api.target.models.latest, tools=[WEATHER], **api.json_format(VERDICT))
    api.create(model=api.target.models.latest, tools=[WEATHER, {"type": "google_search"}])


def taken(control: Exchange, created: Exchange) -> Verdict:
    """The request was taken, and answered with words or calls."""
    return all_of(accepted(control, created), goes_on(created))


@feature.may(
    "function-declarations.without-parameters",
    without_parameters,
    clauses="fc.tool.parameters-missing",
    note="Optional by the schema; the live service has refused it (disc.fc.schema).",
)
def needs_no_parameters(control: Exchange, created: Exchange) -> Verdict:
    """A function may be declared without parameters."""
    return taken(control, created)


@feature.should(
    "function-declarations.nothing-required",
    nothing_required,
    clauses="fc.tool.required-empty",
    evidence="inferred",
    note="Right as JSON Schema; in March 2026 the live service refused it (disc.fc.schema).",
)
def may_require_nothing(control: Exchange, created: Exchange) -> Verdict:
    """The list of what a function requires may be empty."""
    return taken(control, created)


@feature.may(
    "function-declarations.keywords", rich, clauses="fc.tool.schema-keywords", since="2026-05-20", evidence="recorded"
)
def takes_many_keywords(control: Exchange, created: Exchange) -> Verdict:
    """Parameters may be described with references, unions with null, constants, defaults, formats and prefixItems."""
    return taken(control, created)


@feature.may(
    "function-declarations.with-schema",
    with_format,
    clauses="fc.with-structured-output",
    since="2026-05-07",
    note="Documented for models of the third generation; older ones may refuse it. In April 2026 "
    "functions failed on a preview of that generation (disc.tokens.fc-gemini3).",
)
def goes_with_a_schema(control: Exchange, created: Exchange) -> Verdict:
    """Functions may be declared together with a schema for the answer."""
    return taken(control, created)


@feature.should(
    "function-declarations.with-built-in",
    with_built_in,
    clauses="fc.builtin-plus-custom",
    since="2026-05-07",
    note="Documented for models of the third generation; the live service has refused it (disc.tools.combination).",
)
def goes_with_tools_of_the_service(control: Exchange, created: Exchange) -> Verdict:
    """Functions may be declared together with tools that the service runs."""
    return taken(control, created)


# --- what is refused -------------------------------------------------------------------------------------------------


@feature.refusal(
    "function-declarations.requires-the-unknown",
    level=Level.MAY,
    clauses="fc.tool.required-unknown-property",
    evidence="recorded",
    since="2026-05-20",
    shows=lambda x: any(map(requires_what_is_not_there, functions(x))),
)
def requires_the_unknown(api: Api) -> object:
    """A function that requires a property which its schema does not have is refused."""
    return {"tools": [taking(properties={"location": TEXT}, required=["planet"])]}


@feature.refusal(
    "function-declarations.tuples",
    level=Level.MAY,
    clauses="fc.tool.tuple-items",
    evidence="recorded",
    since="2026-05-20",
    note="The live service calls the whole request a syntax error (disc.fc.schema).",
    shows=lambda x: '"items": [' in json.dumps(functions(x)),
)
def tuples(api: Api) -> object:
    """A list of schemas as items, the old form of tuples, is refused."""
    return {"tools": [taking(properties={"pair": PAIR})]}


@feature.refusal(
    "function-declarations.duplicate-names",
    level=Level.MAY,
    clauses="fc.tool.duplicate-names",
    evidence="inferred",
    shows=lambda x: len({str(f.get("name")) for f in functions(x)}) < len(functions(x)),
)
def duplicate_names(api: Api) -> object:
    """Two functions of one name are refused."""
    return {"tools": [WEATHER, {**WEATHER, "description": "Get the weather of another city."}]}
