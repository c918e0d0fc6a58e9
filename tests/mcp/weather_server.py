"""An MCP server with one tool: ``python weather_server.py PORT json|events``."""

from __future__ import annotations

import sys

import uvicorn
from mcp.server import MCPServer  # type: ignore[import-not-found,unused-ignore]

server = MCPServer("weather")


@server.tool()  # type: ignore[untyped-decorator,unused-ignore]
def get_weather(city: str) -> str:
    """The weather in a city."""
    return f"18 degrees in {city}"


if __name__ == "__main__":
    port, answers = sys.argv[1:]
    uvicorn.run(
        server.streamable_http_app(json_response=answers == "json"), host="127.0.0.1", port=int(port), log_level="error"
    )
