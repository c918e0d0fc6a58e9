"""What is left when the proxy ends: results, reports, cassettes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from conformance import __version__
from conformance.cassettes import Provenance, write
from conformance.exchange import Exchange

MOST_IN_A_CASSETTE = 500
MOST_BYTES = 16 * 2**20
"""Of bodies in a cassette, a quarter of what one may be read with."""


def write_cassettes(folder: Path, exchanges: Iterable[Exchange], upstream: str) -> list[Path]:
    """Write ``exchanges`` in order, into as many cassettes as they need; their paths.

    A cassette is named by the time of its first exchange and its number. Raises ``OSError``.
    """
    written: list[Path] = []
    for number, part in enumerate(_parts(exchanges), 1):
        first = part[0].started or ""
        models = dict.fromkeys(str(e.sent.get("model") or e.sent.get("agent") or "") for e in part)
        revisions = {e.revision.name for e in part}
        provenance = Provenance(
            target=upstream,
            revision=max(revisions),
            recorded=first[:19] + "Z",
            suite=__version__,
            model=", ".join(filter(None, models)),
        )
        stamp = first[:19].replace("-", "").replace(":", "")
        path = folder / f"proxy-{stamp}Z-{number}.yaml"
        write(path, [replace(exchange, scenario=None) for exchange in part], provenance)
        written.append(path)
    return written


def _parts(exchanges: Iterable[Exchange]) -> Iterator[list[Exchange]]:
    part: list[Exchange] = []
    size = 0
    for exchange in exchanges:
        size += len(exchange.request.body or b"") + len(exchange.body)
        if part and (len(part) >= MOST_IN_A_CASSETTE or size > MOST_BYTES):
            yield part
            part, size = [], 0
        part.append(exchange)
    if part:
        yield part
