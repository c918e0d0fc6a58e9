"""How far generated requests are, while they are sent: counts, rate and failures of each scenario."""

from __future__ import annotations

import sys
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from conformance.api import Api
from conformance.record import exchange_line, generation_line
from conformance.report.curl import curl

if TYPE_CHECKING:
    from rich.table import Table

Line = dict[str, object]

EVERY = 5.0
"""Seconds between two lines of a log; a terminal is told four times a second."""
LIVE = 0.25


@contextmanager
def watched(drawn: Mapping[str, Api], who: str = "") -> Iterator[None]:
    """Tell on standard error how far the scenarios in ``drawn`` are, as long as the block lasts and something goes on:
    in a table that is drawn anew on a terminal, in a line every five seconds elsewhere, and where there are others:
    ``who`` begins it then.
    """
    over = threading.Event()
    live = sys.stderr.isatty() and not who
    teller = threading.Thread(target=lambda: _show(drawn, over) if live else _tell(drawn, over, who), daemon=True)
    teller.start()
    try:
        yield
    finally:
        over.set()
        teller.join()


def _tell(drawn: Mapping[str, Api], over: threading.Event, who: str) -> None:
    before, begun = -1, time.monotonic()
    while not over.wait(EVERY):
        sent, line = said(drawn, time.monotonic() - begun)
        if sent != before:
            print(f"  {who}{line}", file=sys.stderr, flush=True)
        before = sent


def _show(drawn: Mapping[str, Api], over: threading.Event) -> None:
    from rich.console import Console
    from rich.live import Live

    begun = time.monotonic()
    with Live(console=Console(stderr=True), auto_refresh=False, transient=True) as screen:
        while not over.wait(LIVE):
            screen.update(table(drawn, time.monotonic() - begun), refresh=True)


def table(drawn: Mapping[str, Api], seconds: float) -> Table:
    """How far each scenario is: its requests by tier and by operation, how many in a second, and what was found."""
    from rich.table import Table

    shown = Table("", "from", "requests", "/s", "failures", box=None, pad_edge=False)
    for name, api in sorted(drawn.items()):
        tally = api.tally
        total = tally.sent.total()
        shown.add_row(
            name.partition("/")[0],
            counts(tally.sent) or "begins",
            counts(tally.operations),
            f"{total / max(seconds, 0.1):,.0f}",
            str(len(tally.failures)),
        )
    return shown


def counts(numbers: Mapping[str, int]) -> str:
    """What was counted, in words: ``create 1,200, get 310``."""
    return ", ".join(f"{name} {number:,}" for name, number in dict(numbers).items())


def said(drawn: Mapping[str, Api], seconds: float) -> tuple[int, str]:
    """The requests so far, and how far each scenario is, in a line."""
    parts, failures = [], 0
    operations: Counter[str] = Counter()
    total = 0
    for name, api in sorted(drawn.items()):
        total += api.tally.sent.total()
        operations.update(dict(api.tally.operations))
        failures += len(api.tally.failures)
        parts.append(f"{name.partition('/')[0]}: {counts(api.tally.sent) or 'begins'}")
    found = f"{failures} failure{'' if failures == 1 else 's'}"
    asked = [counts(operations)] if operations else []
    return total, " · ".join([*parts, *asked, f"{total / max(seconds, 0.1):,.0f} requests/s", found])


def drawn_lines(drawn: Mapping[str, Api]) -> tuple[list[Line], dict[str, Line], list[str]]:
    """What the scenarios in ``drawn`` did, as lines of results; the exchanges that show it; troubles."""
    lines: list[Line] = []
    shown: dict[str, Line] = {}
    troubles: list[str] = []
    for name, api in drawn.items():
        lines.append(generation_line(name, api.drawing, api.tally, api.exchanges, whole=True))
        named = {failure.exchange for failure in api.tally.failures}
        shown |= {exchange.key: exchange_line(exchange) for exchange in api.exchanges if exchange.key in named}
        troubles += [api.tally.trouble] if api.tally.trouble else []
    return lines, shown, troubles


def drawn_failures(
    lines: Iterable[Any], shown: Mapping[str, Any], troubles: Iterable[str], command: str
) -> Iterator[str]:
    """What was found, in lines: the sentence's id, the request as small as it goes, and what repeats it by ``command``;
    then which failures of earlier runs are no more.
    """
    mended: list[str] = []
    for line in lines:
        mended += line["mended"]
        for failure in line["failures"]:
            found = f"{failure['requirement']}: {failure['message']}"
            yield f"found after {failure['after']} requests, with {failure['size']} bytes: {found}"
            yield f"  drawn by  {failure['repeat']}"
            if failure["id"]:
                yield f"  kept as   {failure['id']}: {command} --replay {failure['id']}"
            words = curl(shown[failure["exchange"]]) if failure["exchange"] in shown else None
            if words:
                yield f"  {words}"
    if mended:
        yield f"kept failures that do not show any more, and are dropped: {', '.join(mended)}"
    for trouble in dict.fromkeys(troubles):
        yield f"{trouble}; what was found since is not kept"
