"""The driver's side of the protocol, version 1, for a driver in Python: hello, handshake, scenarios, reports.

Standard library alone, because a driver runs in whatever interpreter its SDK is installed in. Standard output carries
nothing but the protocol: what an SDK prints goes to standard error.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import threading
from collections.abc import Callable
from contextvars import ContextVar
from typing import IO, Any

Json = dict[str, Any]

PROTOCOL = 1
# What is reported of one call's log: enough to find a key in it, and no more than a line may bear.
LOG_CHARACTERS = 60_000

_log: ContextVar[list[str]] = ContextVar("log")


class Refusal(Exception):
    """The driver cannot play a scenario that it declared; its message says why."""


def speak(handshake: Json, play: Callable[[Json], list[Json]]) -> None:
    """Play what is asked for on standard input until it is closed, each scenario in a thread of its own.

    ``handshake`` is what the driver says of itself, but for ``kind`` and ``protocol``; ``play`` gives the outcomes of
    one scenario's calls, or raises ``Refusal``.
    """
    out, sys.stdout = sys.stdout.buffer, sys.stderr
    writing = threading.Lock()

    def played(scenario: Json) -> None:
        try:
            answer = {"kind": "report", "id": scenario["id"], "calls": play(scenario)}
        except Refusal as refusal:
            answer = {"kind": "refusal", "id": scenario["id"], "reason": str(refusal)}
        with writing:
            _write(out, answer)

    sys.stdin.buffer.readline()  # hello: what it lists is decided by the suite from what the handshake declares
    _write(out, {"kind": "driver", "protocol": PROTOCOL, **handshake})
    for line in sys.stdin.buffer:
        threading.Thread(target=played, args=[json.loads(line)], daemon=True).start()
    # An SDK may keep threads that would be waited for: nobody is there any more to hear from them.
    os._exit(0)


def options_of(call: Json) -> Json:
    """What a call says beside the fields of the API."""
    return {name: call[name] for name in ("timeout", "headers", "retries") if name in call}


def listen() -> None:
    """Keep what is logged from now on, at every level, apart for each call; see ``heard``."""
    logging.basicConfig(level=logging.DEBUG, handlers=[_Ear()], force=True)
    for transport in ("httpcore", "httpcore2"):  # which tells of every single byte that it waits for
        logging.getLogger(transport).setLevel(logging.WARNING)


def heard() -> Callable[[], str]:
    """Start a new log for the calling thread or task; what comes back gives what was logged in it since."""
    lines: list[str] = []
    _log.set(lines)
    return lambda: "\n".join(lines)[:LOG_CHARACTERS]


class _Ear(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        # No traceback: it names files of this machine, and what an exception says is in the record or the outcome.
        if (lines := _log.get(None)) is not None:
            lines.append(f"{record.name} {record.levelname} {record.getMessage()}")


def _write(out: IO[bytes], line: Json) -> None:
    out.write(json.dumps(line, default=str).encode() + b"\n")
    out.flush()
