"""Refusals that the live service is recorded to give, by name, so that rules need not spell them out."""

from __future__ import annotations

from conformance.emulator.errors import ApiError, FrontEndError

ERRORS = {
    "quota": (429, "too_many_requests", "Resource has been exhausted (e.g. check quota)."),
    "no-quota": (429, "too_many_requests", "You do not have enough quota to make this request."),
    "quota-with-delay": (429, "too_many_requests", "You exceeded your current quota. Please retry in 4.853364811s."),
    "permission-denied": (403, "permission_denied", "The caller does not have permission"),
    "invalid-argument": (400, "invalid_request", "Request contains an invalid argument."),
    "url-not-fetchable": (400, "invalid_request", "Cannot fetch content from the provided URL."),
    "prohibited-content": (400, "prohibited_content", "The request was refused because of its content."),
    "not-implemented": (501, "not_implemented", "Operation is not implemented, or supported, or enabled."),
    "model-not-found": (404, "not_found", "Model not found"),
    "missing-input": (400, "invalid_request", "Missing input."),
    "empty-input": (400, "invalid_request", "Request has empty input."),
    "api-error": (500, "api_error", "An internal error has occurred. Please retry."),
    "unavailable": (503, "service_unavailable", "The service is currently unavailable."),
}
FRONT_END = {
    "invalid-key": (400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.", "API_KEY_INVALID"),
    "insufficient-scopes": (
        403,
        "PERMISSION_DENIED",
        "Request had insufficient authentication scopes.",
        "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
    ),
}
NAMES = (*ERRORS, *FRONT_END)


def recorded(name: str) -> ApiError:
    """The refusal called ``name``; raises ``KeyError`` for one that nobody recorded."""
    if name in FRONT_END:
        return FrontEndError(*FRONT_END[name])
    return ApiError(*ERRORS[name])
