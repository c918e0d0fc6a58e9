"""Recordings of any format, written in one of ours: redacted, with where they come from, nothing secret left."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path, PurePath
from urllib.parse import urlsplit

from conformance import __version__
from conformance.cassettes import Provenance, write
from conformance.exchange import Exchange
from conformance.judging import possible
from conformance.outcome import OK
from conformance.recordings.exchange_file import recorded
from conformance.recordings.har_file import har_of
from conformance.recordings.reading import read_recordings, tell_skipped
from conformance.recordings.secrecy import suspicions
from conformance.redaction import redacted
from conformance.target import ConfigurationError

Writer = Callable[[Path, Sequence[Exchange]], int]
_LOST = {"har": "a HAR does not say when the pieces of a stream came"}


def import_recordings(paths: Sequence[Path], to: str, folder: Path, *, allow: bool) -> int:
    """Write the exchanges in ``paths`` into ``folder``, one file (of ``exchanges``: one or more) for each recording.

    Raises ``ConfigurationError`` for paths without an exchange, for what looks like a secret unless it is allowed, and
    for files that are there already.
    """
    found = read_recordings(paths)
    tell_skipped(found)
    exchanges = redacted([_revised(exchange) for exchange in found.exchanges])
    if not allow:
        _check(exchanges)
    suffix, writer = _WRITERS[to]
    recordings: dict[str, list[Exchange]] = {}
    for exchange in exchanges:
        recordings.setdefault(exchange.recording or "", []).append(exchange)
    names = _names(list(recordings), suffix)
    try:
        count = sum(writer(folder / names[name], of_it) for name, of_it in recordings.items())
    except OSError as error:
        raise ConfigurationError(f"can't write {error.filename or folder}: {error.strerror or error}") from None
    print(f"wrote {len(exchanges)} exchanges into {count} files below {folder}")
    if found.others:
        print(f"left out {found.others.total()} exchanges with others ({', '.join(found.others)})")
    if to in _LOST and any(_is_timed(exchange) for exchange in exchanges):
        print(f"lost: {_LOST[to]}")
    return OK


def _revised(exchange: Exchange) -> Exchange:
    """``exchange`` at the revision that it may be of, the newest if of several; a run knew its own."""
    return exchange if exchange.scenario else replace(exchange, revision=possible(exchange)[-1])


def _check(exchanges: Sequence[Exchange]) -> None:
    found = [f"{exchange.recording}: {suspicion}" for exchange in exchanges for suspicion in suspicions(exchange)]
    if found:
        more = f", and {len(found) - 1} more like it" if len(found) > 1 else ""
        raise ConfigurationError(f"{found[0]}{more}: take it out of the recording, or give --allow if it is no secret")


def _is_timed(exchange: Exchange) -> bool:
    return (
        exchange.is_stream
        and exchange.response is not None
        and any(c.time is not None for c in exchange.response.chunks)
    )


# --- files -----------------------------------------------------------------------------------------------------------


def _names(recordings: Sequence[str], suffix: str) -> dict[str, Path]:
    """A path below the folder for each recording, its own but for the suffix; a number makes it another."""
    found: dict[str, Path] = {}
    taken: set[Path] = set()
    for recording in recordings:
        pure = PurePath(recording or "recording")
        parts = [part for part in pure.parts if part not in {pure.anchor, "..", "."}]
        stem = parts[-1].removesuffix(".gz").rpartition(".")[0] or parts[-1]
        candidates = (Path(*parts[:-1], f"{stem}{mark}{suffix}") for mark in _marks())
        found[recording] = next(path for path in candidates if path not in taken)
        taken.add(found[recording])
    return found


def _marks() -> Iterator[str]:
    yield ""
    number = 1
    while True:
        number += 1
        yield f"-{number}"


def _free(path: Path) -> Path:
    if path.exists():
        raise ConfigurationError(f"{path} is there already: give another folder, or remove it")
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _cassette(path: Path, exchanges: Sequence[Exchange]) -> int:
    provenance = provenance_of(exchanges)
    write(_free(path), exchanges, provenance)
    return 1


def _exchange_files(path: Path, exchanges: Sequence[Exchange]) -> int:
    for number, exchange in enumerate(exchanges, 1):
        mark = f"-{number:03}" if len(exchanges) > 1 else ""
        _write_json(_free(path.with_name(f"{path.stem}{mark}.json")), recorded(exchange))
    return len(exchanges)


def _har(path: Path, exchanges: Sequence[Exchange]) -> int:
    _write_json(_free(path), har_of(exchanges, provenance_of(exchanges).metadata))
    return 1


def _write_json(path: Path, value: object) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=1) + "\n"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))


_WRITERS: dict[str, tuple[str, Writer]] = {
    "cassettes": (".yaml", _cassette),
    "exchanges": (".json", _exchange_files),
    "har": (".har", _har),
}


def provenance_of(exchanges: Sequence[Exchange]) -> Provenance:
    """Where exchanges come from, as far as all of them agree on it."""
    models = dict.fromkeys(str(e.sent.get("model") or e.sent.get("agent") or "") for e in exchanges)
    return Provenance(
        target=_common([urlsplit(exchange.request.url).netloc for exchange in exchanges]),
        revision=_common([exchange.revision.name for exchange in exchanges]),
        recorded=_common([exchange.recorded or "" for exchange in exchanges]),
        suite=__version__,
        model=", ".join(filter(None, models)),
        scenario=_common([exchange.scenario or "" for exchange in exchanges]),
        corpus=_common([exchange.corpus or "" for exchange in exchanges]),
    )


def _common(values: Sequence[str]) -> str:
    return values[0] if len(set(values)) == 1 else ""
