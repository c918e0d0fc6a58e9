"""Errors: what is refused, and how the refusal tells why.

A refusal has a 4xx status and a JSON body, ``{"error": {"code", "message"}}``, with a code for machines in snake_case
and a message for people.
"""

from __future__ import annotations

from conformance.api import Api
from conformance.contract import error_of, in_error_shape, refused
from conformance.conversation import ASKED, CONTROL, Conversation
from conformance.exchange import Exchange
from conformance.interaction import objects
from conformance.requirement import Feature, Level
from conformance.verdict import Verdict, all_of, expect, that, unseen

feature = Feature("errors", "Errors", "https://ai.google.dev/gemini-api/docs/api-errors")

# Which status belongs to which code, as the page on errors lists them.
STATUS_OF = {
    "invalid_request": 400, "failed_precondition": 400, "parameter_unknown": 400, "authentication": 401,
    "payment_required": 402, "permission_denied": 403, "not_found": 404, "model_not_found": 404, "already_exists": 409,
    "aborted": 409, "out_of_range": 416, "rate_limit_exceeded": 429, "quota_exceeded": 429, "too_many_requests": 429,
    "cancelled": 499, "api_error": 500, "unimplemented": 501, "service_unavailable": 503, "deadline_exceeded": 504,
}  # fmt: skip
NO_MODEL = "gemini-no-such-model"
NO_TOOL = "no_such_tool"


def refused_here(exchange: Exchange) -> bool:
    """An answer of 4xx by this API: files, which are another one, have errors of another shape."""
    return 400 <= (exchange.status or 0) < 500 and exchange.resource == "interactions"


anything_refused = Conversation(CONTROL, ASKED.where(refused_here, "refused request"))
of_no_known_tool = Conversation(
    CONTROL,
    ASKED.where(lambda x: NO_TOOL in {tool.get("type") for tool in objects(x.sent.get("tools"))}, "unknown tool"),
)
limited_by_words = Conversation(
    CONTROL,
    ASKED.where(lambda x: x.sent.get("generation_config") == {"max_output_tokens": "many"}, "limit in words"),
)
of_an_agent = Conversation(
    CONTROL, ASKED.where(lambda x: str(x.sent.get("model")).startswith("deep-research"), "an agent's name as the model")
)
put = Conversation(CONTROL, ASKED.where(lambda x: x.request.method == "PUT", "PUT"))


@feature.scenario(elicits=(anything_refused, limited_by_words))
def several_mistakes(api: Api) -> None:
    """Make five mistakes: a model that is not there, no input, a limit in words, no tool list, an unknown parameter."""
    api.control()
    api.create(model=NO_MODEL)
    api.create(input=...)
    api.create(generation_config={"max_output_tokens": "many"})
    api.create(tools={})
    api.create(no_such_parameter=1)


@feature.scenario(elicits=put)
def wrong_method(api: Api) -> None:
    """PUT to an interaction."""
    control = api.control()
    api.send("PUT", f"/{control.id}", body=b'{"input":"Hello."}')


# --- the shape of a refusal ------------------------------------------------------------------------------------------


@feature.must("errors.shape", anything_refused, clauses="err.shape", since="2026-05-20")
def is_an_error_object(control: Exchange, asked: Exchange) -> Verdict:
    """Every refusal is an error object with a code and a message."""
    return in_error_shape(asked)


@feature.may("errors.legacy-shape", anything_refused, clauses="err.shape.legacy", until="2026-05-20")
def is_an_error_object_from_the_start(control: Exchange, asked: Exchange) -> Verdict:
    """A refusal is an error object with a message and a code, which may be a number in the first beta."""
    return in_error_shape(asked)


