"""Opening a target: reach it, find out which revision it speaks, and hand out a stage to play scenarios on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any
from urllib.parse import urlsplit

from conformance.api import PROMPT, Api
from conformance.client import Client, UnreachableError
from conformance.courtesy import BudgetSpent, Courtesy
from conformance.drawing import Drawing
from conformance.exchange import Exchange
from conformance.play import Stage
from conformance.receiver import Receiver, listening
from conformance.revisions import BY_NAME, NEWEST, REVISIONS, Revision
from conformance.target import ConfigurationError, Target

EMULATOR_KEY = "any-key-will-do"
HURRIED: dict[str, Any] = {"pace": 0, "background_seconds": 0.05}
"""The embedded emulator where many requests are drawn: nobody waits for it, and there is still work to cancel."""
PROBE_SECONDS = 12  # a plain answer of the live service takes 1–8 s; the run must give up on a silent target within 30


@dataclass(frozen=True, slots=True)
class Manner:
    """How a run treats its target: scenarios played at a time, the seed of what must be unique, a budget and a rate,
    whether what it stored stays there, how much its drawn scenarios do; ``hurried`` shortens the pauses and
    the background work of the embedded emulator; ``first`` is the number of the first exchange."""

    workers: int = 1
    seed: int = 0
    courtesy: Courtesy = field(default_factory=Courtesy)
    keep: bool = False
    drawing: Drawing = field(default_factory=Drawing)
    hurried: bool = False
    first: int = 0


@contextmanager
def opened(
    target: Target, revision: str = "auto", manner: Manner | None = None, key: str | None = None
) -> Iterator[Stage]:
    """A stage on ``target``, after a probe: a plain create at ``revision`` (``auto``: the newest that it speaks).

    A target without a URL is the embedded emulator, started here on a free loopback port. Raises
    ``ConfigurationError`` where nothing listens or the key is refused. A target that is silent gets a stage whose probe
    has no response. What a run stored on a server that goes on is deleted in the end, unless ``manner`` keeps it.
    """
    manner = manner or Manner()
    wanted = revision_wanted(revision)
    with ExitStack() as stack:
        key, lasting = key or target.key, bool(target.base_url)
        receiver: Receiver | None = None
        if not target.base_url:
            from conformance.emulator import serving

            served = wanted or NEWEST
            receiver = stack.enter_context(listening())
            settings = HURRIED if manner.hurried else {}
            url = stack.enter_context(serving(revision=served.name, allow_fetch=(receiver.host,), **settings))
            target = target.model_copy(update={"base_url": url})
            key = key or EMULATOR_KEY
        elif target.webhook_receiver:
            receiver = stack.enter_context(_listening(target))
        numbers, spoken = count(manner.first), wanted or NEWEST
        client = stack.enter_context(
            Client(target.base_url, key, spoken, target.timeout, manner.courtesy, numbers=numbers)
        )
        try:
            probe = _probe(client, target)
            spoken = wanted or _spoken(probe, client, target)
            asked, client.revision = client.revision, spoken
            if spoken.blocks != asked.blocks:
                probe = _probe(client, target)
            probe = replace(probe, revision=spoken)
        except UnreachableError as error:
            raise ConfigurationError(
                f"target {target.name}: {error}; is it running, and is the address right?"
            ) from None
        except BudgetSpent as spent:
            raise ConfigurationError(f"--max-requests: {spent} before the run begins: give more") from None
        _check_key(probe, target, key)
        stage = Stage(client, target, spoken, probe, manner.workers, manner.seed, receiver, manner.drawing.anew())
        if lasting and not manner.keep:
            stack.callback(stage.tidy)
        stack.callback(stage.close)
        yield stage


def _listening(target: Target) -> AbstractContextManager[Receiver]:
    try:
        return listening(target.webhook_receiver)
    except (OSError, ValueError) as error:
        raise ConfigurationError(
            f"target {target.name}: can't listen at webhook_receiver {target.webhook_receiver}: {error}"
        ) from None


def revision_wanted(revision: str) -> Revision | None:
    """The revision of that name, ``None`` for ``auto``; raises ``ConfigurationError`` for any other name."""
    if revision == "auto":
        return None
    if revision not in BY_NAME:
        raise ConfigurationError(f"unknown revision {revision!r}: give auto, {' or '.join(BY_NAME)}")
    return BY_NAME[revision]


def _probe(client: Client, target: Target, prefix: str | None = None) -> Exchange:
    api = Api(client, target, client.revision, "probe", timeout=min(target.timeout, PROBE_SECONDS))
    return api.post(api.body(PROMPT), prefix=prefix) if prefix else api.create()


def _spoken(probe: Exchange, client: Client, target: Target) -> Revision:
    """The newest revision that the target speaks; the newest of all where ``probe`` shows no shape.

    Two revisions of one shape cannot be told by it. Steps: where a create below the path that only newer revisions
    have (``/v1``) is answered in steps too, it is the newest. Outputs: an
    answer that names its ``service_tier`` (clause dm.service-tier, in every real answer since April 2026) is of the
    later one.
    """
    shown = [revision for revision in REVISIONS if revision.blocks in probe.interaction]
    if not shown:
        return NEWEST
    if shown[-1].blocks == "outputs":
        return shown[-1] if "service_tier" in probe.interaction else shown[0]
    for revision in reversed(shown[1:]):
        further = [path for path in revision.paths if path not in shown[0].paths]
        if not further or "steps" in _probe(client, target, further[0]).interaction:
            return revision
    return shown[0]


def _check_key(probe: Exchange, target: Target, key: str | None) -> None:
    about_key = probe.status in {401, 403} or b"API_KEY_INVALID" in probe.body
    if not about_key:
        return
    host = urlsplit(target.base_url).netloc
    if key is None:
        raise ConfigurationError(f"target {target.name}: {host} wants an API key: put it into {target.key_env}")
    raise ConfigurationError(f"target {target.name}: {host} refused the API key in {target.key_env} ({probe.status})")
