"""Forms of other APIs: what looks like generateContent or Chat Completions is refused, and so is what nobody knows.

Each refusal here is known from the live service: a field in the wrong place is not passed over in silence.
"""

from __future__ import annotations

from conformance.api import Api
from conformance.exchange import Exchange
from conformance.interaction import Json, objects, of_type, sent_pieces
from conformance.requirement import Feature, Level

feature = Feature(
    "foreign-forms", "Forms of other APIs", "https://ai.google.dev/gemini-api/docs/migrate-to-interactions"
)

FOREIGN = "no_such_field"
NAMES: Json = {"name": "get_weather", "parameters": {"type": "object", "properties": {}}}


def tools(x: Exchange) -> list[Json]:
    """The tools that a request declares."""
    return objects(x.sent.get("tools"))


@feature.refusal(
    "foreign-forms.field-of-content",
    level=Level.SHOULD,
    clauses="create.unknown-field.rejected",
    evidence="recorded",
    since="2026-05-20",
    shows=lambda x: any(FOREIGN in piece for piece in sent_pieces(x.sent)),
)
def field_of_content(api: Api) -> object:
    """A content with a field that the API does not know is refused."""
    return {"input": [{"type": "text", "text": "Hello.", FOREIGN: 1}]}


@feature.refusal(
    "foreign-forms.field-of-format",
    level=Level.SHOULD,
    clauses="create.unknown-field.rejected",
    evidence="recorded",
    since="2026-05-20",
    shows=lambda x: any(FOREIGN in one for one in objects([x.sent.get("response_format")])),
)
def field_of_format(api: Api) -> object:
    """A response format with a field that the API does not know is refused."""
    return {"response_format": {"type": "text", "mime_type": "text/plain", FOREIGN: 1}}


@feature.refusal(
    "foreign-forms.thinking-config",
    level=Level.SHOULD,
    clauses="gc.unknown-field",
    evidence="recorded",
    since="2026-05-20",
    shows=lambda x: any("thinking_config" in one for one in objects([x.sent.get("generation_config")])),
)
def thinking_config(api: Api) -> object:
    """A thinking_config, as generateContent has it, is refused."""
    return {"generation_config": {"thinking_config": {"thinking_budget": 100}}}


@feature.refusal(
    "foreign-forms.function-declarations",
    level=Level.SHOULD,
    clauses="fc.tool.shape input.generatecontent-shapes.rejected",
    evidence="recorded",
    since="2026-05-20",
    shows=lambda x: any("function_declarations" in tool for tool in tools(x)),
)
def function_declarations(api: Api) -> object:
    """Functions in a list of function_declarations, as generateContent has them, are refused."""
    return {"tools": [{"function_declarations": [NAMES]}]}


@feature.refusal(
    "foreign-forms.chat-function",
    level=Level.SHOULD,
    clauses="fc.tool.shape create.unknown-field.rejected",
    evidence="recorded",
    since="2026-05-20",
    shows=lambda x: any("function" in tool for tool in of_type(tools(x), "function")),
)
def chat_function(api: Api) -> object:
    """A function inside a field called function, as in Chat Completions, is refused."""
    return {"tools": [{"type": "function", "function": NAMES}]}


@feature.refusal(
    "foreign-forms.function-response",
    level=Level.SHOULD,
    clauses="input.generatecontent-shapes.rejected",
    evidence="recorded",
    since="2026-05-20",
    shows=lambda x: any("functionResponse" in piece for piece in sent_pieces(x.sent)),
)
def function_response(api: Api) -> object:
    """A functionResponse, as generateContent has it, is refused among contents."""
    part = {"functionResponse": {"name": "get_weather", "response": {"weather": "Sunny"}}}
    return {"input": [{"type": "user_input", "content": [part]}]}


@feature.refusal(
    "foreign-forms.call-id-of-a-call",
    level=Level.SHOULD,
    clauses="fc.call.shape create.unknown-field.rejected",
    evidence="recorded",
    since="2026-05-20",
    note="A call has an id, its result a call_id; frameworks mixed them up (disc.fc.call-id).",
    shows=lambda x: any("call_id" in piece for piece in of_type(sent_pieces(x.sent), "function_call")),
)
def call_id_of_a_call(api: Api) -> object:
    """A call that carries a call_id, as its result does, is refused."""
    call = {"type": "function_call", "id": "call_1", "call_id": "call_1", "name": "get_weather", "arguments": {}}
    result = {"type": "function_result", "call_id": "call_1", "name": "get_weather", "result": "Sunny"}
    thought = {"type": "thought", "signature": "skip_thought_signature_validator"}
    return {"input": [api.user("What is the weather?"), thought, call, result]}
