"""How far generated requests are, while they are sent: counts, rate and failures of each scenario."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from conformance.api import Api
from conformance.record import exchange_line, generation_line
from conformance.report.curl import curl

Line = dict[str, object]

EVERY = 5.0
"""Seconds between two lines of a log; a terminal is told four times a second."""


@contextmanager
def watched(drawn: Mapping[str, Api], who: str = "") -> Iterator[None]:
    """Tell on standard error how far the scenarios in ``drawn`` are, as long as the block lasts and something goes on:
    in one line that is written anew on a terminal, in a line every five seconds elsewhere, and where there are others:
    ``who`` begins it then.
    """
    over = threading.Event()
    live = sys.stderr.isatty() and not who

    def tell() -> None:
        before, begun = -1, time.monotonic()
        while not over.wait(0.25 if live else EVERY):
            sent, line = said(drawn, time.monotonic() - begun)
            if sent != before:
                print(
                    f"\r\033[K{line}" if live else f"  {who}{line}",
                    end="" if live else "\n",
                    file=sys.stderr,
                    flush=True,
                )
            before = sent
        if live:
            print("\r\033[K", end="", file=sys.stderr, flush=True)

    teller = threading.Thread(target=tell, daemon=True)
    teller.start()
    try:
        yield
    finally:
        over.set()
        teller.join()


def said(drawn: Mapping[str, Api], seconds: float) -> tuple[int, str]:
    """The requests so far, and how far each scenario is, in a line."""
    parts, total, failures = [], 0, 0
    for name, api in sorted(drawn.items()):
        sent = dict(api.tally.sent)
        total += sum(sent.values())
        failures += len(api.tally.failures)
        counts = ", ".join(f"{tier} {number:,}" for tier, number in sent.items())
        parts.append(f"{name.partition('/')[0]}: {counts or 'begins'}")
    found = f"{failures} failure{'' if failures == 1 else 's'}"
    return total, " · ".join([*parts, f"{total / max(seconds, 0.1):,.0f} requests/s", found])


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
