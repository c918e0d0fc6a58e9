"""What ``conformance judge`` prints beside the scoreboard: what each exchange shows, and what could not be judged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from conformance.console import counted
from conformance.exchange import Exchange
from conformance.judge import Result, Why
from conformance.recordings.reading import Recordings
from conformance.revisions import Revision
from conformance.verdict import Status

MOST_NAMED = 4


class Judged(Protocol):
    """What was judged together."""

    @property
    def traffic(self) -> Mapping[Revision, Sequence[Exchange]]:
        """The exchanges by the revisions that they may be of."""


def by_exchange(exchanges: Sequence[Exchange], results: Sequence[Result], groups: Iterable[Judged]) -> list[str]:
    """One line for each exchange with its counts, and one below it for everything that is not right there."""
    counts: dict[str, Counter[str]] = {exchange.key: Counter() for exchange in exchanges}
    notes: dict[str, list[str]] = {exchange.key: [] for exchange in exchanges}
    revisions: dict[str, dict[str, None]] = {exchange.key: {} for exchange in exchanges}
    for group in groups:
        for revision, judged in group.traffic.items():
            for exchange in judged:
                revisions[exchange.key][revision.name] = None
    for result in results:
        for seen in result.observations:
            key = seen.exchange or ""
            counts[key][seen.status.value] += 1
            if seen.status is not Status.PASS:
                notes[key].append(f"    {seen.status}: {result.requirement.id}: {seen.verdict.message}")
    lines = []
    for exchange in exchanges:
        at = "/".join(revisions[exchange.key])
        lines.append(f"{exchange.recording}  [{at}]  {counted(counts[exchange.key]) or 'nothing that could be judged'}")
        lines += notes[exchange.key]
    return lines


def not_judged(found: Recordings, results: Sequence[Result]) -> list[str]:
    """What could not be judged and why; empty where that is nothing."""
    lines = [*_requirements(results), *_exchanges(found.exchanges)]
    if found.others:
        hosts = [f"{host} {times}" for host, times in found.others.most_common()]
        lines.append(_row(found.others.total(), "exchanges are with others", _some(hosts)))
    if found.skipped:
        lines.append(_row(len(found.skipped), "files or entries were skipped", "named on standard error"))
    return ["", "not judged", *lines] if lines else []


def _requirements(results: Sequence[Result]) -> list[str]:
    messages = [result.message for result in results if result.status is Status.NOT_APPLICABLE]
    lines = []
    for why in Why:
        of_it = [message.removeprefix(why).removeprefix(": ") for message in messages if message.startswith(why)]
        details = [f"{text} {times}" for text, times in Counter(of_it).most_common() if text]
        if of_it:
            lines.append(_row(len(of_it), f"requirements: {why}", _some(details)))
    return lines


def _exchanges(exchanges: Sequence[Exchange]) -> list[str]:
    """What recordings did not keep, without which some requirements can't be judged on them."""
    missing = {
        "exchanges without what was asked": [not e.request.known for e in exchanges],
        "answers without headers": [e.response is not None and e.response.headers is None for e in exchanges],
        "streams without the times of their pieces": [e.is_stream and not _is_timed(e) for e in exchanges],
        "requests without an answer": [e.response is None for e in exchanges],
    }
    return [_row(sum(lack), what, "") for what, lack in missing.items() if any(lack)]


def _is_timed(exchange: Exchange) -> bool:
    return exchange.response is not None and any(chunk.time is not None for chunk in exchange.response.chunks)


def _row(number: int, what: str, detail: str) -> str:
    return f"{number:6} {what}" + (f" ({detail})" if detail else "")


def _some(texts: Sequence[str]) -> str:
    short = [text if len(text) <= 80 else f"{text[:79]}…" for text in texts[:MOST_NAMED]]
    return "; ".join(short) + (f"; and {len(texts) - MOST_NAMED} more" if len(texts) > MOST_NAMED else "")
