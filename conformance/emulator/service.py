"""What the endpoints do, without HTTP: make, find, cancel and forget interactions."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from conformance.emulator import history
from conformance.emulator.clock import Clock
from conformance.emulator.create_request import CreateRequest
from conformance.emulator.environments import Environments
from conformance.emulator.errors import invalid, invalid_argument, not_found
from conformance.emulator.files.library import Library
from conformance.emulator.ids import Ids, decompose
from conformance.emulator.outbound import SECONDS
from conformance.emulator.record import Record, settle
from conformance.emulator.retention import SWEEP_SECONDS, kept_until
from conformance.emulator.schedule import ended_early, first_status, span
from conformance.emulator.scripting import Script
from conformance.emulator.settings import Settings
from conformance.emulator.store import opened
from conformance.emulator.turn import Turns
from conformance.emulator.webhooks import Courier, Registry

Json = dict[str, Any]

MAX_CHAIN = 1000
KIND = "interaction"
"""Under which the store keeps interactions."""
CLOCK, NOBODY = "clock", ""
"""Under which it keeps by how much the clock was moved: no key's digest is empty."""


class Service:
    """The interactions of one emulator."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.store = opened(settings.store, settings.stored_limit)
        self.outbound = settings.network(settings.allow_fetch, SECONDS)
        self.script = settings.rules if isinstance(settings.rules, Script | None) else Script.load(settings.rules)
        self.ids = Ids(settings.seed)
        assert isinstance(settings.clock, Clock)  # the settings see to it
        self.clock = settings.clock
        self.files = Library(self.store, self.clock, settings.seed, settings.file_seconds)
        self.environments = Environments(self.store, self.clock, self.ids)
        self._turns = Turns(self)
        self.webhooks = Registry(self.store, self.clock, self.ids)
        self._names_previous = settings.flavor == "documented"
        self._kept_seconds = kept_until(0, settings.tier)
        self._swept = 0.0
        if settings.control:
            moved = self.store.get(CLOCK, CLOCK, NOBODY, self.clock())
            self.clock.advance(moved["advanced"] if moved else 0.0)
        self.sweep()
        self.courier = Courier(self)

    def close(self) -> None:
        """Stop delivering and release the store; closing twice does no harm."""
        self.courier.close()
        self.store.close()

    def advance(self, seconds: float) -> None:
        """Move the clock on, for good: a restart over the same store goes on from there. Raises ``ValueError``."""
        self.clock.advance(seconds)
        self.store.put(CLOCK, CLOCK, NOBODY, {"advanced": self.clock.advanced}, None)

    def sweep(self) -> int:
        """Remove what has expired from the store; how many documents and blobs that were."""
        self._swept = now = self.clock()
        return self.store.sweep(now)

    def create(self, request: CreateRequest, owner: str, *, later: bool = False) -> Record:
        """Run ``request`` and keep what comes out; raises ``ApiError`` where it refers to what is not there.

        If it may be kept ``later``, nobody must be told of it before the store's next ``commit``.
        """
        now = self.clock()
        if now - self._swept >= SWEEP_SECONDS:
            self.sweep()
        earlier = None if request.previous is None else self._previous(request.previous, owner)
        past = self._timeline(earlier, owner) if earlier else []
        if past or not request.plain:
            history.check(past, request.steps)
            history.check_media(past, request.model)
        record = self._run(request, owner, earlier, past, now)
        if record.stored:
            put = self.store.add if later else self.store.put
            put(KIND, record.id, owner, record.to_json(), self._expires(record))
        if not record.background:
            return record
        self.courier.watch(record)
        return replace(record, steps=[])

    def get(self, interaction_id: str, owner: str) -> Record:
        """The interaction as it stands now; raises 404 if the owner has none of that id."""
        record = self.found(interaction_id, owner)
        if record is None:
            raise not_found("Interaction not found.")
        return record

    def plan(self, record: Record) -> Record:
        """``record``, which may still run, with all that it is going to yield."""
        found = self.store.get(KIND, record.id, record.owner, self.clock())
        return Record.from_json(record.id, record.owner, found) if found else record

    def finish(self, record: Record) -> None:
        """The client of a foreground stream is about to read the end of ``record``, which has ended."""
        if record.stored:
            self.store.replace(KIND, record.id, record.owner, record.to_json(), self._expires(record))

    def abandon(self, record: Record) -> None:
        """The client of a foreground stream hung up: what it asked for stops there, and nothing of it is kept."""
        now = self.clock()
        if record.stored and now < record.due:
            self._stop(replace(record, steps=[]), now)

    def delete(self, interaction_id: str, owner: str) -> None:
        """Forget the interaction, running or not; raises 404 if there is none."""
        self.get(interaction_id, owner)  # what has expired but is not swept yet is not there any more
        if not self.store.delete(KIND, interaction_id, owner):
            raise not_found("Interaction not found.")

    def cancel(self, interaction_id: str, owner: str) -> Record:
        """Stop background work for good; raises 404 if there is none of that id, 400 if it is not running."""
        record = self.get(interaction_id, owner)
        if not record.background:
            raise invalid("Only background interactions can be cancelled.")
        if not record.running:
            raise invalid(f"The interaction is not running any more: its status is '{record.status}'.")
        stopped = self._stop(record, self.clock())
        if stopped is None:
            raise not_found("Interaction not found.")
        self.courier.stopped(stopped)
        return stopped

    def _stop(self, record: Record, now: float) -> Record | None:
        """``record`` as cancelled with the steps that it has; None if it was deleted in the meantime."""
        changed = max(record.second, int(now))
        stopped = replace(record, status="cancelled", outcome="cancelled", changed=changed)
        kept = self.store.replace(KIND, record.id, record.owner, stopped.to_json(), self._expires(record))
        return stopped if kept else None

    def _expires(self, record: Record) -> float:
        return record.second + self._kept_seconds

    def found(self, interaction_id: str, owner: str) -> Record | None:
        """The interaction as it stands now; None if the owner has none of that id."""
        now = self.clock()
        found = self.store.get(KIND, interaction_id, owner, now)
        return settle(Record.from_json(interaction_id, owner, found), now) if found else None

    def _previous(self, interaction_id: str, owner: str) -> Record:
        try:
            decompose(interaction_id)
        except ValueError:
            raise invalid_argument() from None
        record = self.found(interaction_id, owner)
        if record is None:
            raise not_found("The interaction named by 'previous_interaction_id' was not found.")
        if record.running:
            raise invalid("The interaction named by 'previous_interaction_id' is still in progress.")
        return record

    def _timeline(self, record: Record | None, owner: str) -> list[Json]:
        """The conversation up to and including ``record``, oldest first, as far back as it was not deleted."""
        turns: list[list[Json]] = []
        while record is not None and len(turns) < MAX_CHAIN:
            turns.append([*record.input, *record.steps])
            record = self.found(record.previous, owner) if record.previous else None
        return [step for turn in reversed(turns) for step in turn]

    def _run(self, request: CreateRequest, owner: str, earlier: Record | None, past: list[Json], now: float) -> Record:
        turn = self._turns.take(request, owner, past)
        reply, scripted = turn.reply, turn.scripted
        begins, due = span(request, now, reply, scripted, self.settings)
        second = int(now)
        made = Record(
            id=self._new_id(second, earlier),
            owner=owner,
            second=second,
            changed=second,
            status=first_status(request, reply, due - begins),
            outcome=reply.status,
            input=request.steps,
            steps=reply.steps,
            usage=turn.usage,
            service_tier=request.options.service_tier,
            model=request.model,
            agent=request.agent,
            previous=request.previous,
            background=request.background,
            begins=begins,
            due=due,
            stored=request.store,
            labels=request.options.labels,
            errors=scripted.errors,
            names_previous=self._names_previous,
            delivery=scripted.delivery,
            environment_id=turn.environment_id,
            webhook=request.options.webhook,
        )
        return ended_early(made) if request.agent else made

    def _new_id(self, second: int, earlier: Record | None) -> str:
        root = decompose(earlier.id)[0] if earlier else None
        made = self.ids.interaction(second, root)
        # With a seed ids repeat after a restart; without one two alike are as likely as the same 64 bits in one second.
        while self.settings.seed is not None and self.store.knows(KIND, made):
            made = self.ids.interaction(second, root)
        return made
