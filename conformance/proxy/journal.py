"""Exchanges as lines of JSON, written as they pass, so that a crash loses none that was over.

Each line is an exchange file (:mod:`conformance.recordings.exchange_file`) with its ``key``: what a killed proxy leaves
is judged by ``conformance judge`` and turned into cassettes by ``conformance import``.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from conformance.exchange import Exchange
from conformance.recordings.exchange_file import exchange_of, recorded

NAME = "exchanges.jsonl"


class Journal:
    """Lines that are appended and read again by their places; for one writer and one reader. What is ``dated`` was
    answered by the live service, of which the day tells the revision.
    """

    def __init__(self, path: Path, *, dated: bool = False) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._dated = dated
        self._writing = path.open("wb")
        self._reading = path.open("rb")

    def append(self, exchange: Exchange) -> int:
        """Write ``exchange``, of which the secrets are redacted; where it is."""
        place = self._writing.tell()
        self._writing.write(json.dumps({"key": exchange.key, **recorded(exchange)}).encode() + b"\n")
        self._writing.flush()
        return place

    def at(self, place: int) -> Exchange:
        """The exchange at a place that ``append`` told."""
        self._reading.seek(place)
        value = json.loads(self._reading.readline())
        found = replace(exchange_of(value, NAME, str(value["key"])), recording=None)
        return found if self._dated else replace(found, recorded=None)

    def close(self) -> None:
        """Close the file."""
        self._writing.close()
        self._reading.close()
