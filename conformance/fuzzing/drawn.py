"""Bodies that hypothesis draws, in a process of their own: it takes a whole processor, and is not for two threads.

``python -m conformance.fuzzing.drawn REVISION SEED`` prints one body in a line, on and on, always the same for a seed.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from itertools import count

from conformance.generate.shape import Json, compiled

BATCH = 250
"""Examples that hypothesis draws at a time; the first tenth of them are small."""

APART = 2**20
"""Batches of one seed, so that the next seed draws others."""


def drawn(revision: str, seed: int) -> Iterator[Json]:
    """The bodies of that process, which ends with the iterator; it is ahead by as many as a pipe holds."""
    command = [sys.executable, "-m", "conformance.fuzzing.drawn", revision, str(seed)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:  # noqa: S603 - our own
        assert process.stdout is not None
        try:
            for line in process.stdout:
                yield json.loads(line)
        finally:
            process.terminate()


def batch(revision: str, seed: int) -> list[Json]:
    """What hypothesis draws at a time."""
    from hypothesis import HealthCheck, Phase, given, settings
    from hypothesis import seed as seeded

    from conformance.generate.strategies import requests

    found: list[Json] = []

    @seeded(seed)
    @settings(
        max_examples=BATCH,
        database=None,  # what an earlier run found would come first, and the seed would not repeat it
        phases=(Phase.generate,),  # what fails is made small by sending smaller requests (fuzzing.shrinking)
        deadline=None,
        suppress_health_check=(HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example),
    )
    @given(requests(compiled(revision)))
    def draw(body: Json) -> None:
        found.append(body)

    draw()
    return found


def main(revision: str, seed: int) -> None:
    """Print bodies until nobody reads them any more."""
    try:
        for number in count():
            for body in batch(revision, seed * APART + number):
                print(json.dumps(body))
            sys.stdout.flush()
    except (BrokenPipeError, KeyboardInterrupt):
        sys.stderr.close()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
