"""Load on a server that is killed, and what has to be there when it is back.

``Clients`` ask one thing after the other until the server is gone, and note what they were told: an interaction is
acknowledged when its whole answer has arrived, a deletion likewise. What was under way at the kill is acknowledged by
nobody; of it only the id is noted, if it was sent already.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

Json = dict[str, Any]

PATH = "/v1beta/interactions"
HEADERS = {"x-goog-api-key": "crash", "content-type": "application/json", "api-revision": "2026-05-20"}
ROOT = Path(__file__).parents[3]
DONE = b"event: done\ndata: [DONE]\n\n"
RUNNING = ("in_progress", "queued")
SETTLED_WITHIN = 30.0
"""Seconds that work which was interrupted may take; it needs less than one on an idle machine."""


@dataclass
class Told:
    """What clients were told: interactions with their steps (None where they were not shown), those that are gone
    again, and ids of streams that broke off."""

    kept: dict[str, list[Json] | None] = field(default_factory=dict)
    deleted: set[str] = field(default_factory=set)
    begun: set[str] = field(default_factory=set)


@contextmanager
def server(store: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """``conformance serve`` over ``store`` as a process, and its base URL; killed in the end if it still runs."""
    command = [sys.executable, "-m", "conformance", "serve", "--port", "0", "--store", store]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().split()[-1], process
        finally:
            process.kill()


class Clients:
    """``count`` clients of the server at ``url``, each in a thread of its own, until the server is gone."""

    def __init__(self, url: str, told: Told, seed: int, count: int = 6) -> None:
        self.told = told
        self._address = urlsplit(url)
        self._answers = threading.Semaphore(0)
        self._stopped = threading.Event()
        self._threads = [threading.Thread(target=self._ask, args=(random.Random(f"{seed}/{n}"),)) for n in range(count)]
        for thread in self._threads:
            thread.start()

    def wait_for(self, answers: int) -> None:
        """Return when that many more answers have arrived."""
        for _ in range(answers):
            assert self._answers.acquire(timeout=SETTLED_WITHIN)

    def stop(self) -> None:
        """Ask for nothing more, and return when the last answer is there."""
        self._stopped.set()
        self.join()

    def join(self) -> None:
        """Return when every client has noticed that the server is gone."""
        for thread in self._threads:
            thread.join()

    def _ask(self, chance: random.Random) -> None:
        connection = http.client.HTTPConnection(str(self._address.hostname), self._address.port)
        mine: list[str] = []
        with suppress(http.client.HTTPException, OSError):
            while not self._stopped.is_set():
                what = chance.choice(("create", "create", "create", "background", "stream", "delete"))
                if what == "delete" and mine:
                    self._delete(connection, mine.pop(chance.randrange(len(mine))))
                elif what != "delete":
                    mine.append(self._create(connection, what, chance))
                self._answers.release()
        connection.close()

    def _create(self, connection: http.client.HTTPConnection, what: str, chance: random.Random) -> str:
        body: Json = {"model": "gemini-2.5-flash", "input": f"Say {chance.randrange(1_000_000)}."}
        body |= {"create": {}, "background": {"background": True}, "stream": {"stream": True}}[what]
        connection.request("POST", PATH, json.dumps(body), HEADERS)
        answer = connection.getresponse()
        assert answer.status == 200, answer.read()
        if what == "stream":
            return self._read_stream(answer)
        made = json.loads(answer.read())
        self.told.kept[made["id"]] = made["steps"] if what == "create" else None
        return str(made["id"])

    def _read_stream(self, answer: http.client.HTTPResponse) -> str:
        head = b""
        while (found := re.search(rb'"id":"(v1_[^"]+)"', head)) is None:
            head += answer.read1()
        made = found[1].decode()
        self.told.begun.add(made)
        raw = head + answer.read()
        assert raw.endswith(DONE)
        self.told.kept[made] = None
        return made

    def _delete(self, connection: http.client.HTTPConnection, made: str) -> None:
        self.told.begun.discard(made)
        kept = self.told.kept.pop(made)
        connection.request("DELETE", f"{PATH}/{made}", headers=HEADERS)
        answer = connection.getresponse()
        assert answer.status == 200, (made, kept, answer.read())
        answer.read()
        self.told.deleted.add(made)


def differences(url: str, told: Told) -> list[str]:
    """What the server at ``url`` no longer has of what clients were told, or has although it should not."""
    address = urlsplit(url)
    connection = http.client.HTTPConnection(str(address.hostname), address.port)
    wrong = []
    for made, steps in told.kept.items():
        found = _settled(connection, made)
        if found is None or found["status"] != "completed":
            wrong.append(f"{made}: acknowledged, now {found and found['status']}")
        elif steps is not None and found["steps"][1:] != steps:
            wrong.append(f"{made}: answered {steps}, now {found['steps'][1:]}")
    wrong += [f"{made}: deleted, now back" for made in told.deleted if _settled(connection, made)]
    for made in told.begun:
        _settled(connection, made)  # cut off: whatever became of it, it may not run for ever
    connection.close()
    return wrong


def _settled(connection: http.client.HTTPConnection, made: str) -> Json | None:
    """The interaction once it has stopped running, None if it is not there; fails if it runs for ever."""
    deadline = time.monotonic() + SETTLED_WITHIN
    while True:
        connection.request("GET", f"{PATH}/{made}", headers=HEADERS)
        answer = connection.getresponse()
        found = json.loads(answer.read())
        if answer.status == 404:
            return None
        assert answer.status == 200, found
        if found["status"] not in RUNNING:
            return dict(found)
        assert time.monotonic() < deadline, f"{made} is a zombie: {found['status']}"


def survive(store: str, kills: int, answers: int, seed: int = 1) -> Told:
    """Kill the server over ``store`` so many times, each after about so many answers; what clients were told by then.

    After each restart everything is compared.
    """
    told, chance = Told(), random.Random(seed)
    for number in range(kills):
        with server(store) as (url, process):
            assert differences(url, told) == []
            clients = Clients(url, told, seed=seed * 1000 + number)
            clients.wait_for(answers + chance.randrange(answers))
            process.kill()
            clients.join()
    with server(store) as (url, _):
        assert differences(url, told) == []
    return told
