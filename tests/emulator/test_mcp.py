"""Remote MCP servers: a real conversation with those that are allowed, none with the others."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest

from conformance.emulator import serving
from conformance.emulator.model.tools.mcp import allowed_names

Json = dict[str, Any]

SESSION = "session-1"
PNG = "iVBORw0KGgo="
WEATHER: Json = {
    "name": "get_weather",
    "inputSchema": {"type": "object", "properties": {"location": {"type": "string"}}, "required": ["location"]},
}
TIME: Json = {"name": "get_time", "inputSchema": {"type": "object", "properties": {}}}
CHART: Json = {"name": "draw_chart", "inputSchema": {"type": "object", "properties": {}}}


class Server:
    """An MCP server that keeps what it is asked. ``streams`` has it answer with events, ``broken`` what goes wrong."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, dict[str, str]]] = []
        self.calls: list[Json] = []
        self.streams = False
        self.broken = ""
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name of the base
                """Be quiet."""

            def do_POST(self) -> None:
                message = json.loads(self.rfile.read(int(self.headers["content-length"])))
                server.note(message["method"], self)
                if server.broken == "sse-only":
                    return server.send(self, 405, b"")
                if "id" not in message:
                    return server.send(self, 202, b"")
                return server.answer(self, message)

            def do_DELETE(self) -> None:
                server.note("DELETE", self)
                server.send(self, 200, b"")

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.host = f"127.0.0.1:{self.http.server_port}"
        self.url = f"http://{self.host}/mcp"

    def note(self, method: str, request: BaseHTTPRequestHandler) -> None:
        self.seen.append((method, {name.lower(): value for name, value in request.headers.items()}))

    def answer(self, request: BaseHTTPRequestHandler, message: Json) -> None:
        told: Json = {"jsonrpc": "2.0", "id": message["id"]}
        try:
            told["result"] = getattr(self, message["method"].replace("/", "_"))(message["params"])
        except LookupError as error:
            told["error"] = {"code": -32602, "message": str(error)}
        if self.broken == "no json":
            return self.send(request, 200, b"<html>", "application/json")
        if not self.streams:
            return self.send(request, 200, json.dumps(told).encode(), "application/json")
        progress = {"jsonrpc": "2.0", "method": "notifications/message", "params": {"level": "info", "data": "…"}}
        frames = "".join(f"event: message\ndata: {json.dumps(event)}\n\n" for event in (progress, told))
        return self.send(request, 200, (": hello\n\n" + frames).encode(), "text/event-stream; charset=utf-8")

    def send(self, request: BaseHTTPRequestHandler, status: int, body: bytes, kind: str = "text/plain") -> None:
        request.send_response(status)
        for name, value in (("content-type", kind), ("content-length", str(len(body))), ("mcp-session-id", SESSION)):
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(body)

    def initialize(self, params: Json) -> Json:
        return {"protocolVersion": params["protocolVersion"], "capabilities": {"tools": {}}, "serverInfo": {}}

    def tools_list(self, params: Json) -> Json:
        if "cursor" not in params:
            return {"tools": [TIME], "nextCursor": "more"}
        return {"tools": [WEATHER, CHART]}

    def tools_call(self, params: Json) -> Json:
        self.calls.append(params)
        if self.broken == "refuses":
            raise LookupError("no such place")
        if self.broken == "tool":
            return {"content": [{"type": "text", "text": "The thermometer broke."}], "isError": True}
        if params["name"] == "draw_chart":
            picture = {"type": "image", "data": PNG, "mimeType": "image/png"}
            return {"content": [{"type": "text", "text": "Here:"}, picture]}
        return {"content": [{"type": "text", "text": f"18 degrees in {params['arguments'].get('location')}."}]}


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    threading.Thread(target=made.http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield made
    made.http.shutdown()
    made.http.server_close()


@pytest.fixture
def allowed(server: Server) -> Iterator[str]:
    """The address of an emulator that may talk to the server."""
    with serving(allow_fetch=(server.host,)) as url:
        yield url + "/v1beta/interactions"


def asked(url: str, question: str, tool: Json) -> httpx.Response:
    body = {"model": "gemini-2.5-flash", "input": question, "tools": [{"type": "mcp_server", "name": "here", **tool}]}
    return httpx.post(url, json=body, headers={"x-goog-api-key": "key"})


def used(answer: httpx.Response) -> tuple[Json, Json, str]:
    """The call, its result and the text."""
    assert answer.status_code == 200, answer.text
    steps = answer.json()["steps"]
    call, result = (step for step in steps if step["type"].startswith("mcp_server_tool"))
    return call, result, steps[-1]["content"][0]["text"]


@pytest.mark.parametrize("streams", [False, True])
def test_the_tool_that_the_question_asks_for_is_called(server: Server, allowed: str, streams: bool) -> None:
    server.streams = streams
    tool = {"url": server.url, "headers": {"Authorization": "Bearer secret"}}
    call, result, text = used(asked(allowed, "What is the weather in Paris?", tool))
    assert [method for method, _ in server.seen] == [
        *("initialize", "notifications/initialized", "tools/list", "tools/list", "tools/call", "DELETE"),
    ]
    assert server.calls == [{"name": "get_weather", "arguments": {"location": "Paris"}}]
    assert (call["name"], call["server_name"], call["arguments"]) == ("get_weather", "here", {"location": "Paris"})
    assert (result["call_id"], result["result"]) == (call["id"], "18 degrees in Paris.")
    assert "18 degrees in Paris." in text
    first, *others = (headers for _, headers in server.seen)
    assert "mcp-session-id" not in first
    assert all(headers["mcp-session-id"] == SESSION for headers in others)
    assert all(headers["mcp-protocol-version"] == "2025-06-18" for headers in others)
    for headers in (first, *others):
        assert headers["authorization"] == "Bearer secret"
        assert headers["accept"] == "application/json, text/event-stream"


def test_only_allowed_tools_are_called(server: Server, allowed: str) -> None:
    only = [{"mode": "auto", "tools": ["get_time"]}]
    used(asked(allowed, "What is the weather in Paris?", {"url": server.url, "allowed_tools": only}))
    assert [call["name"] for call in server.calls] == ["get_time"]


def test_each_place_has_a_call_of_its_own(server: Server, allowed: str) -> None:
    answer = asked(allowed, "What is the weather in Paris and Rome?", {"url": server.url})
    results = [step["result"] for step in answer.json()["steps"] if step["type"] == "mcp_server_tool_result"]
    assert results == ["18 degrees in Paris.", "18 degrees in Rome."]


def test_pictures_of_a_tool_are_blocks_of_its_result(server: Server, allowed: str) -> None:
    _, result, _ = used(asked(allowed, "Draw a chart please", {"url": server.url}))
    text, picture = {"text": "Here:", "type": "text"}, {"mime_type": "image/png", "data": PNG, "type": "image"}
    assert result["result"] == [text, picture]


def test_a_tool_that_fails_tells_so_in_its_result(server: Server, allowed: str) -> None:
    server.broken = "tool"
    _, result, text = used(asked(allowed, "What is the weather in Paris?", {"url": server.url}))
    assert result["result"] == "Error: The thermometer broke."
    assert "thermometer" in text


@pytest.mark.parametrize(
    ("broken", "reason"), [("sse-only", "streamable HTTP"), ("no json", "no JSON"), ("refuses", "no such place")]
)
def test_a_server_that_fails_fails_the_request(server: Server, allowed: str, broken: str, reason: str) -> None:
    server.broken = broken
    answer = asked(allowed, "What is the weather in Paris?", {"url": server.url})
    assert answer.status_code == 400
    assert reason in answer.json()["error"]["message"]
    assert "'here'" in answer.json()["error"]["message"]


def test_a_server_that_is_gone_fails_the_request(server: Server, allowed: str) -> None:
    server.http.server_close()
    server.http.shutdown()
    answer = asked(allowed, "What is the weather in Paris?", {"url": server.url})
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid_request")


def test_a_server_that_is_not_allowed_is_not_talked_to(server: Server) -> None:
    with serving() as url:
        _, result, _ = used(asked(url + "/v1beta/interactions", "What is the weather in Paris?", {"url": server.url}))
    assert (result["result"], server.seen) == ("All is well.", [])


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ([], None),
        ([{"mode": "auto"}], None),
        ([{"mode": "auto", "tools": ["a"]}, {"mode": "any", "tools": ["b"]}], ["a", "b"]),
        ([{"mode": "none", "tools": ["a"]}], []),
    ],
)
def test_allowed_tools_add_up(given: list[Json], names: list[str] | None) -> None:
    assert allowed_names({"allowed_tools": given}) == names
