"""What a scenario showed: the requests as the scripted server saw them, and what the driver reported."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from conformance import interaction
from conformance.exchange import Exchange, Operation
from conformance.interaction import Json
from conformance.revisions import Revision
from conformance.sdk.protocol import Call, Outcome
from conformance.sdk.scenario import ClientScenario
from conformance.verdict import Subject, Verdict, all_of, that

_NOTHING = Outcome()


@dataclass(frozen=True)
class Seen:
    """One scenario, played.

    ``exchanges`` in the order in which requests came, each with the answer as it was really written (nothing is
    redacted here: ``api_key`` is the scenario's own, made up for it). ``arrived`` is when each came, in seconds since
    the scenario was handed to the driver, ``answered`` when its answer had been written or given up.
    """

    scenario: ClientScenario
    revision: Revision
    api_key: str = ""
    exchanges: tuple[Exchange, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    arrived: tuple[float, ...] = ()
    answered: tuple[float, ...] = ()

    @property
    def calls(self) -> tuple[Call, ...]:
        """What the driver was asked to do."""
        return tuple(self.scenario.at(self.revision).calls)

    def outcome(self, number: int = 0) -> Outcome:
        """What the driver reported of call ``number``; an outcome with nothing in it where it reported none."""
        return self.outcomes[number] if -len(self.outcomes) <= number < len(self.outcomes) else _NOTHING

    def of(self, *operations: Operation) -> tuple[Exchange, ...]:
        """The exchanges of these operations."""
        return tuple(exchange for exchange in self.exchanges if exchange.operation in operations)

    @cached_property
    def creates(self) -> tuple[Exchange, ...]:
        """The exchanges that were creates."""
        return self.of("create")

    def sent(self, number: int = 0) -> Json:
        """The body of create ``number``; empty where there was none."""
        return self.creates[number].sent if number < len(self.creates) else {}

    @cached_property
    def given(self) -> Json:
        """The interaction that the last good answer amounts to: what the application has to see."""
        told = [e.interaction for e in self.of("create", "get") if e.status == 200 and e.interaction]
        return told[-1] if told else {}

    @cached_property
    def given_text(self) -> str:
        """All text in that interaction."""
        return interaction.text(self.given)

    @cached_property
    def pauses(self) -> tuple[float, ...]:
        """Seconds from the end of each answer to the request after it."""
        return tuple(later - before for later, before in zip(self.arrived[1:], self.answered, strict=False))

    def reports(self, name: str, number: int = 0) -> Subject:
        """The field ``name`` of what was reported of call ``number``, as something to expect a value of."""
        value = self.outcome(number).model_dump(mode="json", by_alias=True)
        return that(value[name], f"reported {name} of call {number}", self.exchanges[-1] if self.exchanges else None)

    def delivers(self, name: str, number: int = 0) -> Verdict:
        """The verdict whether a field of the interaction that was answered, which has to be there, was reported."""
        given = that(self.given.get(name), f"{name} as answered").meets(lambda value: value is not None, "there")
        return all_of(given, self.reports(name, number).equals(self.given.get(name)))

    def raises(self, number: int = 0) -> Verdict:
        """The verdict whether call ``number`` asked the server and ended in an error."""
        asked = that(len(self.exchanges), "the requests sent").is_count(1)
        return all_of(asked, self.reports("error", number).is_object())
