"""``conformance run``: play, judge, report."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from conformance import resuming
from conformance.courtesy import COSTS, Courtesy
from conformance.drawing import Drawing
from conformance.fuzzing.choosing import fair, only_kept, shown
from conformance.fuzzing.needs import check_budget, check_installed
from conformance.fuzzing.progress import Line, drawn_failures
from conformance.known.listing import Listing
from conformance.outcome import INCOMPLETE, Outcome, conclude, default_folder, header, outcome
from conformance.play import Stage
from conformance.requirement import Cost, Requirement, is_drawn
from conformance.run import Run
from conformance.selection import check_declarations, select, selected
from conformance.session import Manner, opened
from conformance.target import ConfigurationError, Target, find_target


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command line asks for; ``resume`` goes on with the interrupted run whose results are in ``out``.

    With a ``drawing`` the drawn scenarios are played too, with ``only_drawn`` no others. With ``replay`` the cassettes
    in that folder answer instead of the target. ``database`` is where failures are kept, as the user named it;
    generated requests come from so many ``processes``. ``known_failures`` is a list that stands above the target's own.
    """

    target: str
    revision: str | None = None
    select: tuple[str, ...] = ()
    level: str = "may"
    out: Path | None = None
    strict: bool = False
    workers: int = 4
    seed: int = 0
    max_requests: int | None = None
    rate: float | None = None
    max_cost: Cost = COSTS[-1]
    resume: bool = False
    keep: bool = False
    drawing: Drawing | None = None
    only_drawn: bool = False
    replay: Path | None = None
    database: str | None = None
    processes: int = 1
    known_failures: Path | None = None
    update_known_failures: bool = False
    as_json: bool = False

    @property
    def command(self) -> list[str]:
        """The words that run it again, but for target and revision."""
        if self.only_drawn:
            return ["conformance", "fuzz", *(["--database", shown(self.database)] if self.database else [])]
        replay = ["--replay", str(self.replay)] if self.replay else []
        return ["conformance", "run", *(["--with", "fuzz"] if self.drawing else []), *replay]


def run_target(wanted: Wanted) -> int:
    """Test the target and write everything into a folder; the exit code.

    Raises ``ConfigurationError`` for what the user asked in vain.
    """
    target = find_target(wanted.target)
    check_declarations(target)
    wanted, chosen = _planned(wanted, target)
    courtesy = Courtesy(wanted.max_requests, wanted.rate)
    drawing = wanted.drawing or Drawing()
    manner = Manner(wanted.workers, wanted.seed, courtesy, wanted.keep, drawing, hurried=wanted.only_drawn)
    listing = _listing(wanted, target)
    with ExitStack() as stack:
        stage = stack.enter_context(_stage(wanted, target, manner))
        if drawing.replay:
            chosen = only_kept(stage, drawing)
        first = _first(wanted, target, stage)
        folder = wanted.out or default_folder(target.slug, stage.revision.name)
        known = stack.enter_context(resuming.earlier(folder, first)) if wanted.resume else []
        judged = {str(line["id"]) for line in known if line["kind"] == "result"}
        left = tuple(requirement for requirement in chosen if requirement.id not in judged)
        # While requests are generated, a table of its own is live on a terminal.
        doing = "" if wanted.only_drawn else f"{target.name} at {stage.revision}"
        found = stack.enter_context(outcome(folder, first, len(chosen), doing, listing, as_json=wanted.as_json))
        found.write(known)
        player = _player(wanted, stage, left, found)
        try:
            if left:
                player.play()
        except KeyboardInterrupt:
            stage.close()
            found.write(player.finish())
        except RuntimeError as error:
            found.say(f"the run itself failed: {error}")
            conclude(found, strict=wanted.strict)
            return INCOMPLETE
        else:
            found.write(player.finish())
            found.finish()
        found.say(*drawn_failures(*player.told, str(first["command"])))
        if courtesy.put_off:
            found.say(f"{courtesy.put_off} requests were put off by the target (429) and sent again")
        return conclude(found, strict=wanted.strict)


def _planned(wanted: Wanted, target: Target) -> tuple[Wanted, tuple[Requirement, ...]]:
    """What is to be judged; where requests are generated, each scenario of them gets its part of the budget."""
    chosen = select(wanted.select, wanted.level, wanted.max_cost, drawn=wanted.drawing is not None)
    if wanted.drawing is not None:
        check_installed()
        check_budget(target, wanted.max_requests)
        wanted = replace(wanted, drawing=fair(wanted.drawing, wanted.max_requests, chosen))
    if wanted.only_drawn:
        chosen = tuple(requirement for requirement in chosen if is_drawn(requirement))
    return wanted, chosen


def _listing(wanted: Wanted, target: Target) -> Listing | None:
    """The list of known failures that the command line names, or else the target file."""
    named = wanted.known_failures or (Path(target.known_failures) if target.known_failures else None)
    if wanted.update_known_failures and (wanted.drawing or not _selected(wanted)["whole"]):
        raise ConfigurationError(
            "--update-known-failures: only a whole run shows what fails and what does not: "
            "leave out --select, --level, --max-cost-class and --with"
        )
    return Listing.of(named, updates=wanted.update_known_failures, strict=wanted.strict)


def _selected(wanted: Wanted) -> dict[str, object]:
    return selected(wanted.select, wanted.level, wanted.max_cost, plain=not wanted.only_drawn)


def _first(wanted: Wanted, target: Target, stage: Stage) -> dict[str, object]:
    """The first line of the results."""
    spoken = stage.revision.name
    return header(
        target=target.named | {"base_url": stage.target.base_url, "argument": wanted.target},
        revision=spoken,
        lane=stage.lane,
        command=shlex.join([*wanted.command, "--target", wanted.target, "--revision", spoken]),
        selected=_selected(wanted),
        capabilities=target.features,
    )


class Player(Protocol):
    """Plays scenarios and writes results as they are known. ``finish`` are the lines to write when that has ended,
    ``told`` is what was generated: lines, the exchanges that show it, troubles.
    """

    @property
    def told(self) -> tuple[list[Line], dict[str, Line], list[str]]: ...

    def play(self) -> None: ...

    def finish(self) -> Iterable[Mapping[str, object]]: ...


def _player(wanted: Wanted, stage: Stage, chosen: Sequence[Requirement], found: Outcome) -> Player:
    """Several processes where requests are generated in several, else this one."""
    from conformance.fuzzing.fleet import Fleet
    from conformance.plugin.own import Plugin

    if wanted.drawing is not None and wanted.processes > 1:
        return Fleet.of(stage, wanted, chosen, found.write)
    return Plugin(Run(stage, tuple(chosen), wanted.max_cost, drawn=wanted.drawing is not None), found.write)


def _stage(wanted: Wanted, target: Target, manner: Manner) -> AbstractContextManager[Stage]:
    revision = wanted.revision or target.revision
    if wanted.replay is None:
        return opened(target, revision, manner)
    from conformance.cassettes import replay

    if wanted.drawing is not None:
        raise ConfigurationError("--replay plays what was recorded, and generated requests never are: leave one out")
    return replay.opened(target, wanted.replay, revision)
