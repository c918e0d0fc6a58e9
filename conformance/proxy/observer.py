"""The process that keeps and judges what passed, so that nothing it does delays or alters traffic.

Messages come on standard input; a thread writes each exchange, redacted, into the journal at once, and judging follows
as fast as it can. When the input ends, because the proxy ended or was killed, results and cassettes are written.
"""

from __future__ import annotations

import os
import queue
import signal
import sys
import threading
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, BinaryIO

from conformance.exchange import Exchange
from conformance.judging import by_revision
from conformance.outcome import INCOMPLETE, NOT_CONFORMING, Outcome, conclude, header, now, outcome
from conformance.proxy.decoding import Unreadable, decoded
from conformance.proxy.ending import write_cassettes
from conformance.proxy.journal import NAME, Journal
from conformance.proxy.live import MOST_SWEPT, LiveJudge, is_bad
from conformance.proxy.notes import Note, Spoken, of_client
from conformance.proxy.passage import exchange_of, received
from conformance.proxy.settings import Judged, names
from conformance.record import exchange_line, result_line
from conformance.recordings.traffic import at_the_root
from conformance.redaction import Redactor
from conformance.selection import select, selected

LAGGING = 200
"""Exchanges that wait to be judged before that is told; it is told again when they have doubled."""


NICE = 10  # what passes goes first where processors are scarce


@dataclass(slots=True)
class Keeper:
    """Takes messages off the input and writes them into the journal; ``places`` says where to read them again."""

    stream: BinaryIO
    journal: Journal
    settings: Judged
    places: queue.SimpleQueue[tuple[int, bool] | None] = field(default_factory=queue.SimpleQueue)
    beyond: int = 0
    notes: list[Note] = field(default_factory=list)
    _redactor: Redactor = field(default_factory=Redactor)
    _number: int = 0

    def run(self) -> None:
        """Take messages until there are no more."""
        while (message := received(self.stream)) is not None:
            if self._number >= self.settings.most:
                self.beyond += 1
                continue
            self._keep(*message)
        self.places.put(None)

    def _keep(self, head: dict[str, Any], bodies: bytes) -> None:
        key = f"x{self._number}"
        self._number += 1
        exchange, readable = at_the_root(exchange_of(head, bodies, key)), not head["cut"]
        try:
            exchange = decoded(exchange, self.settings.each)
        except Unreadable as reason:
            readable = False
            self.notes.append(Note("proxy", key, f"the answer can't be judged: {reason}"))
        if head["cut"]:
            self.notes.append(Note("proxy", key, f"not judged: {exchange.failure}"))
        self.places.put((self.journal.append(self._redactor.redacted(exchange)), readable))


