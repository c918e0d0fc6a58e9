"""One turn of a conversation: who answers a request, what comes out, and what it costs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from conformance.emulator import flavor
from conformance.emulator.agents import Sandbox, worked
from conformance.emulator.attachments import Attachments
from conformance.emulator.create_request import CreateRequest
from conformance.emulator.generated import delivered, kinds_by_address
from conformance.emulator.model import Prompt, Reply, respond
from conformance.emulator.recent import Recent
from conformance.emulator.scripting import Scripted
from conformance.emulator.usage import replaced, usage_of

if TYPE_CHECKING:
    from conformance.emulator.service import Service

Json = dict[str, Any]

UNSCRIPTED = Scripted()
SHORT = 1000
"""The characters of the questions whose turns are remembered, at most."""
TEXT = frozenset({"text"})
"""Of what the answers are that are remembered: a thousand pieces of speech would be hundreds of megabytes."""


@dataclass(slots=True)
class Turn:
    """What came out, its usage as shown, what a rule had to say about it, and the sandbox that it took place in."""

    reply: Reply
    usage: Json
    scripted: Scripted = UNSCRIPTED
    environment_id: str = ""


class Turns:
    """Takes the turns of the interactions of ``service``.

    The model is scripted: without a past, options or rules the same question gets the same answer. So one that was
    asked a moment ago is not thought about again.
    """

    def __init__(self, service: Service) -> None:
        self._service = service
        self._attachments = Attachments(service.files, service.outbound)
        self._known = Recent[tuple[str | None, str, str], Turn]()

    def take(self, request: CreateRequest, owner: str, past: list[Json]) -> Turn:
        """The turn of the other side after ``past`` and the input of ``request``, which ``owner`` sent.

        Raises ``ApiError`` for media that the owner can't use, and as ``respond`` does.
        """
        if past or not request.plain or self._service.script:
            return self._taken(request, owner, past)
        key = request.model, request.text, request.revision.name
        known = self._known.get(key)
        if known is None:
            known = self._taken(request, owner, past)
            if len(request.text) <= SHORT and known.reply.output.keys() <= TEXT:
                self._known.keep(key, known)
        return known

    def _taken(self, request: CreateRequest, owner: str, past: list[Json]) -> Turn:
        service = self._service
        prompt = self._prompt(request, owner, past)
        new_id = partial(service.ids.call, prompt.model)
        scripted = (service.script.reply(request, prompt, new_id) if service.script else None) or UNSCRIPTED
        sandbox = None if request.plain else service.environments.opened(request.options.environment, owner)
        reply = scripted.reply or self._answer(request, prompt, new_id, sandbox, owner)
        if sandbox:
            service.environments.close(sandbox, owner)
        usage = usage_of(prompt, reply, request.revision.blocks == "steps")
        usage = replaced(usage, scripted.usage) if scripted.usage else usage
        return Turn(reply, usage, scripted, sandbox.id if sandbox else "")

    def _prompt(self, request: CreateRequest, owner: str, past: list[Json]) -> Prompt:
        """What the model gets to see; raises ``ApiError`` for media that ``owner`` can't use."""
        maker = request.agent or request.model or ""
        steps = [*past, *request.steps] if past else request.steps
        if request.plain:
            return Prompt(maker, steps, kept=len(past), outbound=self._service.outbound, plain=True)
        return Prompt(
            model=maker,
            steps=steps,
            options=request.options,
            kept=len(past),
            attachments=self._attachments.of(request.steps, owner),
            outbound=self._service.outbound,
        )

    def _answer(
        self,
        request: CreateRequest,
        prompt: Prompt,
        new_id: Callable[[], str],
        sandbox: Sandbox | None,
        owner: str,
    ) -> Reply:
        """What the agent or the model of ``request`` answers to ``prompt``."""
        if request.agent:
            return worked(request, prompt, new_id, sandbox)
        reply = respond(prompt, new_id)
        reply.steps = flavor.arranged(reply.steps, request.revision, self._service.settings.flavor)
        if request.options.formats and (kinds := kinds_by_address(request.options.formats)):
            reply.steps = delivered(reply.steps, kinds, self._service.files, owner, request.base)
        return reply
