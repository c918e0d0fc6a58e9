"""Which of the exchanges that passed belong together: those that name the same interactions and resources."""

from __future__ import annotations

import re
from collections import OrderedDict, defaultdict, deque

from conformance.exchange import Exchange

MOST_TOGETHER = 12
"""Exchanges looked at beside a new one: no requirement looks at more than five in a row."""
MOST_REMEMBERED = 2000
MOST_BYTES = 16 * 2**20
"""Of bodies; what a stream is parsed into takes some ten times as much."""

_RESOURCE = re.compile(r"(?:files|webhooks|environments)/([A-Za-z0-9_-]{3,})")


def ids_of(exchange: Exchange) -> frozenset[str]:
    """The ids that tie an exchange to others: of the interaction that it names, answers with and goes on from, and of
    the resources beside interactions.
    """
    named = [exchange.answered_id, exchange.target_id, exchange.named_id, exchange.sent.get("previous_interaction_id")]
    found = {value for value in named if isinstance(value, str) and value}
    bodies = [exchange.request.url, (exchange.request.body or b"")[:100_000].decode("utf-8", "replace")]
    found |= {match for text in bodies for match in _RESOURCE.findall(text)}
    if exchange.resource != "interactions":
        found |= set(_RESOURCE.findall(exchange.body[:100_000].decode("utf-8", "replace")))
    return frozenset(found)


class Memory:
    """The exchanges of late, found by the ids that they share."""

    def __init__(self, most: int = MOST_REMEMBERED, most_bytes: int = MOST_BYTES) -> None:
        self._most, self._room = most, most_bytes
        self._known: OrderedDict[str, tuple[Exchange, frozenset[str]]] = OrderedDict()
        self._by_id: defaultdict[str, deque[str]] = defaultdict(lambda: deque(maxlen=MOST_TOGETHER))

    def add(self, exchange: Exchange) -> list[Exchange]:
        """Remember ``exchange``; those that belong to it, oldest first, itself the last."""
        ids = ids_of(exchange)
        together = self._together(ids)
        self._known[exchange.key] = (exchange, ids)
        for name in ids:
            self._by_id[name].append(exchange.key)
        self._room -= _size(exchange)
        while len(self._known) > 1 and (len(self._known) > self._most or self._room < 0):
            self._forget()
        return [*together, exchange]

    def _together(self, ids: frozenset[str]) -> list[Exchange]:
        """Those that share an id, and those that share one with them: a conversation is a chain of ids."""
        keys = {key for name in ids for key in self._by_id.get(name, ()) if key in self._known}
        further = {name for key in keys for name in self._known[key][1]} - ids
        near = sorted(keys, key=_number)[-MOST_TOGETHER:]
        beyond = {key for name in further for key in self._by_id.get(name, ()) if key in self._known} - keys
        left = MOST_TOGETHER - len(near)
        chosen = [*near, *(sorted(beyond, key=_number)[-left:] if left else [])]
        return [self._known[key][0] for key in sorted(chosen, key=_number)]

    def _forget(self) -> None:
        key, (exchange, ids) = self._known.popitem(last=False)
        self._room += _size(exchange)
        for name in ids:
            keys = self._by_id[name]
            if key in keys:
                keys.remove(key)
            if not keys:
                del self._by_id[name]


def _number(key: str) -> int:
    return int(key[1:])


def _size(exchange: Exchange) -> int:
    return len(exchange.request.body or b"") + len(exchange.body) + 2000
