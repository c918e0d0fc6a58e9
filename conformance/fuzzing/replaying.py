"""Playing kept failures again, before anything new is drawn: what does not fail any more is forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from conformance.api import Api
from conformance.fuzzing.campaign import Campaign
from conformance.fuzzing.failures import Failures
from conformance.fuzzing.kept import Kept
from conformance.generate.documented import World


@dataclass(slots=True)
class Replaying:
    """The way of one scenario to the database that its drawing names, if it names one."""

    api: Api
    failures: Failures | None = field(init=False)

    def __post_init__(self) -> None:
        api = self.api
        database = api.drawing.database
        self.failures = (
            None if database is None else Failures(database, api.target.name, api.revision.name, api.client.clean)
        )

    def due(self, prefix: str) -> Iterator[Kept]:
        """The entries of requirements that begin with ``prefix``, or the one that is to be played alone."""
        for entry in self.failures.known() if self.failures else ():
            if entry.requirement.startswith(prefix) and self.api.drawing.replay in {"", entry.id}:
                if self.api.drawing.left <= 0:
                    return
                yield entry

    def settle(self, entry: Kept, broken: bool | None) -> None:
        """Forget an entry that did not break its requirement again; None is not known, which changes nothing."""
        if self.failures is not None and broken is False:
            self.failures.drop(entry.id)
            self.api.tally.mended.append(entry.id)
        self._tell_trouble()

    def keep(self, entry: Kept) -> str:
        """Keep a failure; its id, or nothing."""
        id = self.failures.keep(entry) if self.failures else ""  # noqa: A001
        self._tell_trouble()
        return id

    def _tell_trouble(self) -> None:
        if self.failures is not None:
            self.api.tally.trouble = self.api.tally.trouble or self.failures.trouble


def play_kept(campaign: Campaign, world: World) -> bool:
    """Play the kept failures of what ``campaign`` is held to, and let it keep what it finds; whether that is all."""
    api = campaign.api
    replaying = Replaying(api)
    campaign.keep = lambda requirement, trial: replaying.keep(Kept.of_case(requirement, trial.case, trial.plan, world))
    known = {requirement.id for requirement in campaign.rules.requirements}
    for entry in replaying.due(f"{campaign.rules.requirements[0].feature}."):
        if entry.requirement in known:
            replaying.settle(entry, _again(campaign, entry, world))
    return bool(api.drawing.replay)


def _again(campaign: Campaign, entry: Kept, world: World) -> bool | None:
    """Whether a kept request breaks its requirement again; None where it is no case of its kind at this target now."""
    try:
        case, plan = entry.case(world)
    except ValueError:
        return None
    remade = campaign.remake(case, case.body)
    return None if remade is None else campaign.again(remade, plan, entry.requirement)
