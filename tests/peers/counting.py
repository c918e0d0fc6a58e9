"""``python -m tests.peers.counting PORT UPSTREAM``: OpenAI's Responses API of aimock, with counts and caps of tokens.

aimock counts nothing and caps nothing, and the suite takes counts as the proof that an input was read. Without this,
what stands behind the bridge would be held against the bridge. A word is a token, and a continued response costs what
came before it too.
"""

from __future__ import annotations

import json
import re
import sys
from typing import Any

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

WORD = re.compile(r"\w+")
USAGE = re.compile(r'"usage":\{[^}]*\}')


def tokens(value: object) -> int:
    """The words in all texts of a JSON value."""
    match value:
        case str():
            return len(WORD.findall(value))
        case dict():
            return sum(map(tokens, value.values()))
        case list():
            return sum(map(tokens, value))
    return 0


def app(upstream: str) -> Starlette:
    """The application in front of ``upstream``, aimock's base URL."""
    client = httpx.AsyncClient(base_url=upstream, trust_env=False, timeout=30)
    spent: dict[str, int] = {}

    async def pass_on(request: Request) -> Response:
        body = await request.body()
        headers = {"content-type": "application/json", "authorization": request.headers.get("authorization", "")}
        answer = await client.request(request.method, request.url.path, content=body, headers=headers)
        text = answer.text
        if answer.status_code == 200 and request.url.path.endswith("/responses"):
            asked = json.loads(body)
            given = sum(tokens(asked.get(name)) for name in ("input", "instructions", "tools"))
            given += spent.get(asked.get("previous_response_id"), 0)
            text = capped(text, asked.get("max_output_tokens"))
            made = tokens(output(text))
            spent[identity(text)] = given + made
            usage = {
                "input_tokens": given,
                "input_tokens_details": {"cached_tokens": 0},
                "output_tokens": made,
                "output_tokens_details": {"reasoning_tokens": 0},
                "total_tokens": given + made,
            }
            text = USAGE.sub(lambda _: f'"usage":{json.dumps(usage)}', text)
        return Response(text, answer.status_code, media_type=answer.headers.get("content-type"))

    return Starlette(routes=[Route("/{path:path}", pass_on, methods=["GET", "POST", "DELETE"])])


def response_in(text: str) -> dict[str, Any]:
    """The response that an answer ends with, be it a stream or not."""
    last = text.rstrip().rpartition("data: ")[2]
    value = json.loads(last)
    found: dict[str, Any] = value.get("response", value)
    return found


def capped(text: str, limit: object) -> str:
    """A whole response of no more than ``limit`` words of text, which says so where it had more."""
    if not isinstance(limit, int) or not text.startswith("{") or tokens(output(text)) <= limit:
        return text
    response = response_in(text)
    for item in response["output"]:
        for part in item.get("content", ()):
            part["text"] = " ".join(part["text"].split()[:limit])
    incomplete = {"status": "incomplete", "incomplete_details": {"reason": "max_output_tokens"}}
    return json.dumps(response | incomplete, separators=(",", ":"))


def output(text: str) -> object:
    """What the model produced."""
    return [
        [part.get("text") for part in item.get("content", ())] + [item.get("name"), item.get("arguments")]
        for item in response_in(text).get("output", ())
    ]


def identity(text: str) -> str:
    """The id of the response."""
    return str(response_in(text).get("id"))


if __name__ == "__main__":
    uvicorn.run(app(sys.argv[2]), port=int(sys.argv[1]), log_level="warning", lifespan="off")