@feature.must(
    "errors.code",
    anything_refused,
    clauses="err.shape err.code.uri",
    since="2026-05-20",
    note="The errors of the front end, which refuses keys, have a numeric code and a status; they are not "
    "looked at. The schema calls it a URI; the page and the live service have a word "
    "(disc.docs.error-code).",
)
def has_a_code_in_snake_case(control: Exchange, asked: Exchange) -> Verdict:
    """The code of an error is a word in snake_case."""
    error = error_of(asked).value
    if isinstance(asked.json, list) or (isinstance(error, dict) and "status" in error):
        return unseen("an error of the front end")
    return expect(asked, "$.error.code").matches(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", "a word in snake_case")


@feature.must("errors.message", anything_refused, clauses="err.shape", since="2026-05-20")
def has_a_message(control: Exchange, asked: Exchange) -> Verdict:
    """The message of an error is text, and not empty."""
    error = error_of(asked).value
    return that(error.get("message") if isinstance(error, dict) else error, "error.message", asked).is_text()


@feature.must("errors.content-type", anything_refused, clauses="err.content-type-json")
def is_json(control: Exchange, asked: Exchange) -> Verdict:
    """The body of a refusal is JSON, and its content-type says so."""
    if asked.response is not None and not asked.response.headers:
        return unseen("no headers were recorded")
    says = that(asked.header("content-type"), "content-type", asked)
    return all_of(says.matches(r"application/json(\s*;.*)?", "application/json"), error_of(asked).is_object())


@feature.should(
    "errors.code-fits-status",
    anything_refused,
    clauses="err.code.invalid-request err.code.not-found err.code.parameter-unknown",
    since="2026-11-16",
)
def fits_its_status(control: Exchange, asked: Exchange) -> Verdict:
    """A documented code comes with the HTTP status that is documented for it."""
    error = error_of(asked).value
    code = error.get("code") if isinstance(error, dict) else None
    if code not in STATUS_OF:
        return unseen(f"no status is documented for the code {code!r}")
    return that(asked.status, f"the status of {code}", asked).equals(STATUS_OF[code])


@feature.should("errors.names-the-field", limited_by_words, clauses="err.message-names-field", since="2026-05-20")
def names_the_field(control: Exchange, asked: Exchange) -> Verdict:
    """The refusal of a value of the wrong type names the field that holds it."""
    return all_of(refused(asked), _mentions(asked, "max_output_tokens"))


@feature.should(
    "errors.lists-what-is-supported", of_no_known_tool, clauses="create.unsupported-tool-type", since="2026-11-16"
)
def lists_what_is_supported(control: Exchange, asked: Exchange) -> Verdict:
    """The refusal of an unknown tool lists the tools that there are."""
    return all_of(refused(asked), _mentions(asked, "function"), _mentions(asked, "google_search"))


@feature.should(
    "errors.points-to-the-agent-field",
    of_an_agent,
    clauses="err.message-names-field",
    evidence="recorded",
    since="2026-05-20",
)
def points_to_the_agent_field(control: Exchange, asked: Exchange) -> Verdict:
    """The refusal of an agent's name as the model points to the field agent."""
    return all_of(refused(asked), _mentions(asked, "'agent'"))


@feature.may("errors.method", put, clauses="err.method-not-allowed", evidence="inferred")
def refuses_other_methods(control: Exchange, asked: Exchange) -> Verdict:
    """A method that a path does not have is refused with 404 or 405."""
    if asked.status in (404, 405) and not asked.body:
        return that(asked.status, "the status", asked).is_one_of(404, 405)
    return refused(asked, 404, 405)


# --- models and limits -----------------------------------------------------------------------------------------------


@feature.refusal(
    "errors.unknown-model",
    clauses="model.unknown",
    statuses=(400, 404),
    elicits=(anything_refused,),
    shows=lambda x: x.operation == "create" and x.sent.get("model") == NO_MODEL,
)
def unknown_model(api: Api) -> object:
    """A model that does not exist is refused with 404 or 400."""
    return {"model": NO_MODEL}


@feature.refusal(
    "errors.agent-as-model",
    level=Level.SHOULD,
    clauses="model.unknown",
    evidence="recorded",
    elicits=(of_an_agent,),
    shows=lambda x: str(x.sent.get("model")).startswith("deep-research"),
)
def agent_as_model(api: Api) -> object:
    """The name of an agent in the field model is refused."""
    return {"model": api.target.models.agent}


@feature.refusal(
    "errors.old-model",
    level=Level.MAY,
    clauses="model.old-generations",
    since="2026-05-07",
    shows=lambda x: str(x.sent.get("model")).startswith(("gemini-1.", "gemini-2.0")),
)
def old_model(api: Api) -> object:
    """Models before Gemini 2.5 are not served here."""
    return {"model": "gemini-1.5-flash"}


@feature.refusal(
    "errors.unknown-tool",
    level=Level.SHOULD,
    clauses="create.unsupported-tool-type",
    since="2026-11-16",
    elicits=(of_no_known_tool,),
    shows=lambda x: NO_TOOL in {tool.get("type") for tool in objects(x.sent.get("tools"))},
)
def unknown_tool(api: Api) -> object:
    """A tool of a type that the API does not know is refused."""
    return {"tools": [{"type": NO_TOOL}]}


@feature.refusal(
    "errors.unknown-tier",
    level=Level.MAY,
    clauses="create.service-tier",
    since="2026-05-07",
    shows=lambda x: x.sent.get("service_tier") == "warp",
)
def unknown_tier(api: Api) -> object:
    """A service tier other than flex, standard and priority is refused."""
    return {"service_tier": "warp"}


@feature.refusal(
    "errors.explicit-cache",
    level=Level.MAY,
    clauses="lim.explicit-cache",
    since="2026-05-20",
    shows=lambda x: x.operation == "create" and "cached_content" in x.sent,
)
def explicit_cache(api: Api) -> object:
    """Explicit caching is not part of this API: cached_content is refused."""
    return {"cached_content": "cachedContents/none"}


def _mentions(asked: Exchange, word: str) -> Verdict:
    return that(error_of(asked).value, "the error", asked).meets(lambda e: word in str(e), f"one that names {word}")
