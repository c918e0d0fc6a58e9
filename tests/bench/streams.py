"""A server of event streams for the bench of the proxy: each event tells when it was sent.

``POST /v1beta/interactions`` with ``{"input": "EVENTS PACE BYTES"}`` streams so many events, PACE seconds between two,
with BYTES of text in each. Run as ``python -m tests.bench.streams PORT``.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time

import uvicorn


async def application(scope, receive, send):
    """Answer one request."""
    if scope["type"] != "http":
        return
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            break
    count, pace, size = json.loads(body)["input"].split()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/event-stream")]})
    text = "x" * int(size)
    begun = time.monotonic()
    for number in range(int(count)):
        if float(pace):
            await asyncio.sleep(max(0.0, begun + number * float(pace) - time.monotonic()))
        delta = {"type": "text", "text": text, "at": time.monotonic()}
        data = json.dumps({"index": 0, "delta": delta, "event_type": "step.delta"})
        await send(
            {"type": "http.response.body", "body": f"event: step.delta\ndata: {data}\n\n".encode(), "more_body": True}
        )
    await send({"type": "http.response.body", "body": b"event: done\ndata: [DONE]\n\n"})


if __name__ == "__main__":
    options = {"log_level": "critical", "access_log": False, "lifespan": "off"}
    uvicorn.run(application, host="127.0.0.1", port=int(sys.argv[1]), **options)  # type: ignore[arg-type]
