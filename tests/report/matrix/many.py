"""Many runs of made-up servers, better and worse ones, as result files on disk."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

from conformance.report.scores import summarise
from tests.report import sample

if TYPE_CHECKING:
    from pathlib import Path

REVISIONS = ("2025-12-11", "2026-05-07", "2026-05-20", "2026-11-16")
KNOWN = {"reason": "they know of it", "link": "https://example.test/1", "file": "k.toml", "line": 3, "list": "known"}
STATUSES = ("fail", "fail", "expected-fail", "warn", "unsupported", "error", "not-applicable", "unexpected-pass")


def lines(
    target: str,
    version: str = "",
    revision: str = REVISIONS[2],
    *,
    day: int = 1,
    bad: float = 0.0,
    requirements: int = 120,
    exchanges: int = 60,
    **header: Any,
) -> list[dict[str, Any]]:
    """The lines of a run of `target`, of whose results the part `bad` is other than passed, the same each time."""
    chance = random.Random(f"{target} {version} {revision} {day}")
    first, *rest, _ = sample.lines(requirements=requirements, exchanges=exchanges)
    named = {"name": target, "base_url": f"http://127.0.0.1:{chance.randint(1024, 65535)}", "version": version}
    first |= {"target": named, "revision": revision, "started": f"2026-11-{day:02}T08:00:00Z", **header}
    for line in rest:
        if line["kind"] == "result":
            line |= _spoiled(line, chance) if chance.random() < bad else _good(line)
            line |= {"revision": revision, "lane": first["lane"]}
    results = [line for line in rest if line["kind"] == "result"]
    return [first, *rest, {**summarise(results), "finished": f"2026-11-{day:02}T08:01:00Z"}]


def _exchange(line: dict[str, Any]) -> str:
    return str(line["observations"][0]["exchange"]) if line["observations"] else "x1"


def _good(line: dict[str, Any]) -> dict[str, Any]:
    exchange = _exchange(line)
    return {"status": "pass", "message": "", "observations": [{"exchange": exchange, "status": "pass", "message": ""}]}


def _spoiled(line: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    status = chance.choice(STATUSES)
    message = f"{line['sentence']} Not so: {chance.choice(('nothing was there', 'another value', 'twice the same'))}"
    observation = {
        "exchange": _exchange(line),
        "status": status,
        "message": message,
        "observed": f"v1_Chd{chance.getrandbits(96):X}abc",
        "expected": "something else",
        "where": f"event {chance.randint(1, 12)}, $.index",
    }
    spoiled: dict[str, Any] = {"status": status, "message": message, "observations": [observation]}
    if status == "expected-fail":
        spoiled["known"] = KNOWN
    return spoiled


def save(folder: Path, made: list[dict[str, Any]]) -> Path:
    """The result file of these lines, in a folder named after what was run and when."""
    first, target = made[0], made[0]["target"]
    parts = (target["name"], target["version"], first["revision"], first["started"][:10], first["lane"])
    inside = folder / "_".join(part for part in parts if part)
    inside.mkdir(parents=True, exist_ok=True)
    return sample.save(inside, made)
