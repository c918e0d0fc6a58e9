"""``conformance serve``: the reference emulator in the foreground."""

from __future__ import annotations

import signal
import threading

from conformance.revisions import BY_NAME
from conformance.target import ConfigurationError


def serve_emulator(host: str, port: int, revision: str | None, as_of: str | None, storage: str) -> None:
    """Serve until SIGINT or SIGTERM; prints ``Listening on http://HOST:PORT`` on standard output when ready.

    Raises ``ConfigurationError`` for an unknown revision, what is no day, an address that can't be bound, a file that
    can't be written.
    """
    import sqlite3

    from conformance.emulator import Settings, serving

    if revision is not None and revision not in BY_NAME:
        raise ConfigurationError(f"unknown revision {revision!r}: give {' or '.join(BY_NAME)}")
    try:
        Settings(revision=revision, as_of=as_of)
    except ValueError as error:
        raise ConfigurationError(f"--as-of: {error}") from None
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    try:
        with serving(host=host, port=port, revision=revision, as_of=as_of, storage=storage) as base_url:
            print(f"Listening on {base_url}", flush=True)
            stopped.wait()
    except OSError as error:
        raise ConfigurationError(f"can't serve on {host}:{port}: {error.strerror or error}") from None
    except sqlite3.Error as error:
        raise ConfigurationError(f"can't keep interactions in {storage}: {error}") from None
