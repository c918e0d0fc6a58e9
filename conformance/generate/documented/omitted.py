"""What of the schemas no granted request has, and why: the words of the coverage report, without ``not reached:``."""

from __future__ import annotations

_NOT_TO_BE_HAD = "no token to go on with is had but from a run that gave one, which no document describes"
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
