"""What schemathesis is told: all of it here, nothing picked up from files in the folders above."""

from __future__ import annotations

from typing import Any

from schemathesis.config import SchemathesisConfig

from conformance.fuzzing.schemathesis.sending import KEY, PLACEHOLDER

PHASES = ("examples", "coverage", "fuzzing", "stateful")
MOST_EVENTS = 5_000
"""Its own cap is 20 events of a stream, behind which nothing is looked at."""


def configuration(
    phase: str, *, url: str, revision: str, seed: int, examples: int, seconds: float
) -> SchemathesisConfig:
    """For one ``phase`` alone: ``examples`` for each operation, ``seconds`` for one answer.

    Without parameters for keys (56 % of the wrong requests would lack one, and nothing else be wrong with them),
    without a database of examples (which are tried before those of the seed), with one worker (more are slower).
    What a request without a key is answered, the examples alone ask: it takes two more requests for each.
    """
    generation = {"with-security-parameters": False, "database": "none", "max-examples": examples}
    told: dict[str, Any] = {
        "seed": seed,
        "base-url": url,
        "workers": 1,
        "continue-on-failure": True,
        "request-timeout": seconds,
        "max-stream-events": MOST_EVENTS,
        "max-redirects": 0,
        "headers": {KEY: PLACEHOLDER, "Api-Revision": revision},
        "cache": {"enabled": False},
        "generation": generation,
        "checks": {"ignored_auth": {"enabled": phase == "examples"}},
        "phases": {name: {"enabled": name == phase} for name in PHASES},
    }
    return SchemathesisConfig.from_dict(told)
