"""``conformance record``: play the scenarios of a target and keep each in a cassette."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from conformance import __version__
from conformance.cassettes.cassette import PROBE, write
from conformance.cassettes.provenance import Provenance
from conformance.cassettes.shelf import FOLDER, RECEIVER, SERVICE, place, recordable
from conformance.courtesy import COSTS, Courtesy
from conformance.exchange import Exchange
from conformance.outcome import INCOMPLETE, OK
from conformance.play import End, Played, Stage
from conformance.redaction import renamed
from conformance.requirement import Cost
from conformance.revisions import NEWEST
from conformance.run import check_declarations, select
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
    chosen = select(wanted.select, cost=wanted.max_cost)
    with _stage(wanted, target) as stage:
        found = recordable(chosen, stage.revision)
        scenarios = [s for s in found if COSTS.index(s.cost) <= COSTS.index(wanted.max_cost)]
        if not scenarios:
            raise ConfigurationError(f"nothing of what is selected can be recorded at {stage.revision}")
        stage.open(scenarios)
        keeper = _Keeper(stage, wanted.out)
        keeper.keep(PROBE, (stage.probe,))
        whole = [keeper.keep_played(stage.played(scenario)) for scenario in scenarios]
    kept = f"{sum(whole)} of {len(whole)} scenarios"
    print(f"recorded {kept} of {target.name} at {stage.revision} into {wanted.out / stage.revision.name}")
    return OK if all(whole) else INCOMPLETE


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


@dataclass(frozen=True, slots=True)
class _Keeper:
    """Writes what was played on ``stage`` below ``folder``."""

    stage: Stage
    folder: Path

    def keep_played(self, played: Played) -> bool:
        """Write a scenario that came to an end of its own; whether it did."""
        name = played.scenario.name
        if played.end in _UNFINISHED:
            print(f"not recorded: {name}: {played.reason.strip().splitlines()[-1]}")
            return False
        self.keep(name, played.exchanges, played.end, played.reason)
        return True

    def keep(self, scenario: str, exchanges: Sequence[Exchange], end: End = End.PLAYED, reason: str = "") -> None:
        """Write ``exchanges``, in which the addresses of this recording have names that last."""
        provenance = Provenance(
            target=self.stage.target.name,
            revision=self.stage.revision.name,
            recorded=(exchanges[0].started or "")[:19] + "Z" if exchanges else "",
            suite=__version__,
            model=", ".join(dict.fromkeys(_asked(exchange) for exchange in exchanges if _asked(exchange))),
            scenario=scenario,
            end=end.value,
            reason=reason,
        )
        path = place(self.folder, self.stage.revision, scenario)
        try:
            write(path, renamed(exchanges, self._names()), provenance)
        except OSError as error:
            raise ConfigurationError(f"can't write {path}: {error.strerror or error}") from None

    def _names(self) -> dict[bytes, bytes]:
        """What stands in cassettes for the addresses of the target and the receiver."""
        found: dict[bytes, bytes] = {}
        receiver = self.stage.receiver
        pairs = [(self.stage.target.base_url, SERVICE), (receiver.url if receiver else "", RECEIVER)]
        for here, name in pairs:
            if here and here != name:
                found |= {here.encode(): name.encode(), urlsplit(here).netloc.encode(): urlsplit(name).netloc.encode()}
        return found


def _asked(exchange: Exchange) -> str:
    """The model or agent that a request names."""
    return str(exchange.sent.get("model") or exchange.sent.get("agent") or "")
