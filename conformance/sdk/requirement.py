"""Requirements on clients: how they are declared, and the registry of all there are."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache, partialmethod

from conformance.requirement import Evidence, Level, Span, Stated, by_id, declared_in, hashed, sentence_of
from conformance.revisions import Revision
from conformance.sdk.scenario import ClientScenario, Write
from conformance.verdict import Verdict

Check = Callable[..., Verdict]
"""Of one ``Seen``, or (``across``) of a tuple of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientRequirement(Stated):
    """A sentence about clients; ``looks_at`` are the scenarios it is judged on, none for all there are: one by one, or
    ``across`` all of them at once.
    """

    looks_at: tuple[ClientScenario, ...]
    across: bool = False

    def concerns(self, revision: Revision) -> tuple[ClientScenario, ...]:
        """The scenarios that it is judged on at ``revision``."""
        if revision not in self.span:
            return ()
        return tuple(s for s in self.looks_at or client_scenarios() if revision in s.span)


@dataclass(slots=True)
class ClientFeature:
    """One area of what clients do: declare it at the top of its module, then its scenarios, then its requirements.

    ``name`` begins with ``client-``, is a slug and what ``--select`` takes; ``about`` comes from the module's
    docstring; ``source`` is where requirements of it that name none have it from.
    """

    name: str
    title: str
    source: str
    about: str = ""
    scenarios: list[ClientScenario] = field(default_factory=list)
    requirements: list[ClientRequirement] = field(default_factory=list)

    def scenario(
        self,
        name: str = "",
        about: str = "",
        *,
        since: str | None = None,
        until: str | None = None,
        timeout: float = 20.0,
        slow: bool = False,
    ) -> Callable[[Write], ClientScenario]:
        """Declare a scenario: a function from the words of a revision to the script at it; its name and docstring are
        the scenario's unless others are given.
        """

        def declare(write: Write) -> ClientScenario:
            slug = name or write.__name__.replace("_", "-")
            told = " ".join((about or inspect.getdoc(write) or "").split())
            scenario = ClientScenario(f"{self.name}/{slug}", told, write, Span(since, until), timeout, slow)
            self.scenarios.append(scenario)
            return scenario

        return declare

    def _declare(
        self,
        level: Level,
        id: str,  # noqa: A002
        *on: ClientScenario,
        clauses: str = "",
        source: str = "",
        since: str | None = None,
        until: str | None = None,
        evidence: Evidence = "documented",
        note: str = "",
        sentence: str = "",
        across: bool = False,
    ) -> Callable[[Check], Check]:
        """Declare a requirement, as ``must`` (a violation fails the client), ``should`` or ``may`` (it warns).

        The docstring of the check is the sentence unless another is given; ``on`` are the scenarios it looks at, none
        for all; ``across`` gives the check what was seen of all of them at once; ``clauses`` are ids of documented
        clauses, separated by spaces; ``source`` a standard, or where else it is from.
        """

        def declare(check: Check) -> Check:
            requirement = ClientRequirement(
                id=id, feature=self.name, level=level,
                sentence=sentence_of(check, id, self.name, sentence), check=check,
                span=Span(since, until), clauses=tuple(clauses.split()), evidence=evidence,
                source=source or self.source, note=note, looks_at=on, across=across,
            )  # fmt: skip
            self.requirements.append(requirement)
            return check

        return declare

    must = partialmethod(_declare, Level.MUST)
    should = partialmethod(_declare, Level.SHOULD)
    may = partialmethod(_declare, Level.MAY)


@cache
def client_features() -> tuple[ClientFeature, ...]:
    """All features of clients, in the order in which reports show them."""
    import conformance.sdk.features as package

    return tuple(declared_in(package))


@cache
def client_requirements() -> dict[str, ClientRequirement]:
    """All requirements on clients by id; raises ``ValueError`` where two share an id."""
    return by_id(requirement for feature in client_features() for requirement in feature.requirements)


@cache
def client_scenarios() -> tuple[ClientScenario, ...]:
    """All scenarios for clients, feature by feature."""
    return tuple(scenario for feature in client_features() for scenario in feature.scenarios)


def chosen(requirements: Sequence[ClientRequirement], revision: Revision) -> tuple[ClientScenario, ...]:
    """The scenarios that ``requirements`` are judged on at ``revision``, in the order of the features."""
    needed = {scenario for requirement in requirements for scenario in requirement.concerns(revision)}
    return tuple(scenario for scenario in client_scenarios() if scenario in needed)


@cache
def client_fingerprint() -> str:
    """The hash of all requirements on clients; that of servers is another."""
    return hashed(client_requirements().values())
