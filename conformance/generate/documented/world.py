"""What a request may refer to at a target: plain data, made once for a run and handed to everything that generates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from conformance.revisions import Revision
from conformance.target import Target

ROLES = ("text", "other", "latest", "image", "speech", "video", "agent", "managed")
MANAGED_SINCE = "2026-05-20"
"""Agents with an environment came with the steps (clauses env.*, model.agents.2026-09)."""
OUTPUT_ROLES = {"image": "image", "audio": "speech", "video": "video"}
"""By kind of output, the role of the model that makes it."""


@dataclass(frozen=True, slots=True)
class Call:
    """A function call that waits for its result."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Stored:
    """An interaction that the target keeps and that has come to its end; ``calls`` are those it waits for."""

    id: str
    calls: tuple[Call, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where the target finds a file of a ``kind`` (image, audio, video, document) and of ``mime_type``."""

    kind: str
    uri: str
    mime_type: str


@dataclass(frozen=True, slots=True)
class World:
    """What there is at a target that speaks ``revision``.

    ``models`` are model and agent names by role, without those that are not to be used; ``stored``, ``places`` and
    ``environments`` are what requests may name by id or address; ``webhook`` is an address that listens, ``""`` for
    none. ``absent`` are the features that the target declares not to have. ``takes`` are clauses that leave it to a
    server whether it grants something, of which this one was seen to grant it (see ``refusable.probes``).
    """

    revision: Revision
    models: Mapping[str, str]
    stored: tuple[Stored, ...] = ()
    places: tuple[Place, ...] = ()
    environments: tuple[str, ...] = ()
    mcp_server: str = ""
    file_search_store: str = ""
    webhook: str = ""
    absent: frozenset[str] = frozenset()
    takes: frozenset[str] = field(default=frozenset())

    @classmethod
    def of(cls, target: Target, revision: Revision) -> World:
        """What is known of ``target`` before anything was sent to it."""
        models = {role: getattr(target.models, role) for role in ROLES}
        absent = frozenset(name for name in target.features if target.lacks(name))
        if "multimodal-output" in absent:
            models = {role: name for role, name in models.items() if role not in OUTPUT_ROLES.values()}
        if "deep-research" in absent:
            del models["agent"]
        if "environments" in absent or revision.name < MANAGED_SINCE:
            del models["managed"]
        webhook = f"{target.webhook_receiver.rstrip('/')}/fuzz" if target.webhook_receiver else ""
        return cls(
            revision=revision,
            models={role: name for role, name in models.items() if name},
            mcp_server=target.mcp_server,
            file_search_store=target.file_search_store,
            webhook=webhook,
            absent=absent,
        )

    def storing(self, *stored: Stored) -> World:
        """This world with further stored interactions."""
        return replace(self, stored=(*self.stored, *stored))

    def placing(self, *places: Place) -> World:
        """This world with further files."""
        return replace(self, places=(*self.places, *places))

    def hosting(self, *environments: str) -> World:
        """This world with further environments, by id."""
        return replace(self, environments=(*self.environments, *environments))

    def listening(self, webhook: str) -> World:
        """This world with an address for webhooks."""
        return replace(self, webhook=webhook)

    def taking(self, *clauses: str) -> World:
        """This world with clauses whose offer the target was seen to take up."""
        return replace(self, takes=self.takes | set(clauses))

    def without(self, *roles: str) -> World:
        """This world without the models of these roles, such as those that cost much."""
        return replace(self, models={role: name for role, name in self.models.items() if role not in roles})

    def placeless(self) -> World:
        """This world without files."""
        return replace(self, places=())

    @property
    def steps(self) -> bool:
        """Whether its interactions have steps."""
        return self.revision.blocks == "steps"

    @property
    def done(self) -> tuple[Stored, ...]:
        """The stored interactions that wait for nothing."""
        return tuple(one for one in self.stored if not one.calls)

    @property
    def waiting(self) -> tuple[Stored, ...]:
        """The stored interactions that wait for results."""
        return tuple(one for one in self.stored if one.calls)

    def names(self, roles: Iterable[str]) -> tuple[str, ...]:
        """The names behind ``roles``, of those that are there."""
        return tuple(self.models[role] for role in roles if role in self.models)
