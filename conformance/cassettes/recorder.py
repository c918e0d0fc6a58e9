"""``conformance record``: play the scenarios of a target and keep each in a cassette."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from conformance import __version__
from conformance.cassettes.cassette import PROBE, Cassette, write
from conformance.cassettes.provenance import Provenance
from conformance.cassettes.shelf import FOLDER, RECEIVER, SERVICE, place, recordable
from conformance.courtesy import COSTS, Courtesy
from conformance.exchange import Exchange
from conformance.outcome import INCOMPLETE, OK
from conformance.play import End, Played, Stage
from conformance.redaction import renamed
from conformance.requirement import Cost
from conformance.revisions import NEWEST
from conformance.selection import check_declarations, select
from conformance.session import Manner, revision_wanted
from conformance.session import opened as opened_by_socket
from conformance.target import ConfigurationError, Target, find_target

_UNFINISHED = frozenset({End.TARGET_GONE, End.BUDGET_SPENT, End.BUG})


@dataclass(frozen=True, slots=True)
class Recording:
    """What the command line asks for."""

    target: str
    revision: str | None = None
    select: tuple[str, ...] = ()
    out: Path = FOLDER
    workers: int = 4
    max_requests: int | None = None
    rate: float | None = None
    max_cost: Cost = COSTS[-1]


def record_target(wanted: Recording) -> int:
    """Record every scenario that can be judged from a recording; the exit code.

    The embedded emulator gives the same bytes each time. Raises ``ConfigurationError`` for what the user asked in vain.
    """
    target = find_target(wanted.target)
    check_declarations(target)
    _check_paid(target)
    chosen = select(wanted.select, cost=wanted.max_cost)
    with _stage(wanted, target) as stage:
        found = recordable(chosen, stage.revision)
        scenarios = [s for s in found if COSTS.index(s.cost) <= COSTS.index(wanted.max_cost)]
        if not scenarios:
            raise ConfigurationError(f"nothing of what is selected can be recorded at {stage.revision}")
        stage.open(scenarios)
        _write(wanted.out, stage, cassette_of(stage, PROBE, (stage.probe,)))
        whole = [_keep(wanted.out, stage, stage.played(scenario)) for scenario in scenarios]
    kept = f"{sum(whole)} of {len(whole)} scenarios"
    print(f"recorded {kept} of {target.name} at {stage.revision} into {wanted.out / stage.revision.name}")
    return OK if all(whole) else INCOMPLETE


def _check_paid(target: Target) -> None:
    """Raise ``ConfigurationError`` where the live service would be recorded without a key, or by a machine alone."""
    if urlsplit(target.base_url).hostname != urlsplit(SERVICE).hostname:
        return
    if os.environ.get("CI"):
        raise ConfigurationError("recording the live service costs money, and CI is set: do it by hand")
    if not target.key:
        raise ConfigurationError(f"recording the live service needs an API key: put it into {target.key_env}")


@contextmanager
def _stage(wanted: Recording, target: Target) -> Iterator[Stage]:
    named = wanted.revision or target.revision
    if target.base_url:
        manner = Manner(wanted.workers, courtesy=Courtesy(wanted.max_requests, wanted.rate))
        with opened_by_socket(target, named, manner) as stage:
            yield stage
        return
    from conformance.cassettes.emulated import opened

    with opened(target, revision_wanted(named) or NEWEST) as stage:
        yield stage


def _keep(folder: Path, stage: Stage, played: Played) -> bool:
    """Write a scenario that came to an end of its own; whether it did."""
    name = played.scenario.name
    if played.end in _UNFINISHED:
        print(f"not recorded: {name}: {played.reason.strip().splitlines()[-1]}")
        return False
    _write(folder, stage, cassette_of(stage, name, played.exchanges, played.end, played.reason))
    return True


def _write(folder: Path, stage: Stage, cassette: Cassette) -> None:
    path = place(folder, stage.revision, cassette.provenance.scenario)
    try:
        write(path, cassette.exchanges, cassette.provenance)
    except OSError as error:
        raise ConfigurationError(f"can't write {path}: {error.strerror or error}") from None


def cassette_of(
    stage: Stage, scenario: str, exchanges: Sequence[Exchange], end: End = End.PLAYED, reason: str = ""
) -> Cassette:
    """What a scenario showed on ``stage``, with names that last for the addresses of this recording."""
    models = dict.fromkeys(str(e.sent.get("model") or e.sent.get("agent") or "") for e in exchanges)
    provenance = Provenance(
        target=stage.target.name,
        revision=stage.revision.name,
        recorded=(exchanges[0].started or "")[:19] + "Z" if exchanges else "",
        suite=__version__,
        model=", ".join(filter(None, models)),
        scenario=scenario,
        end=end.value,
        reason=reason,
    )
    return Cassette(provenance, tuple(renamed(exchanges, _names(stage))))


def _names(stage: Stage) -> dict[bytes, bytes]:
    """What stands in cassettes for the addresses of the target and the receiver."""
    found: dict[bytes, bytes] = {}
    pairs = [(stage.target.base_url, SERVICE), (stage.receiver.url if stage.receiver else "", RECEIVER)]
    for here, name in pairs:
        if here and here != name:
            found |= {here.encode(): name.encode(), urlsplit(here).netloc.encode(): urlsplit(name).netloc.encode()}
    return found
