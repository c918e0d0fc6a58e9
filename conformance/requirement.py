"""Features, their scenarios and their requirements: how they are declared, and the registry of all there are."""

from __future__ import annotations

import hashlib
import importlib
import inspect
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache, partialmethod
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from conformance.contract import refused
from conformance.conversation import Conversation, refusal
from conformance.exchange import Exchange, Lane
from conformance.revisions import REVISIONS, Revision
from conformance.verdict import Verdict

if TYPE_CHECKING:
    from conformance.api import Api

Cost = Literal["text", "media", "agent"]
Evidence = Literal["documented", "spec", "recorded", "inferred"]
Check = Callable[..., Verdict]
Play = Callable[["Api"], object]
Probe = Callable[["Api"], Exchange]
Specimen = Callable[[Revision], "tuple[Exchange, ...]"]

_ROOT = Path(__file__).resolve().parent.parent
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\.[a-z0-9]+(-[a-z0-9]+)*")


class Level(StrEnum):
    """How strongly the documentation speaks; the order is from strongest to weakest."""

    MUST = "must"
    SHOULD = "should"
    MAY = "may"


class NotElicited(Exception):
    """The model chose otherwise than a scenario needs; the message says what it did. The scenario is tried again."""


@dataclass(frozen=True, slots=True)
class Span:
    """Revisions by name: from ``since`` on, and before ``until``; ``None`` is open."""

    since: str | None = None
    until: str | None = None

    def __contains__(self, revision: Revision) -> bool:
        return (self.since or "") <= revision.name and (self.until is None or revision.name < self.until)

    def __str__(self) -> str:
        if self.since and self.until:
            return f"from {self.since}, before {self.until}"
        if self.since:
            return f"from {self.since}"
        return f"before {self.until}" if self.until else "all"


@dataclass(frozen=True, slots=True)
class Scenario:
    """How to elicit behaviour: one to three calls against a target; its exchanges are kept.

    ``elicits`` are the conversations that its exchanges fill; ``needs`` the features without which it can't be played;
    ``attempts`` how often it is played until the model does what it needs; ``cost`` what the dearest of its calls
    makes: text, media (pictures, speech, video), or the work of an agent; one that is ``alone`` is timed, and played
    while no other is. One that is ``drawn`` sends generated requests, as many as its ``Drawing`` allows; a plain run
    leaves it out.
    """

    name: str
    about: str
    play: Play
    elicits: tuple[Conversation, ...]
    span: Span
    needs: tuple[str, ...] = ()
    attempts: int = 1
    cost: Cost = "text"
    alone: bool = False
    drawn: bool = False

    @property
    def needed(self) -> tuple[str, ...]:
        """The features without which it can't be played: its own, and those that it names."""
        return self.name.partition("/")[0], *self.needs


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """One documented sentence and the pure check of it, of a server or of a client.

    ``clauses`` are the ids of the documented clauses it rests on; ``source`` is the page, the standard, or whatever
    else it says.
    """

    id: str
    feature: str
    level: Level
    sentence: str
    check: Check
    span: Span
    clauses: tuple[str, ...]
    evidence: Evidence
    source: str
    note: str = ""

    @property
    def defined(self) -> tuple[str, int]:
        """Where it is written: the file, as a path from the root of the sources, and the line."""
        code = inspect.unwrap(self.check).__code__
        path = Path(code.co_filename)
        inside = path.relative_to(_ROOT) if path.is_relative_to(_ROOT) else Path(path.name)
        return inside.as_posix(), code.co_firstlineno


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement(Stated):
    """A sentence about servers.

    ``looks_at`` says what the check takes, one argument for each role; ``lanes`` where it can be judged (a recording
    has no timing). What no run can bring about (a quota that is spent) has no scenario but a ``specimen``: right
    traffic of the kind at a revision, made by hand.
    """

    looks_at: Conversation
    lanes: tuple[Lane, ...]
    refuses: bool = False
    specimen: Specimen | None = None


