"""Retention in the real world: plant interactions on one day, look for them on others, judge what was found.

The file between the days holds one planted create per line, as a recorded exchange.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from conformance.api import Api
from conformance.exchange import Exchange
from conformance.features.retention import TIER, feature
from conformance.judge import Judge, Result
from conformance.outcome import Outcome, conclude, default_folder, header, outcome
from conformance.play import Stage
from conformance.record import exchange_line, result_line
from conformance.recordings.exchange_file import exchange_of, recorded
from conformance.recordings.found import NotAnExchange
from conformance.requirement import requirements
from conformance.selection import selected
from conformance.target import ConfigurationError

WORDS = "Reply with one short sentence about lighthouses."


def plant(stage: Stage, tier: str, count: int, file: Path) -> list[Exchange]:
    """Create ``count`` stored interactions and append them to ``file``; what was created.

    Raises ``ConfigurationError`` where the target grants none, or the file can't be written.
    """
    api = Api(stage.client, stage.target, stage.revision, "retention/plant")
    body = {"model": stage.target.models.text, "input": WORDS}
    made = [api.post(body, headers={TIER: tier}) for _ in range(count)]
    refused = [answer for answer in made if answer.status != 200 or not answer.answered_id]
    kept = [answer for answer in made if answer not in refused]
    try:
        with file.open("a", encoding="utf-8") as lines:
            lines.writelines(json.dumps(recorded(answer), ensure_ascii=False) + "\n" for answer in kept)
    except OSError as error:
        raise ConfigurationError(f"retention: can't write {file}: {error.strerror}") from None
    if refused:
        raise ConfigurationError(f"retention: {len(refused)} of {count} were not created: {refused[0].summary}")
    return kept


def planted(file: Path) -> list[Exchange]:
    """What was planted and noted in ``file``, oldest first; raises ``ConfigurationError``."""
    try:
        lines = file.read_text("utf-8").splitlines()
        return [exchange_of(json.loads(line), file.name, f"p{number}") for number, line in enumerate(lines, 1)]
    except OSError as error:
        raise ConfigurationError(f"retention: can't read {file}: {error.strerror}") from None
    except (ValueError, NotAnExchange):
        raise ConfigurationError(f"retention: {file} has a line that holds no planted exchange: plant anew") from None


def look_for(stage: Stage, planted_before: list[Exchange]) -> list[Exchange]:
    """A get of each, asked now."""
    api = Api(stage.client, stage.target, stage.revision, "retention/verify")
    return [api.get(one.answered_id) for one in planted_before if one.answered_id]


def judged(stage: Stage, traffic: list[Exchange], folder: Path | None, command: str) -> int:
    """Judge ``traffic`` by the requirements of retention and write the reports; the exit code."""
    target = stage.target.named | {"base_url": stage.target.base_url}
    first = header(
        target=target,
        revision=stage.revision.name,
        lane="replay",
        command=command,
        selected=selected([feature.name]),
        capabilities=stage.target.features,
    )
    chosen = [requirement for requirement in requirements().values() if requirement.feature == feature.name]
    folder = folder or default_folder(stage.target.slug, "retention")
    judge = Judge(stage.target.name, stage.revision.name, "replay")
    with outcome(folder, first, len(chosen), "judging") as found:
        _write(found, traffic, [judge.of_recordings(r, {stage.revision: traffic}) for r in chosen])
        found.finish()
        return conclude(found, strict=False)


def _write(found: Outcome, traffic: list[Exchange], results: list[Result]) -> None:
    found.write(exchange_line(exchange) for exchange in traffic)
    found.write(result_line(result) for result in results)


def rehearsal_days(tier: str) -> Iterator[float]:
    """The ages at which a rehearsal looks: on the first day, near the end of the period, and after it."""
    yield from {"paid": (0.5, 20, 54.5, 57), "free": (0.5, 2.5)}[tier]
