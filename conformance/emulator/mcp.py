"""A client of MCP servers over streamable HTTP: as much of it as running their tools takes.

Messages are JSON-RPC 2.0. A server answers a POST with JSON or with a stream of events, of which the one that has our
id is the answer; requests of the server to the client are not served. Source: the transports and the life cycle in the
MCP specification of 2025-06-18.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from types import TracebackType
from typing import Any

from conformance.emulator.outbound import Outbound, Unreachable

Json = dict[str, Any]

PROTOCOL = "2025-06-18"
ACCEPT = {"accept": "application/json, text/event-stream"}
MAX_PAGES = 20
"""How many pages of a list of tools are read."""


class McpError(Exception):
    """What went wrong between us and the server, in a sentence."""


class McpSession:
    """A conversation with the server at ``url``; a context manager that opens and closes it.

    ``headers`` go with every request. Every method raises ``McpError`` when the server is not there, is no MCP server
    with streamable HTTP, or refuses.
    """

    def __init__(self, outbound: Outbound, url: str, headers: Mapping[str, str]) -> None:
        self._outbound = outbound
        self._url = url
        self._headers = {**headers, **ACCEPT}
        self._last_id = 0

    def __enter__(self) -> McpSession:
        about = {"name": "conformance-emulator", "version": "1"}
        agreed = self._request("initialize", protocolVersion=PROTOCOL, capabilities={}, clientInfo=about)
        self._headers["mcp-protocol-version"] = str(agreed.get("protocolVersion", PROTOCOL))
        self._send({"jsonrpc": "2.0", "method": "notifications/initialized"})
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        if "mcp-session-id" in self._headers:
            with suppress(Unreachable):  # a session that nobody can end ends by itself
                self._outbound.send("DELETE", self._url, self._headers)

    def tools(self) -> list[Json]:
        """The tools of the server, each with ``name`` and ``inputSchema``."""
        found: list[Json] = []
        page: Json = {}
        for _ in range(MAX_PAGES):
            answer = self._request("tools/list", **page)
            found += [tool for tool in answer.get("tools", []) if isinstance(tool, dict) and "name" in tool]
            if not answer.get("nextCursor"):
                break
            page = {"cursor": answer["nextCursor"]}
        return found

    def call(self, name: str, arguments: Json) -> Json:
        """What the tool returned: ``content`` (blocks), perhaps ``structuredContent`` and ``isError``."""
        return self._request("tools/call", name=name, arguments=arguments)

    def _request(self, method: str, **params: Any) -> Json:
        self._last_id += 1
        answer = self._send({"jsonrpc": "2.0", "id": self._last_id, "method": method, "params": params})
        if not isinstance(answer, dict):
            raise McpError(f"it did not answer {method}")
        if "error" in answer:
            raise McpError(f"it refused {method}: {_reason(answer['error'])}")
        result = answer.get("result")
        return result if isinstance(result, dict) else {}

    def _send(self, message: Json) -> Any:
        """POST ``message``; gives the answer to it, or None where it is a notification or there is no answer."""
        try:
            status, headers, body = self._outbound.post(self._url, message, self._headers)
        except Unreachable as error:
            raise McpError(str(error)) from None
        if status not in (200, 202):
            raise McpError(f"status {status} for a POST: it is no MCP server with streamable HTTP")
        if "mcp-session-id" in headers:
            self._headers["mcp-session-id"] = headers["mcp-session-id"]
        messages = _messages(headers.get("content-type", ""), body)
        answers = (answer for answer in messages if isinstance(answer, dict) and "method" not in answer)
        return next((answer for answer in answers if answer.get("id") == self._last_id), None)


def _messages(content_type: str, body: bytes) -> list[Any]:
    """The messages in the body of an answer, of either content type."""
    from conformance.sse import read_frames  # only for those who have MCP servers: the rest of the suite stays unloaded

    texts: list[bytes | str | None] = [body] if body.strip() else []
    if content_type.startswith("text/event-stream"):
        texts = [frame.data for frame in read_frames([(None, body)])]
    try:
        return [json.loads(text) for text in texts if text]
    except (ValueError, RecursionError):
        raise McpError("it answered with something that is no JSON") from None


def _reason(error: Any) -> str:
    return str(error.get("message", error) if isinstance(error, dict) else error)[:200]
