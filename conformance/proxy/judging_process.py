"""The proxy's end of the process that judges."""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable

from conformance.proxy.passage import Passage
from conformance.proxy.settings import Judged

MOST_WAITING = 256 * 2**20
"""Bytes on their way to the process; it takes them faster than they come unless the machine is overloaded."""


class JudgingProcess:
    """Sends passages to a process of its own. ``told`` is called with lines for people."""

    def __init__(self, settings: Judged, told: Callable[[str], None]) -> None:
        self.settings, self.told = settings, told
        self.lost = 0
        self._process: Process | None = None

    async def start(self) -> None:
        """Start the process."""
        command = (sys.executable, "-m", "conformance.proxy.observer", self.settings.as_argument())
        self._process = await asyncio.create_subprocess_exec(*command, stdin=PIPE)

    def keep(self, passage: Passage) -> None:
        """Send a passage; never waits. What can't be sent is counted, and told."""
        message = passage.message()
        pipe = self._process.stdin if self._process else None
        if pipe is None or pipe.is_closing() or pipe.transport.get_write_buffer_size() > MOST_WAITING:
            self.lost += 1
            if self.lost == 1:
                self.told("the process that judges is gone or overwhelmed: exchanges pass and are not kept")
            return
        pipe.write(message)

    async def finish(self) -> int:
        """Let it judge what it has, and write everything; its exit code, 2 where something was lost."""
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.close()
        code = await self._process.wait()
        if self.lost:
            self.told(f"{self.lost} exchanges passed that were not kept")
        return 2 if self.lost or code not in (0, 1) else code

    def kill(self) -> None:
        """End it at once; the journal has what was kept."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
