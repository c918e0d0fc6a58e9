"""Which requirements a trial breaks: judged by the same pure checks, in the same way, as everything else is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from conformance.conversation import Conversation, Found, Known
from conformance.exchange import Exchange
from conformance.judge import Judge
from conformance.requirement import Level, Requirement, requirements
from conformance.revisions import Revision
from conformance.verdict import Outcome, Verdict, right, unseen


@dataclass(frozen=True, slots=True)
class Finding:
    """What one requirement says of one conversation of a trial."""

    requirement: Requirement
    found: Found
    verdict: Verdict

    @property
    def is_wrong(self) -> bool:
        """Whether the requirement is broken."""
        return self.verdict.outcome is Outcome.WRONG


@dataclass(slots=True)
class Rules:
    """The requirements that trials at ``revision`` are held to, beside the ``control`` that was accepted."""

    requirements: Sequence[Requirement]
    control: Exchange
    revision: Revision
    judge: Judge

    def findings(self, exchanges: Sequence[Exchange]) -> Iterator[Finding]:
        """What the requirements say of ``exchanges``; nothing by those that they do not show anything of."""
        traffic = (self.control, *exchanges)
        known: Known = {}
        seen: dict[Conversation, list[Found]] = {}
        for requirement in self.requirements:
            if self.revision in requirement.span:
                looks_at = requirement.looks_at
                if looks_at not in seen:
                    seen[looks_at] = list(looks_at.find(traffic, known))
                for found in seen[looks_at]:
                    verdict = self.judge.verdict(requirement, found)
                    if verdict.outcome is not Outcome.UNSEEN:
                        yield Finding(requirement, found, verdict)


@cache
def shared_rules(looks_at: Conversation, revision: Revision) -> tuple[Requirement, ...]:
    """Every ``must`` of other features at ``revision`` that looks at nothing but ``looks_at``: what holds whatever was
    asked.
    """
    every = requirements().values()
    return tuple(r for r in every if r.looks_at is looks_at and r.level is Level.MUST and revision in r.span)


def keeps_rules(exchange: Exchange, looks_at: Conversation) -> Verdict:
    """``exchange`` meets all requirements of ``looks_at``, a conversation of one role; else the first it breaks."""
    kept = 0
    for rule in shared_rules(looks_at, exchange.revision):
        verdict: Verdict = rule.check(exchange)
        if verdict.outcome is Outcome.WRONG:
            return verdict.but(f"{rule.id}: {verdict.message}")
        kept += verdict.is_right
    return right(f"{kept} rules") if kept else unseen("none of the rules shows")
