"""What a server could get wrong about media that it fetches itself."""

from __future__ import annotations

from dataclasses import replace

from conformance.exchange import Exchange
from conformance.mutant import mutant

TAKES = "remote-files.uri remote-files.no-mime-type remote-files.mime-type remote-files.youtube"
WEB = "rf.youtube mm.in.youtube-uri"


@mutant(kills=TAKES, violates=WEB)
def fetches_nothing(control: Exchange, created: Exchange) -> Exchange:
    """Answers as if nothing had been shown, with what it answered before."""
    return replace(created, response=control.response)


@mutant(kills=TAKES, violates=WEB)
def fails_to_fetch(control: Exchange, created: Exchange) -> Exchange:
    return created.with_json("$.status", "failed")
