"""Opening a target: reach it, find out which revision it speaks, and hand out a stage to play scenarios on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from urllib.parse import urlsplit

from conformance.api import Api
from conformance.client import Client, UnreachableError
from conformance.exchange import Exchange
from conformance.play import Stage
from conformance.revisions import BY_NAME, NEWEST, REVISIONS, Revision
from conformance.target import ConfigurationError, Target

EMULATOR_KEY = "any-key-will-do"
PROBE_SECONDS = 12  # a plain answer of the live service takes 1–8 s; the run must give up on a silent target within 30


@contextmanager
def opened(target: Target, revision: str = "auto", workers: int = 1) -> Iterator[Stage]:
    """A stage on ``target``, after one probe: a plain create at ``revision`` (``auto``: the newest that it speaks).

    A target without a URL is the embedded emulator, started here on a free loopback port. Raises
    ``ConfigurationError`` where nothing listens or the key is refused. A target that is silent gets a stage whose probe
    has no response.
    """
    wanted = _wanted(revision)
    with ExitStack() as stack:
        key = target.key
        if not target.base_url:
            from conformance.emulator import serving

            served = wanted or NEWEST
            target = target.model_copy(update={"base_url": stack.enter_context(serving(revision=served.name))})
            key = key or EMULATOR_KEY
        client = stack.enter_context(Client(target.base_url, key, wanted or NEWEST, target.timeout))
        try:
            probe = _probe(client, target)
            spoken = wanted or _spoken(probe)
            if spoken is not client.revision:
                client.revision = spoken
                probe = _probe(client, target)
        except UnreachableError as error:
            raise ConfigurationError(
                f"target {target.name}: {error}; is it running, and is the address right?"
            ) from None
        _check_key(probe, target, key)
        stage = Stage(client, target, spoken, probe, workers)
        stack.callback(stage.close)
        yield stage


def _wanted(revision: str) -> Revision | None:
    if revision == "auto":
        return None
    if revision not in BY_NAME:
        raise ConfigurationError(f"unknown revision {revision!r}: give auto, {' or '.join(BY_NAME)}")
    return BY_NAME[revision]


def _probe(client: Client, target: Target) -> Exchange:
    api = Api(client, target, client.revision, "probe", timeout=min(target.timeout, PROBE_SECONDS))
    return api.create()


def _spoken(probe: Exchange) -> Revision:
    """The newest revision whose shape the answer has; the newest of all where the answer shows none."""
    shown = [revision for revision in REVISIONS if revision.blocks in probe.interaction]
    return shown[-1] if shown else NEWEST


def _check_key(probe: Exchange, target: Target, key: str | None) -> None:
    about_key = probe.status in {401, 403} or b"API_KEY_INVALID" in probe.body
    if not about_key:
        return
    host = urlsplit(target.base_url).netloc
    if key is None:
        raise ConfigurationError(f"target {target.name}: {host} wants an API key: put it into {target.key_env}")
    raise ConfigurationError(f"target {target.name}: {host} refused the API key in {target.key_env} ({probe.status})")
