"""Which of the recorded traffic is this API's, and in which order it went."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from itertools import pairwise
from urllib.parse import urlsplit

from conformance.exchange import Exchange

SERVICE = "generativelanguage.googleapis.com"
_INTERACTIONS = re.compile(r"/v1(?:beta)?/interactions(?:[/:?]|$)")
_BEHIND_A_GATEWAY = re.compile(r"^(https?://[^/?#]+)/[^?#]+?(/v1(?:beta)?/interactions(?:[/?].*)?)$", re.DOTALL)
_MESSAGES = ("interaction.", "batch.", "video.")
UNDATED = datetime.max.replace(tzinfo=UTC)


def split(exchanges: Sequence[Exchange]) -> tuple[list[Exchange], Counter[str]]:
    """What is this API's, and how much is not, by its host. A path before the API's own, as gateways have, is left out.

    Files, webhooks and environments are resources of many APIs; they are this one's where interactions are too.
    """
    exchanges = [at_the_root(exchange) for exchange in exchanges]
    hosts = {_host(exchange) for exchange in exchanges if _is_interactions(exchange)} | {SERVICE}
    found: list[Exchange] = []
    others: Counter[str] = Counter()
    for exchange in exchanges:
        if exchange.request.method == "OPTIONS" and exchange.scenario is None:
            others[f"{_host(exchange)} (preflight)"] += 1
        elif exchange.scenario is not None or _is_ours(exchange, hosts):
            found.append(exchange)
        else:
            others[_host(exchange) or "no host"] += 1
    return found, others


def at_the_root(exchange: Exchange) -> Exchange:
    """``exchange`` with no path before the API's own, as gateways have one."""
    gateway = _BEHIND_A_GATEWAY.match(exchange.request.url)
    if gateway is None:
        return exchange
    return replace(exchange, request=replace(exchange.request, url=gateway[1] + gateway[2]))


def _is_ours(exchange: Exchange, hosts: set[str]) -> bool:
    if exchange.resource == "delivery":
        return str(exchange.sent.get("type", "")).startswith(_MESSAGES)
    return _is_interactions(exchange) or (exchange.resource != "interactions" and _host(exchange) in hosts)


def _is_interactions(exchange: Exchange) -> bool:
    return bool(_INTERACTIONS.match(urlsplit(exchange.request.url).path))


def _host(exchange: Exchange) -> str:
    return urlsplit(exchange.request.url).hostname or ""


# --- order -----------------------------------------------------------------------------------------------------------


def moment(exchange: Exchange) -> datetime | None:
    """When a request was sent, or its answer began: as recorded, or by the answer's ``date``. None where neither is."""
    for value, read in ((exchange.started, datetime.fromisoformat), (exchange.header("date"), parsedate_to_datetime)):
        try:
            if value and len(value) > len("2026-11-22"):
                found = read(value)
                return found if found.tzinfo else found.replace(tzinfo=UTC)
        except (ValueError, OverflowError):
            continue
    return None


def in_order(files: Iterable[Sequence[Exchange]]) -> list[Exchange]:
    """The exchanges of all ``files`` by time, those of a file in its order; what nothing tells the time of is last.

    What names an interaction never comes before the create that made it, whatever the times say.
    """
    timed: list[tuple[datetime, Exchange]] = []
    for exchanges in files:
        last = next(filter(None, map(moment, exchanges)), None)
        for exchange in exchanges:
            last = max(filter(None, (moment(exchange), last)), default=None)
            timed.append((last or _day(exchange), exchange))
    timed.sort(key=lambda pair: pair[0])
    return _causes_first([exchange for _, exchange in timed])


def _day(exchange: Exchange) -> datetime:
    try:
        found = datetime.fromisoformat(exchange.recorded or "")
    except ValueError:
        return UNDATED
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _causes_first(exchanges: list[Exchange]) -> list[Exchange]:
    makers: dict[str, int] = {}
    for number, exchange in enumerate(exchanges):
        if exchange.operation == "create" and exchange.answered_id:
            makers.setdefault(exchange.answered_id, number)
    order: list[int] = []
    placed: set[int] = set()
    for number in range(len(exchanges)):
        chain: list[int] = []
        current: int | None = number
        while current is not None and current not in placed:
            placed.add(current)
            chain.append(current)
            current = makers.get(named_id(exchanges[current]) or "")
        order += reversed(chain)
    return [exchanges[number] for number in order]


def out_of_order(exchanges: Sequence[Exchange]) -> str | None:
    """Why it is not known that ``exchanges`` went in this order; None where it is.

    It matters where both concern the same interaction. It is known within a recording, and by times.
    """
    for before, after in pairwise(exchanges):
        if before.recording == after.recording or named_id(before) is None or named_id(before) != named_id(after):
            continue
        first, second = moment(before), moment(after)
        if first is None or second is None or first >= second:
            return f"whether {before.recording} or {after.recording} came first is not recorded"
    return None


def named_id(exchange: Exchange) -> str | None:
    """The id of the interaction that a request names: in its path, or as the one before it."""
    named = exchange.target_id or exchange.sent.get("previous_interaction_id")
    return named if isinstance(named, str) else None
