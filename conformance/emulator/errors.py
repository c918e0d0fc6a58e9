"""The two error shapes of the service.

What the interactions handler refuses is one object with a snake-case string code; what the front end refuses (keys)
is a ``google.rpc.Status`` in a one-element array. Source: recorded error bodies of the live service.
"""

from __future__ import annotations

from typing import Any

MAX_ECHO = 200


class ApiError(Exception):
    """A refusal by the handler: HTTP status, code, one sentence for the caller, headers of its own.

    ``documented`` is the code that the documents of September 2026 have for it, where that is another one.
    """

    documented: str = ""

    def __init__(self, status: int, code: str, message: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.headers = headers or {}

    def body(self) -> Any:
        """``{"error": {"message", "code"}}`` in the order of the wire."""
        return {"error": {"message": self.message, "code": self.code}}


class FrontEndError(ApiError):
    """A refusal before the handler is reached: wrong or missing key."""

    def __init__(self, status: int, code: str, message: str, reason: str | None = None) -> None:
        super().__init__(status, code, message)
        self.reason = reason

    def body(self) -> Any:
        """``[{"error": {"code", "message", "status", "details"?}}]`` with a numeric code."""
        error: dict[str, Any] = {"code": self.status, "message": self.message, "status": self.code}
        if self.reason:
            kind = "type.googleapis.com/google.rpc.ErrorInfo"
            error["details"] = [{"@type": kind, "reason": self.reason, "domain": "googleapis.com"}]
        return [{"error": error}]


def invalid(message: str) -> ApiError:
    """400 ``invalid_request``."""
    return ApiError(400, "invalid_request", message)


def not_found(message: str) -> ApiError:
    """404 ``not_found``."""
    return ApiError(404, "not_found", message)


def documented_as(code: str, error: ApiError) -> ApiError:
    """``error``, for which the newest documents have the code ``code``."""
    error.documented = code
    return error


def unknown_parameter(name: str, parent: str = "") -> ApiError:
    """400 for a field that nobody knows."""
    where = f" at '{shown(parent)}'" if parent else ""
    return documented_as("parameter_unknown", invalid(f"Unknown parameter '{shown(name)}'{where}."))


def invalid_argument() -> ApiError:
    """The refusal without a reason that the service gives for malformed ids and unsigned calls."""
    return invalid("Request contains an invalid argument.")


def shown(value: object) -> str:
    """``value`` as a message may quote it: bounded, so that a huge one cannot blow up the answer."""
    text = str(value)
    return text if len(text) <= MAX_ECHO else text[:MAX_ECHO] + "…"
