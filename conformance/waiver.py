"""Waivers: known disagreements between the documentation and the live service, by requirement and corpus."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict

from conformance.exchange import Exchange
from conformance.requirement import Requirement, Span


class Waiver(BaseModel):
    """One explained violation: ``requirement`` between ``since`` and ``until``, in the recordings of ``corpus`` (or on
    the target of that name), because of the ``discrepancy`` with that id; ``link`` shows it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    requirement: str
    corpus: str
    discrepancy: str
    reason: str
    link: str
    since: str | None = None
    until: str | None = None

    def covers(self, requirement: Requirement, exchange: Exchange, target: str) -> bool:
        """Whether a violation of ``requirement`` in ``exchange`` is the one that this waiver explains."""
        return (
            requirement.id == self.requirement
            and (exchange.corpus or target) == self.corpus
            and exchange.revision in Span(self.since, self.until)
        )


@cache
def waivers() -> tuple[Waiver, ...]:
    """All waivers that come with the suite."""
    rows = tomllib.loads((files("conformance") / "waivers.toml").read_text("utf-8")).get("waiver", [])
    return tuple(Waiver.model_validate(row) for row in rows)