class Observer:
    """Judges what a keeper kept, and writes it all down."""

    def __init__(self, settings: Judged, keeper: Keeper, found: Outcome, judge: LiveJudge) -> None:
        self.settings, self.keeper, self.found, self.judge = settings, keeper, found, judge
        self.places: list[int] = []
        self.counts: Counter[str] = Counter()
        self._spoken = Spoken()
        self._told = LAGGING
        self._known: set[tuple[str, str]] = set()

    def run(self) -> None:
        """Judge each exchange as it comes, until there are no more; then write the results."""
        while (entry := self.keeper.places.get()) is not None:
            place, readable = entry
            self.places.append(place)
            try:
                self._take(self.keeper.journal.at(place), readable=readable)
            except Exception as error:
                self._fail(f"x{len(self.places) - 1}", error)
            self._lag(self.keeper.places.qsize())
        try:
            self.judge.sweep([self.keeper.journal.at(place) for place in self.places[-MOST_SWEPT:]])
        except Exception as error:
            self._fail(None, error)
        self.found.write(result_line(result) for result in self.judge.results())
        self.found.finish()

    def recorded(self) -> Iterator[Exchange]:
        """All exchanges that were kept, each at the newest revision that it may be of."""
        for place in self.places:
            yield self._dated(self.keeper.journal.at(place))

    # -----------------------------------------------------------------------------------------------------------------

    def _take(self, exchange: Exchange, *, readable: bool) -> None:
        dated = self._dated(exchange)
        notes = [*self._noted(), *of_client(dated), *self._spoken.heard(dated)] if readable else self._noted()
        self.found.write([exchange_line(dated)])
        for note in notes:
            self._tell(note, dated)
        if not readable or exchange.response is None or (exchange.failure or "") == "the proxy was stopped":
            return
        bad: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for requirement, observation in self.judge.take(exchange):
            if is_bad(observation):
                bad[observation.status.value, observation.verdict.message].append(requirement.id)
        for (status, message), ids in bad.items():
            self.counts[status] += len(ids)
            say(f"{told(dated)}  {status.upper()} {names(ids)}: {message}")

    def _dated(self, exchange: Exchange) -> Exchange:
        newest = [judged[0] for judged in by_revision([exchange], self.settings.revision).values() if judged]
        return newest[-1] if newest else exchange

    def _noted(self) -> list[Note]:
        notes, self.keeper.notes = self.keeper.notes, []
        return notes

    def _tell(self, note: Note, exchange: Exchange | None) -> None:
        """Write a note, and say it unless the same has been said."""
        self.counts[note.about] += 1
        self.found.write([note.line(now())])
        if (note.about, note.message) not in self._known:
            self._known.add((note.about, note.message))
            say(f"{told(exchange) if exchange else clock()}  {note.about}: {note.message}")

    def _fail(self, key: str | None, error: Exception) -> None:
        """A bug of ours: the exchange is kept, and whoever reads the results learns that it was not judged."""
        self.counts["error"] += 1
        self._tell(Note("proxy", key, f"not judged: the judge itself failed: {type(error).__name__}: {error}"), None)

    def _lag(self, waiting: int) -> None:
        if waiting >= self._told:
            self._told = waiting * 2
            self._tell(Note("proxy", None, f"judging is {waiting} exchanges behind; all of them are kept"), None)
        elif waiting == 0:
            self._told = LAGGING


def observe(settings: Judged, stream: BinaryIO) -> int:
    """Keep and judge what ``stream`` brings; 0, 1 where a must was violated, 2 where something could not be judged."""
    chosen = select(settings.select)
    journal = Journal(settings.out / NAME, dated=settings.is_the_service)
    keeper = Keeper(stream, journal, settings)
    thread = threading.Thread(target=keeper.run, daemon=True)
    thread.start()
    target = {"name": "proxy", "base_url": settings.upstream}
    first = header(
        target=target,
        revision=settings.revision,
        lane="replay",
        command=settings.command,
        selected=selected(settings.select),
    )
    with outcome(settings.out, first, len(chosen), "judging") as found:
        observer = Observer(settings, keeper, found, LiveJudge("proxy", settings.revision, chosen))
        observer.run()
    code = _conclude(observer)
    journal.close()
    return code


def _conclude(observer: Observer) -> int:
    settings, found = observer.settings, observer.found
    if settings.record is not None and observer.places:
        try:
            for path in write_cassettes(settings.record, observer.recorded(), settings.upstream):
                say(f"cassette    {path}")
        except OSError as error:
            say(f"conformance: can't write a cassette into {settings.record}: {error.strerror or error}")
            observer.counts["error"] += 1
    if observer.keeper.beyond:
        say(f"{observer.keeper.beyond} exchanges beyond the first {settings.most} passed and were not kept (--most)")
    code = conclude(found, strict=False) if observer.places else 0
    say(f"{len(observer.places)} exchanges passed, {observer.counts['client']} notes on the client")
    failed = any(line["status"] == "fail" for line in found.results)
    if failed:
        return NOT_CONFORMING
    return INCOMPLETE if observer.counts["error"] else code


def told(exchange: Exchange) -> str:
    """The time, the request and the status, for people."""
    return f"{clock()} {exchange.title} {exchange.status or 'no answer'}"


def clock() -> str:
    """The time of day."""
    return datetime.now(UTC).strftime("%H:%M:%S")


def say(line: str) -> None:
    """Print a line, at once; that nobody reads it is no reason to stop."""
    try:
        print(" ".join(line.split()) if "\n" in line else line, flush=True)
    except OSError:
        sys.stdout = None  # print then prints nothing


def main() -> None:
    """The process: its only argument are the settings. Signals are for the proxy, whose end ends this."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(NICE)
    sys.exit(observe(Judged.of_argument(sys.argv[1]), sys.stdin.buffer))


if __name__ == "__main__":
    main()
