"""A driver: a process in a group of its own that plays scenarios with some SDK, spoken to by lines of JSON.

It may be hostile: its lines, its output in all, its error output and its time are bounded, what it forks dies with it,
and its environment holds no secret of the user.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import re
import shlex
import signal
import string
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, Self

from pydantic import ValidationError

from conformance.redaction import redacted_text
from conformance.sdk import protocol
from conformance.sdk.protocol import SAID, Handshake, Hello, Order, Refusal, Report
from conformance.target import ConfigurationError

LONGEST_LINE = 4 * 1024 * 1024
MOST_OUTPUT = 256 * 1024 * 1024
KEPT_STDERR = 16 * 1024
TO_START = 60.0  # seconds: node and python both load an SDK for some, on a busy machine
TO_END = 5.0
NOWHERE = "http://127.0.0.1:9"  # the address in the environment: every scenario names its own

_SECRET = re.compile(
    r"(?i).*(key|token|secret|password|passwd|credential|authorization|cookie).*|(google|gemini|cloudsdk|gcloud)_.*"
    r"|.*_proxy|conformance_.*"
)

_ERROR = re.compile(r"\w*(Error|Exception)\b.*:")


class Ended(Exception):
    """The driver has ended, or was made to because it broke the protocol; the message says how."""


def words(command: str) -> list[str]:
    """The words of a command line; raises ``ConfigurationError`` where it has none or a quote is left open."""
    try:
        found = shlex.split(command)
    except ValueError as error:
        raise ConfigurationError(f"--driver {command!r}: {error}") from None
    if not found:
        raise ConfigurationError("--driver is empty: give the command that starts the driver")
    return found


def environment(key: str, base_url: str, own: Mapping[str, str] = os.environ) -> dict[str, str]:
    """What a driver finds in its environment: ours without proxies and whatever may be secret, and where to ask."""
    plain = {name: value for name, value in own.items() if not _SECRET.fullmatch(name)}
    told = {"CONFORMANCE_BASE_URL": base_url, "CONFORMANCE_API_KEY": key, "GEMINI_API_KEY": key}
    return plain | told | {"PYTHONUNBUFFERED": "1"}


class Playing(Protocol):
    """What plays scenarios: a driver's process, or in tests something of our own."""

    handshake: Handshake
    lingered: bool

    @property
    def stderr(self) -> str: ...
    @property
    def end(self) -> str: ...
    async def ask(self, order: Order, seconds: float) -> Report | Refusal: ...
    async def close(self) -> None: ...
    async def kill(self) -> None: ...


Launch = Callable[[Hello], Awaitable[Playing]]


def launching(command: Sequence[str]) -> Launch:
    """Starts a driver by ``command``, with a key of its own and an address where nobody is."""
    return lambda hello: Driver.start(command, hello, environment(new_key(), NOWHERE))


def new_key() -> str:
    """A key of the form that real ones have, so that it is known by its look wherever it is not to be."""
    return "AIza" + "".join(random.SystemRandom().choices(string.ascii_letters + string.digits, k=35))


