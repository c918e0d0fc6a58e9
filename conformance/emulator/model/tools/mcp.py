"""Remote MCP servers: the tool that the question asks for, called on the server itself where the emulator may.

A server that is not on the list of allowed hosts is never contacted: its answer is scripted then. One that is allowed
but cannot be talked to fails the request; a tool that fails tells so in its result (neither is documented, clause
mcp.unreachable).
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from conformance.emulator.errors import invalid, shown
from conformance.emulator.mcp import McpError, McpSession
from conformance.emulator.model.choice import arguments_for, asked_for
from conformance.emulator.model.prompt import Prompt
from conformance.emulator.model.results import plain
from conformance.emulator.model.tools.outcome import Used

Json = dict[str, Any]

KIND = "mcp_server_tool"
TOKENS = 40
SCRIPTED = "All is well."
EVENTS_ONLY = "status 405 for a POST: it is no MCP server with streamable HTTP"
"""What an address that ends in ``/sse`` stands for (clause mcp.streamable-http-only)."""
MAX_CALLS = 8


def run(done: Used, prompt: Prompt, server: Json) -> None:
    """Call the tools of ``server`` that the question asks for; raises 400 for a server that cannot be talked to."""
    allowed = allowed_names(server)
    if allowed == []:
        return
    if not prompt.outbound.allows(server.get("url", "")):
        if urlsplit(server.get("url", "")).path.endswith("/sse"):
            raise invalid(f"The MCP server '{shown(server.get('name', server['url']))}' failed: {EVENTS_ONLY}.")
        call = {"name": allowed[0] if allowed else "ask", "arguments": {"question": prompt.question[:200]}}
        _tell(done, server, call, SCRIPTED)
        return
    try:
        with McpSession(prompt.outbound, server["url"], server.get("headers", {})) as session:
            found = [_function(tool) for tool in session.tools() if allowed is None or tool["name"] in allowed]
            for call in _calls(prompt.question, found):
                _tell(done, server, call, _called(session, call))
    except McpError as error:
        raise invalid(f"The MCP server '{shown(server.get('name', server['url']))}' failed: {error}.") from None


def allowed_names(server: Json) -> list[str] | None:
    """The names of the tools that may be called, an empty list for none, None for all."""
    choices = [choice for choice in server.get("allowed_tools", []) if isinstance(choice, dict)]
    if not choices:
        return None
    usable = [choice for choice in choices if choice.get("mode") != "none"]
    if usable and all("tools" not in choice for choice in usable):
        return None
    return [name for choice in usable for name in choice.get("tools", [])]


def _function(tool: Json) -> Json:
    """A tool of a server in the form of a function of the client."""
    return {"type": "function", "name": tool["name"], "parameters": tool.get("inputSchema") or {}}


def _calls(question: str, found: list[Json]) -> list[Json]:
    wanted = asked_for(question, found) or found[:1]
    calls = [call for function in wanted for call in arguments_for(function, question, len(wanted))]
    return calls[:MAX_CALLS]


def _called(session: McpSession, call: Json) -> Any:
    """What the tool returned, as a result may have it: text, an object, or blocks of text and images."""
    answer = session.call(call["name"], call["arguments"])
    blocks = [block for block in map(_block, answer.get("content") or []) if block]
    text = " ".join(block["text"] for block in blocks if block["type"] == "text")
    if answer.get("isError"):
        return f"Error: {text or 'the tool failed without saying why'}"
    if isinstance(answer.get("structuredContent"), dict):
        return answer["structuredContent"]
    return blocks if any(block["type"] != "text" for block in blocks) else text


def _block(block: Any) -> Json | None:
    """A block of MCP as a block of ours; what a result cannot have is told in words."""
    if not isinstance(block, dict):
        return None
    match block.get("type"):
        case "text":
            return {"text": str(block.get("text", "")), "type": "text"}
        case "image":
            return {
                "mime_type": str(block.get("mimeType", "image/png")),
                "data": block.get("data", ""),
                "type": "image",
            }
        case "resource" if isinstance(block.get("resource"), dict) and "text" in block["resource"]:
            return {"text": str(block["resource"]["text"]), "type": "text"}
    return {"text": f"[{block.get('type', 'unknown')}]", "type": "text"}


def _tell(done: Used, server: Json, call: Json, result: Any) -> None:
    who = {"name": call["name"], "server_name": server.get("name", "server")}
    call_id = done.call(KIND, arguments=call["arguments"], **who)
    done.result(KIND, call_id, result=result, **who)
    done.said.append(f"The server {who['server_name']} says: {plain(result)}")
    done.tokens += TOKENS
