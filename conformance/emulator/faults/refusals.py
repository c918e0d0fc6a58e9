"""Faults that answer with an error instead: quota, permission, failures of the service.

Bodies are as recorded: a word as the code, a sentence as the message, and the delay before a retry in the sentence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from conformance.emulator.errors import ApiError
from conformance.emulator.faults.call import Call
from conformance.emulator.faults.fault import Fault, argument

EXHAUSTED = "Resource has been exhausted (e.g. check quota)."
OVER_QUOTA = (
    "You exceeded your current quota, please check your plan and billing details. For more information on this error, "
    "head to: https://ai.google.dev/gemini-api/docs/rate-limits."
)


class DetailedError(ApiError):
    """A refusal with ``details`` beside the message and the code."""

    def __init__(self, refusal: ApiError, details: list[object]) -> None:
        super().__init__(refusal.status, refusal.code, refusal.message, refusal.headers)
        self.details = details

    def body(self) -> object:
        """``{"error": {"message", "code", "details"}}``."""
        return {"error": {"message": self.message, "code": self.code, "details": self.details}}


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLimit(Fault):
    """429 too_many_requests. With a retry delay the message ends in the recorded "Please retry in …s."; on request the
    delay also comes as the header retry-after, or as google.rpc.RetryInfo in the error's details, neither of which the
    service was ever seen to send."""

    name = "rate-limit"
    source = "recorded: errors.json, 429"

    retry: float = argument(0.0, "seconds to wait before a retry; 0 says nothing of it")
    told: Literal["message", "header", "details", "all"] = argument("message", "where the delay is told")

    def refuse(self, call: Call) -> None:
        """Refuse."""
        if not self.retry:
            raise ApiError(429, "too_many_requests", EXHAUSTED)
        message = f"{OVER_QUOTA} \nPlease retry in {self.retry:g}s."
        refusal = ApiError(429, "too_many_requests", message if self.told in ("message", "all") else EXHAUSTED)
        if self.told in ("header", "all"):
            refusal.headers["retry-after"] = str(max(1, round(self.retry)))
        if self.told in ("details", "all"):
            info = {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": f"{self.retry:g}s"}
            raise DetailedError(refusal, [info])
        raise refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Forbidden(Fault):
    """403 permission_denied, though the key is good; with every=3 now and then, as the service does for no reason."""

    name = "forbidden"
    source = "recorded: errors.json, 403 on 4 of 11 calls"

    def refuse(self, call: Call) -> None:
        """Refuse."""
        raise ApiError(403, "permission_denied", "The caller does not have permission")


@dataclass(frozen=True, slots=True, kw_only=True)
class InternalError(Fault):
    """500 api_error."""

    name = "internal-error"
    source = "clause err.code.api-error"

    def refuse(self, call: Call) -> None:
        """Refuse."""
        raise ApiError(500, "api_error", "An internal error has occurred. Please retry or report it.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unavailable(Fault):
    """503 service_unavailable; with a retry delay, also the header retry-after."""

    name = "unavailable"
    source = "clause err.code.service-unavailable"

    retry: float = argument(0.0, "seconds in the header retry-after; 0 leaves it out")

    def refuse(self, call: Call) -> None:
        """Refuse."""
        headers = {"retry-after": str(max(1, round(self.retry)))} if self.retry else {}
        message = "The model is overloaded. Please try again later."
        raise ApiError(503, "service_unavailable", message, headers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refuses(Fault):
    """Any error: a status, a code and a message of your own."""

    name = "error"
    source = "clause err.shape"

    status: int = argument(500, "the HTTP status, from 400 to 599")
    code: str = argument("api_error", "the code, a word in snake_case")
    message: str = argument("The request failed.", "the message; percent-encode commas as %2C")

    def __post_init__(self) -> None:
        if not 400 <= self.status <= 599:
            raise ValueError("status is from 400 to 599")

    def refuse(self, call: Call) -> None:
        """Refuse."""
        raise ApiError(self.status, self.code, self.message)


FAULTS = (RateLimit, Forbidden, InternalError, Unavailable, Refuses)
