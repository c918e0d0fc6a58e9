"""Answers of the Files API: JSON over several lines, and errors as ``google.rpc.Status`` in an object, not a list."""

from __future__ import annotations

import json
import re
from typing import Any

from starlette.responses import Response

from conformance.emulator.errors import ApiError, FrontEndError

HTTP_STATUS = {
    "INVALID_ARGUMENT": 400,
    "FAILED_PRECONDITION": 400,
    "PERMISSION_DENIED": 403,
    "NOT_FOUND": 404,
    "ALREADY_EXISTS": 409,
    "ABORTED": 409,
    "RESOURCE_EXHAUSTED": 429,
}


WORDS = {status: word for word, status in reversed(HTTP_STATUS.items())} | {
    404: "NOT_FOUND",
    405: "UNIMPLEMENTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
}
"""The status word of a refusal that was not worded for the Files API, by its HTTP status."""
PATH = re.compile(r"(?:/upload)?/v1(?:beta)?/files(?:[/:].*)?", re.DOTALL)


class FileError(ApiError):
    """A refusal by the Files API; ``headers`` go out with it."""

    def __init__(self, status: str, message: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(HTTP_STATUS[status], status, message, headers)

    def body(self) -> Any:
        """``{"error": {"code", "message", "status"}}``, the code as a number."""
        return {"error": {"code": self.status, "message": self.message, "status": self.code}}


def full(limit: int, headers: dict[str, str] | None = None) -> FileError:
    """429 for a key that would store more than ``limit`` bytes; SDKs are told that waiting does not help."""
    told = f"This key would store more than {limit} bytes: delete files or interactions, or let them expire."
    return FileError("RESOURCE_EXHAUSTED", told, {"x-should-retry": "false", **(headers or {})})


def is_path(path: str) -> bool:
    """Whether ``path`` is one of the Files API."""
    return bool(PATH.fullmatch(path))


def answer(value: Any, headers: dict[str, str] | None = None) -> Response:
    """200 with ``value`` as JSON."""
    return Response(_lines(value), headers={"content-type": "application/json; charset=UTF-8", **(headers or {})})


def refusal(error: ApiError) -> Response:
    """``error`` as the Files API words it; what the front end refuses (keys) comes without its list."""
    if isinstance(error, FrontEndError):
        body = error.body()[0]
    elif isinstance(error, FileError):
        body = error.body()
    else:
        word = WORDS.get(error.status, "INVALID_ARGUMENT")
        body = {"error": {"code": error.status, "message": error.message, "status": word}}
    headers = {"content-type": "application/json; charset=UTF-8", **error.headers}
    return Response(_lines(body), status_code=error.status, headers=headers)


def _lines(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "replace")