@dataclass(slots=True)
class Feature:
    """One documented area: declare it at the top of its module, then its scenarios, then its requirements.

    ``name`` is a slug and what ``--select`` takes; ``about`` comes from the module's docstring; ``source`` is the page.
    """

    name: str
    title: str
    source: str
    about: str = ""
    scenarios: list[Scenario] = field(default_factory=list)
    requirements: list[Requirement] = field(default_factory=list)
    asked: Probe | None = None

    def probe(self, ask: Probe) -> Probe:
        """Declare the cheapest request that only a server with this feature grants; ``target init`` asks it."""
        self.asked = ask
        return ask

    def scenario(
        self,
        *,
        elicits: Conversation | Iterable[Conversation],
        since: str | None = None,
        until: str | None = None,
        needs: tuple[str, ...] = (),
        attempts: int = 1,
        cost: Cost = "text",
        alone: bool = False,
        drawn: bool = False,
    ) -> Callable[[Play], Play]:
        """Declare a scenario: a function that takes an ``Api``; its name and docstring are the scenario's."""
        conversations = (elicits,) if isinstance(elicits, Conversation) else tuple(elicits)

        def declare(play: Play) -> Play:
            name = f"{self.name}/{play.__name__.replace('_', '-')}"
            about = inspect.getdoc(play) or ""
            span = Span(since, until)
            self.scenarios.append(Scenario(name, about, play, conversations, span, needs, attempts, cost, alone, drawn))
            return play

        return declare

    def _declare(
        self,
        level: Level,
        id: str,  # noqa: A002
        looks_at: Conversation,
        *,
        clauses: str = "",
        since: str | None = None,
        until: str | None = None,
        evidence: Evidence = "documented",
        lanes: tuple[Lane, ...] = ("socket", "replay"),
        note: str = "",
        refuses: bool = False,
        specimen: Specimen | None = None,
    ) -> Callable[[Check], Check]:
        """Declare a requirement, as ``must`` (a violation fails the target), ``should`` or ``may`` (it warns).

        The docstring of the check is the sentence; ``clauses`` are ids of documented clauses, separated by spaces. With
        a ``specimen`` only recorded traffic is judged by it.
        """
        lanes = ("replay",) if specimen else lanes

        def declare(check: Check) -> Check:
            requirement = Requirement(
                id=id, feature=self.name, level=level, sentence=sentence_of(check, id, self.name), looks_at=looks_at,
                check=check, span=Span(since, until), clauses=tuple(clauses.split()), evidence=evidence,
                source=self.source, lanes=lanes, note=note, refuses=refuses, specimen=specimen,
            )  # fmt: skip
            self.requirements.append(requirement)
            return check

        return declare

    def refusal(
        self,
        id: str,  # noqa: A002
        *,
        shows: Callable[[Exchange], bool],
        level: Level = Level.MUST,
        statuses: tuple[int, ...] = (),
        elicits: tuple[Conversation, ...] = (),
        since: str | None = None,
        until: str | None = None,
        **details: Any,
    ) -> Callable[[Play], Play]:
        """Declare a request that must be refused: its scenario and its requirement in one.

        The decorated function returns the fields that make the plain create wrong (``...`` leaves a field out), or the
        exchange if it sent the request itself; its docstring is the sentence. ``shows`` tells such a request in
        recorded traffic; ``statuses`` are the documented ones where it must be one of them, else any 4xx will do;
        ``elicits`` are further conversations that the scenario fills.
        """
        looks_at = refusal(id.partition(".")[2].replace("-", " "), shows)

        def check(control: Exchange, asked: Exchange) -> Verdict:  # noqa: ARG001 - the control has done its part
            return refused(asked, *statuses)

        def declare(sin: Play) -> Play:
            def play(api: Api) -> None:
                api.control()
                fields = sin(api)
                if isinstance(fields, dict):
                    api.create(**fields)

            play.__name__ = f"refused_{sin.__name__}"
            play.__doc__ = check.__doc__ = inspect.getdoc(sin)
            check.__wrapped__ = sin  # type: ignore[attr-defined]  # where it is written, for reports
            self.scenario(elicits=(looks_at, *elicits), since=since, until=until)(play)
            self._declare(level, id, looks_at, since=since, until=until, refuses=True, **details)(check)
            return sin

        return declare

    must = partialmethod(_declare, Level.MUST)
    should = partialmethod(_declare, Level.SHOULD)
    may = partialmethod(_declare, Level.MAY)


