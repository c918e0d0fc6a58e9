"""Servers that do nothing right, each named by its sin. None may pass a requirement that it does not deserve."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

from conformance.projection import SCHEMAS

CONSTANT = {
    "id": "v1_ChdBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQRIXQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE",
    "status": "completed",
    "usage": {
        "total_tokens": 12,
        "total_input_tokens": 5,
        "input_tokens_by_modality": [{"modality": "text", "tokens": 5}],
        "total_cached_tokens": 0,
        "total_output_tokens": 4,
        "total_tool_use_tokens": 0,
        "total_thought_tokens": 3,
    },
    "created": "2026-05-20T12:00:00Z",
    "updated": "2026-05-20T12:00:00Z",
    "service_tier": "standard",
    "steps": [
        {"signature": "CiQBDDnWxytZFpiQuIZjP8oHNBmOKwhpGddG0lQFQyXcOKLEml4K", "type": "thought"},
        {"content": [{"text": "Hello.", "type": "text"}], "type": "model_output"},
    ],
    "object": "interaction",
    "model": "gemini-2.5-flash",
}


class Null(BaseHTTPRequestHandler):
    """Answers every request in the same way."""

    protocol_version = "HTTP/1.1"
    status: ClassVar[int] = 200
    kind = "application/json"

    def answer(self, body: bytes) -> bytes:
        raise NotImplementedError

    def do_POST(self) -> None:
        body = self.answer(self.rfile.read(int(self.headers.get("content-length") or 0)))
        self.send_response(self.status)
        self.send_header("content-type", self.kind)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_DELETE = do_PUT = do_PATCH = do_POST

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


class AlwaysEmpty(Null):
    def answer(self, body: bytes) -> bytes:
        return b"{}"


class AlwaysNotFound(Null):
    status = 404

    def answer(self, body: bytes) -> bytes:
        return json.dumps({"error": {"message": "Not found.", "code": "not_found"}}).encode()


class AlwaysBroken(Null):
    status = 500

    def answer(self, body: bytes) -> bytes:
        return json.dumps({"error": {"message": "Internal error.", "code": "internal"}}).encode()


class Echo(Null):
    def answer(self, body: bytes) -> bytes:
        return body


class Constant(Null):
    def answer(self, body: bytes) -> bytes:
        return json.dumps(CONSTANT).encode()


class SchemaPerfect(Null):
    """Answers every request with an example of the schemas that fits what was asked for, and means nothing by it."""

    examples: ClassVar[dict[str, dict[str, Any]]]

    @classmethod
    def of(cls, revision: str) -> type[SchemaPerfect]:
        """Such a server for one revision."""
        paths = json.loads((SCHEMAS / revision / "openapi.json").read_text("utf-8"))["paths"]
        content = paths["/interactions"]["post"]["responses"]["200"]["content"]
        kinds = {
            kind: {name: one["value"] for name, one in media["examples"].items()} for kind, media in content.items()
        }
        return type("SchemaPerfect", (cls,), {"examples": kinds})

    def answer(self, body: bytes) -> bytes:
        self.kind = "application/json"
        if self.command == "DELETE":
            return b"{}"
        try:
            sent = json.loads(body or b"{}")
        except ValueError:
            sent = {}
        if sent.get("stream") or "stream=true" in self.path:
            self.kind = "text/event-stream"
            events = self.examples["text/event-stream"].values()
            return "".join(f"event: {one['event']}\ndata: {one['data']}\n\n" for one in events).encode()
        wanted = "function-call" if "tools" in sent else "research" if "background" in sent else "answer"
        names = self.examples["application/json"]
        return json.dumps(next(value for name, value in names.items() if name.startswith(wanted))).encode()


class Closes(Null):
    def do_POST(self) -> None:
        self.connection.shutdown(socket.SHUT_RDWR)
        self.close_connection = True

    do_GET = do_DELETE = do_PUT = do_PATCH = do_POST


class Silent(Null):
    def do_POST(self) -> None:
        self.server.stopping.wait()  # type: ignore[attr-defined]
        self.close_connection = True

    do_GET = do_DELETE = do_PUT = do_PATCH = do_POST


class FallsSilent(Constant):
    """Answers the opening probe, and nothing after it."""

    answered = False

    def do_POST(self) -> None:
        if not type(self).answered:
            type(self).answered = True
            return super().do_POST()
        self.server.stopping.wait()  # type: ignore[attr-defined]
        self.close_connection = True
        return None

    do_GET = do_DELETE = do_PUT = do_PATCH = do_POST


@contextmanager
def running(sin: type[Null]) -> Iterator[str]:
    """The base URL of a server of this kind."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), sin)
    server.daemon_threads = True
    server.stopping = threading.Event()  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.stopping.set()  # type: ignore[attr-defined]
        server.shutdown()
        server.server_close()
