"""A curl command that repeats a recorded request, with the key left to the environment."""

from __future__ import annotations

import json
import re
import shlex
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from conformance.report.text import clean

if TYPE_CHECKING:
    from collections.abc import Mapping

    from conformance.report.lines import ExchangeRecord

KEY = '"$GEMINI_API_KEY"'
LONGEST_BODY = 4_000

_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_KEY_HEADERS = {"x-goog-api-key", "authorization"}
# Set by curl itself, or a secret that no other machine has.
_LEFT_OUT = {"host", "content-length", "accept-encoding", "connection", "user-agent", "accept", "cookie"}
_SECRET_NAME = re.compile(r"key|token|secret|auth|cookie|password|credential", re.IGNORECASE)
_KEY_PARAMETER = re.compile(r"(?<=[?&])((?:api_?)?key|access_token|token)=[^&#]*", re.IGNORECASE)


def curl(exchange: ExchangeRecord) -> str | None:
    """The request of an exchange as one shell command; None where it was not recorded or is not HTTP.

    The key is always `"$GEMINI_API_KEY"`, whatever the recording holds; other headers that look secret are left out.
    """
    request = exchange["request"]
    url = request["url"]
    if not request["known"] or not _is_http(url) or not _TOKEN.fullmatch(request["method"]):
        return None
    words = ["curl", "-X", shlex.quote(request["method"])]
    if "alt=sse" in url or (isinstance(request["body"], dict) and request["body"].get("stream")):
        words.append("--no-buffer")
    if set(url) & set("[]{}"):
        words.append("--globoff")
    words.append(_url(url))
    headers = _headers(request["headers"] or {})
    if request["headers"] is None and request["body"] is not None:
        headers.append(("content-type", "application/json"))
    # A recording often dropped its key; a live request without one meant it.
    keyless = exchange["recording"] is not None or request["headers"] is None
    if keyless and not _KEY_PARAMETER.search(url) and not any(name.lower() in _KEY_HEADERS for name, _ in headers):
        headers.insert(0, ("x-goog-api-key", ""))
    for name, value in headers:
        words += ["-H", _header(name, value)]
    if (body := _body(request["body"])) is not None:
        words += ["--data-raw", shlex.quote(body)] if len(body) <= LONGEST_BODY else ["--data-binary", "@request.json"]
    return clean(" ".join(words))


def _is_http(url: str) -> bool:
    try:
        return urlsplit(url).scheme in ("http", "https")
    except ValueError:
        return False


def _url(url: str) -> str:
    # Single quotes close around the variable, so that the shell expands it and nothing else.
    start, last = 0, ""
    for found in _KEY_PARAMETER.finditer(url):
        last += shlex.quote(url[start : found.start()] + found[1] + "=") + KEY
        start = found.end()
    rest = url[start:]
    return last + (shlex.quote(rest) if rest or not last else "")


def _headers(headers: Mapping[str, str | list[str]]) -> list[tuple[str, str]]:
    return [
        (name, value)
        for name, values in headers.items()
        for value in ([values] if isinstance(values, str) else values)
        if name.lower() not in _LEFT_OUT and _TOKEN.fullmatch(name)
        if name.lower() in _KEY_HEADERS or not _SECRET_NAME.search(name)
    ]


def _header(name: str, value: str) -> str:
    match name.lower():
        case "authorization":
            return f"{shlex.quote(name + ': Bearer ')}{KEY}"
        case "x-goog-api-key":
            return f"{shlex.quote(name + ': ')}{KEY}"
        case _:
            return shlex.quote(f"{name}: {value}")


def _body(body: Any) -> str | None:
    if body is None or isinstance(body, str):
        return body
    return json.dumps(body, ensure_ascii=False)