S = TypeVar("S", bound=Stated)


def sentence_of(check: Check, id: str, feature: str, told: str = "") -> str:  # noqa: A002
    """The sentence that ``check`` is of: what was ``told``, or its docstring. Raises ``ValueError`` without one, or for
    an ``id`` that is not like ``feature.slug``.
    """
    sentence = " ".join((told or inspect.getdoc(check) or "").split())
    if not _ID.fullmatch(id) or not id.startswith(f"{feature}.") or not sentence:
        raise ValueError(f"requirement {id!r}: needs an id like {feature}.slug and a docstring")
    return sentence


@cache
def features() -> tuple[Feature, ...]:
    """All features, in the order in which reports show them."""
    import conformance.features as package

    return tuple(declared_in(package))


@cache
def requirements() -> dict[str, Requirement]:
    """All requirements by id; raises ``ValueError`` where two share an id."""
    return by_id(requirement for feature in features() for requirement in feature.requirements)


def declared_in(package: ModuleType) -> Iterator[Any]:
    """The features that the modules of ``package`` declare, in the order of its ``CONTENTS``; what each is about comes
    from the docstring of its module.
    """
    for name in package.CONTENTS:
        module = importlib.import_module(f"{package.__name__}.{name}")
        module.feature.about = " ".join((inspect.getdoc(module) or "").partition(":")[2].split())
        yield module.feature


def by_id(stated: Iterable[S]) -> dict[str, S]:
    """Requirements by id; raises ``ValueError`` where two share an id."""
    found: dict[str, S] = {}
    for requirement in stated:
        if requirement.id in found:
            raise ValueError(f"two requirements are called {requirement.id}")
        found[requirement.id] = requirement
    return found


@cache
def scenarios() -> tuple[Scenario, ...]:
    """All scenarios, feature by feature."""
    return tuple(scenario for feature in features() for scenario in feature.scenarios)


def eliciting(looks_at: Conversation, revision: Revision) -> tuple[Scenario, ...]:
    """The scenarios that elicit ``looks_at`` at ``revision``."""
    return _eliciting(revision).get(id(looks_at), ())


@cache
def _eliciting(revision: Revision) -> dict[int, tuple[Scenario, ...]]:
    """The scenarios of ``revision`` by what they elicit; conversations are told apart by identity."""
    found: dict[int, dict[str, Scenario]] = {}
    for scenario in scenarios():
        for conversation in scenario.elicits if revision in scenario.span else ():
            found.setdefault(id(conversation), {})[scenario.name] = scenario
    return {key: tuple(named.values()) for key, named in found.items()}


@cache
def is_drawn(requirement: Requirement) -> bool:
    """Whether generated requests alone elicit ``requirement``: at every revision, drawn scenarios and no others."""
    playing = [scenario for revision in REVISIONS for scenario in eliciting(requirement.looks_at, revision)]
    return bool(playing) and all(scenario.drawn for scenario in playing)


@cache
def fingerprint() -> str:
    """The hash of all requirements of servers."""
    return hashed(requirements().values())


def hashed(stated: Iterable[Stated]) -> str:
    """A hash of requirements – ids, levels, sentences and spans – so that two runs know whether they compare."""
    lines = [f"{r.id} {r.level} {r.span} {r.sentence}" for r in sorted(stated, key=lambda r: r.id)]
    return "sha256:" + hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]
