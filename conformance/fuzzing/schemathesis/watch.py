"""Ends a phase that draws and draws without sending anything: the engine looks at the clock between requests."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager

WORKERS = "schemathesis"
"""What the names of its threads begin with."""
PAUSE = 1.0


@contextmanager
def ended_after(seconds: float) -> Iterator[None]:
    """Interrupt the threads of schemathesis that began within, as Ctrl-C would, if they go on for ``seconds``."""
    before, over = {thread.ident for thread in threading.enumerate()}, threading.Event()

    def watch() -> None:
        wait = seconds
        while not over.wait(wait):
            wait = PAUSE
            for thread in threading.enumerate():
                if thread.ident not in before and thread.name.startswith(WORKERS):
                    number = ctypes.c_ulong(thread.ident or 0)
                    ctypes.pythonapi.PyThreadState_SetAsyncExc(number, ctypes.py_object(KeyboardInterrupt))

    watcher = threading.Thread(target=watch, name="end-of-phase", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()
