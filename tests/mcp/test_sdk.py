"""A server made with the official SDK of MCP, as a process of its own, called by the emulator."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from conformance.emulator import serving

STARTUP_SECONDS = 30
SERVER = Path(__file__).parent / "weather_server.py"


@pytest.fixture(params=["json", "events"])
def address(request: pytest.FixtureRequest) -> Iterator[str]:
    """HOST:PORT of a server that answers with JSON, or with events."""
    try:
        import mcp  # type: ignore[import-not-found,unused-ignore] # noqa: F401 - whether it is there
    except ImportError as error:
        if os.environ.get("CONFORMANCE_MCP"):
            pytest.fail(f"the SDK of MCP cannot be imported: {error}")
        pytest.skip("the SDK of MCP is not installed: tox -e mcp installs it")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with subprocess.Popen([sys.executable, str(SERVER), str(port), request.param]) as process:
        try:
            _await(port, process)
            yield f"127.0.0.1:{port}"
        finally:
            process.kill()


def _await(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + STARTUP_SECONDS
    while True:
        assert process.poll() is None, f"the server ended with {process.returncode}"
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert time.monotonic() < deadline, "the server did not come up"
            time.sleep(0.05)
        else:
            return


def test_its_tools_are_listed_and_called(address: str) -> None:
    tool = {"type": "mcp_server", "name": "weather_service", "url": f"http://{address}/mcp"}
    body = {"model": "gemini-2.5-flash", "input": "What is the weather in Paris and Rome?", "tools": [tool]}
    with serving(allow_fetch=(address,)) as url:
        answer = httpx.post(f"{url}/v1beta/interactions", json=body, headers={"x-goog-api-key": "key"}, timeout=30)
    assert answer.status_code == 200, answer.text
    steps = [step for step in answer.json()["steps"] if step["type"].startswith("mcp_server_tool")]
    assert [step["type"].rsplit("_", 1)[-1] for step in steps] == ["call", "result", "call", "result"]
    assert [step["arguments"] for step in steps[::2]] == [{"city": "Paris"}, {"city": "Rome"}]
    assert ["18 degrees in Paris" in str(steps[1]["result"]), "18 degrees in Rome" in str(steps[3]["result"])] == [
        *(True, True)
    ]
