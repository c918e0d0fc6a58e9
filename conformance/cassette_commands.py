"""``conformance record``: what a target shows, kept in cassettes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

COSTS = click.Choice(["text", "media", "agent"])
FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command()
@click.option("--target", default="emulator", metavar="emulator|PRESET|FILE.toml|URL", help="What to record.")
@click.option("--revision", default=None, metavar="NAME|auto", help="The revision to ask for (default: the target's).")
@click.option("--select", multiple=True, metavar="GLOB", help="Only for requirements or features that match.")
@click.option("--out", type=FOLDER, default="cassettes", metavar="DIR", help="Where the cassettes go (cassettes).")
@click.option("-n", "workers", type=click.IntRange(1, 64), default=4, metavar="N", help="Scenarios played at a time.")
@click.option("--max-requests", type=click.IntRange(1), default=None, metavar="N", help="Stop after so many requests.")
@click.option("--rate", type=click.FloatRange(1), default=None, metavar="N", help="Requests in a minute, at most.")
@click.option("--max-cost-class", "max_cost", type=COSTS, default="agent", help="The dearest thing to ask for (agent).")
def record(**wanted: Any) -> None:
    """Record the scenarios of a target into cassettes, which run --replay judges and vcrpy replays."""
    from conformance.cassettes.recorder import Recording, record_target
    from conformance.outcome import leave_now

    leave_now(record_target(Recording(**wanted)))
