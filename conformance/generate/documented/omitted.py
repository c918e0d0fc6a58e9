"""What of the schemas no granted request has, and why: the words of the coverage report, without ``not reached:``."""

from __future__ import annotations

_NOT_TO_BE_HAD = (
    "only a run that was cut short gives a token to go on with (status requires_continuation, in SDKs alone); "
    "no page tells what cuts a run short, so no server has to give one"
)
_NEVER_CALLED = "a function whose arguments nothing satisfies can't be called"

OMITTED = {
    "field CreateRequest: cached_content": "explicit caching is not supported (lim.explicit-cache)",
    "field CreateRequest: continuation_token": _NOT_TO_BE_HAD,
    "branch CreateRequest: continuation_token and model": _NOT_TO_BE_HAD,
    "branch CreateRequest: agent and continuation_token": _NOT_TO_BE_HAD,
    "value FunctionTool.parameters:boolean: false": _NEVER_CALLED,
    "value ToolSearchTool.parameters:boolean: false": _NEVER_CALLED,
    'value ResponseModality: "document"': "no listed model makes documents (model.list.2026-09)",
}
"""By what the report calls it, the reason."""