@dataclass(slots=True)
class Driver:
    """A driver that has been started; ``handshake`` is what it said of itself."""

    process: Process
    handshake: Handshake = field(init=False)
    lingered: bool = False
    _waiting: dict[str, asyncio.Future[Report | Refusal]] = field(default_factory=dict)
    _given_up: set[str] = field(default_factory=set)
    _greeting: asyncio.Future[Handshake] = field(init=False)
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)
    _errors: bytearray = field(default_factory=bytearray)
    _flood: int = 0
    _broken: str | None = None

    @classmethod
    async def start(cls, command: Sequence[str], hello: Hello, env: Mapping[str, str]) -> Self:
        """Start it and hear its handshake.

        Raises ``ConfigurationError`` where there is no such command, ``Ended`` where it says no handshake.
        """
        try:
            process = await asyncio.create_subprocess_exec(
                *command, stdin=PIPE, stdout=PIPE, stderr=PIPE, env=env, start_new_session=sys.platform != "win32"
            )
        except OSError as error:
            raise ConfigurationError(f"--driver: cannot start {command[0]!r}: {error.strerror or error}") from None
        driver = cls(process)
        driver._greeting = asyncio.get_running_loop().create_future()
        driver._tasks = [asyncio.create_task(task) for task in (driver._read(), driver._read_errors(), driver._watch())]
        try:
            driver._say(hello)
            driver.handshake = await asyncio.wait_for(driver._greeting, TO_START)
        except TimeoutError:
            await driver.kill(f"it said nothing for {TO_START:g} s")
            raise Ended(driver._last_words) from None
        except Ended:
            await driver.kill()
            raise Ended(driver._last_words) from None
        except BaseException:
            await driver.kill()
            raise
        return driver

    @property
    def stderr(self) -> str:
        """The end of what it wrote to its error output, without secrets."""
        left_out = f"[{self._flood - len(self._errors)} bytes before]\n" if self._flood > len(self._errors) else ""
        return left_out + redacted_text(bytes(self._errors).decode("utf-8", "replace"))

    @property
    def end(self) -> str:
        """How it ended, in a few words."""
        if self._broken is not None:
            return self._broken
        match self.process.returncode:
            case None:
                return "it is running"
            case code if code < 0:
                with contextlib.suppress(ValueError):
                    return f"it was ended by {signal.Signals(-code).name}"
        return f"it ended with exit code {self.process.returncode}"

    @property
    def _last_words(self) -> str:
        """How it ended, and the last line of its error output, or rather the last that names an error."""
        lines = [line.strip() for line in self.stderr.splitlines() if line.strip()]
        lines = [line for line in lines if _ERROR.search(line)] or lines
        return f"{self.end}; it last said: {lines[-1][:300]}" if lines else self.end

    async def ask(self, order: Order, seconds: float) -> Report | Refusal:
        """Have one scenario played. Raises ``Ended``, or ``TimeoutError`` where no report came in ``seconds``."""
        if self._broken is not None or self.process.returncode is not None:
            raise Ended(self.end)
        waiting = asyncio.get_running_loop().create_future()
        self._waiting[order.id] = waiting
        try:
            self._say(order)
            return await asyncio.wait_for(waiting, seconds)
        finally:
            del self._waiting[order.id]
            self._given_up.add(order.id)  # should a report come after all

    async def close(self) -> None:
        """Close its input and let it end; kill it where it does not."""
        if self.process.stdin is not None:
            self.process.stdin.close()
        try:
            async with asyncio.timeout(TO_END):
                while self.process.returncode is None:
                    await asyncio.sleep(0.01)
        except TimeoutError:
            self.lingered = True
        await self.kill()

    async def kill(self, why: str | None = None) -> None:
        """End it and whatever it started, at once."""
        self._broken = self._broken or why
        self._kill_group()
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()
        while self.process.returncode is None:
            await asyncio.sleep(0.01)  # Process.wait waits for pipes too, which what it forked may hold
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        # A process has no public way to let go of pipes that were not read to their end.
        self.process._transport.close()  # type: ignore[attr-defined]
        await asyncio.sleep(0.001)  # for its pipes to be closed
        self._over()

    # --- what runs beside --------------------------------------------------------------------------------------------

    def _say(self, said: Hello | Order) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(protocol.line(said))

    async def _read(self) -> None:
        assert self.process.stdout is not None
        buffer, total = bytearray(), 0
        while self._broken is None and (data := await self.process.stdout.read(2**16)):
            buffer += data
            total += len(data)
            if total > MOST_OUTPUT:
                self._break(f"it wrote more than {MOST_OUTPUT // 2**20} MiB")
            *lines, rest = buffer.split(b"\n") if b"\n" in data else [buffer]
            buffer = bytearray(rest)
            if len(buffer) > LONGEST_LINE:
                self._break(f"it wrote a line of more than {LONGEST_LINE // 2**20} MiB")
            for line in lines:
                if self._broken is None and line.strip():
                    self._hear(bytes(line))

    def _hear(self, line: bytes) -> None:
        try:
            said = SAID.validate_json(line)
        except (ValidationError, ValueError, RecursionError) as error:
            return self._break(f"it wrote a line that is none of the protocol: {_quoted(line)} ({_reason(error)})")
        if isinstance(said, Handshake) is self._greeting.done():
            late = self._greeting.done()
            return self._break("it said its handshake twice" if late else "it reported before its handshake")
        if isinstance(said, Handshake):
            return self._greeting.set_result(said)
        waiting = self._waiting.get(said.id)
        if waiting is None and said.id not in self._given_up:
            return self._break(f"it reported a scenario that it was not given: {said.id[:40]!r}")
        if waiting is not None and not waiting.done():
            waiting.set_result(said)
        return None

    def _break(self, why: str) -> None:
        """It broke the protocol: nothing that it says counts any more."""
        self._broken = why
        self._kill_group()

    async def _read_errors(self) -> None:
        assert self.process.stderr is not None
        while data := await self.process.stderr.read(2**16):
            self._flood += len(data)
            self._errors += data
            del self._errors[:-KEPT_STDERR]

    async def _watch(self) -> None:
        """Notice the end of the process itself: what it forked may keep its pipes open."""
        while self.process.returncode is None:
            await asyncio.sleep(0.05)
        self._kill_group()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(asyncio.gather(*self._tasks[:2]), 1)  # what it wrote last
        self._over()

    def _over(self) -> None:
        waiters: list[asyncio.Future[Any]] = [*self._waiting.values(), self._greeting]
        for waiting in waiters:
            if not waiting.done():
                waiting.set_exception(Ended(self.end))
                waiting.exception()  # whoever waits is told; nobody may

    def _kill_group(self) -> None:
        if sys.platform == "win32":
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)


def _quoted(line: bytes) -> str:
    text = redacted_text(line[:200].decode("utf-8", "replace"))
    return repr(text + ("…" if len(line) > 200 else ""))


def _reason(error: Exception) -> str:
    if not isinstance(error, ValidationError):
        return type(error).__name__
    first = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    return f"{where}: {first['msg']}" if where else str(first["msg"])
