"""The command ``conformance fuzz``: generated requests alone, for longer than a run gives them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import click

from conformance import result_options
from conformance.courtesy import COSTS
from conformance.drawing import FEATURES, TIERS, Drawing
from conformance.requirement import Cost

_UNITS = {"": 1, "s": 1, "m": 60, "h": 3600}


def _duration(context: click.Context, option: click.Parameter, value: str) -> float:
    """Seconds, written as ``90``, ``90s``, ``10m`` or ``2h``; raises ``BadParameter`` for what is no time."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)([smh]?)", value)
    if not found or float(found[1]) <= 0:
        raise click.BadParameter(f"{value!r} is no time: write 90, 90s, 10m or 2h", context, option)
    return float(found[1]) * _UNITS[found[2]]


@click.command()
@click.option("--target", default="emulator", metavar="emulator|PRESET|FILE.toml|URL", help="What to test.")
@click.option("--revision", default=None, metavar="NAME|auto", help="The revision to judge by (default: the target's).")
@click.option("--select", multiple=True, metavar="GLOB", help="Only requirements or features that match. Repeatable.")
@click.option("--tier", multiple=True, type=click.Choice(TIERS), help="Only from these sources. Repeatable.")
@click.option("--max-examples", type=click.IntRange(1), default=8000, metavar="N", help="Requests by each scenario.")
@click.option(
    "--time", "--seconds", "seconds", callback=_duration, default="90s", metavar="T", help="For each scenario."
)
@click.option("--seed", type=int, default=None, metavar="S", help="Draws the same requests again (default: a new one).")
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=8,
    metavar="N",
    help="Connections of each.",
)
@click.option("-x", "--fail-fast", is_flag=True, help="Stop when the first failure has been made small.")
@click.option("--max-cost-class", "max_cost", type=click.Choice(COSTS), default="agent", help="The dearest to ask for.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=None, metavar="DIR", help="Where to.")
@click.option("--strict", is_flag=True, help="Warnings fail the run too.")
@click.option("--max-requests", type=click.IntRange(1), default=None, metavar="N", help="Stop after so many requests.")
@click.option("--rate", type=click.FloatRange(1), default=None, metavar="N", help="Requests in a minute, at most.")
@click.option("--keep", is_flag=True, help="Leave what was stored on the target.")
@click.option("--replay", default="", metavar="ID", help="Plays one kept failure again, and nothing else.")
@click.option(
    "--database", default=None, metavar="DIR|redis://…", help="Where failures are kept (.conformance/failures)."
)
@click.option("--no-database", is_flag=True, help="Neither keep failures nor play those that are kept.")
@click.option("-n", "processes", type=click.IntRange(1, 64), default=1, metavar="N", help="Processes (pytest-xdist).")
@result_options.known_failures
@result_options.as_json
def fuzz(
    tier: tuple[str, ...],
    max_examples: int,
    seconds: float,
    seed: int | None,
    workers: int,
    fail_fast: bool,
    max_cost: Cost,
    replay: str,
    database: str | None,
    no_database: bool,
    processes: int,
    **wanted: Any,
) -> None:
    """Send generated requests, valid and invalid, and judge every answer; failures are made small."""
    import secrets

    from conformance.fuzzing.needs import check_installed
    from conformance.outcome import leave_now
    from conformance.run_target import Wanted, run_target

    check_installed()
    from conformance.fuzzing import failures

    if no_database and (database is not None or replay):
        raise click.UsageError(f"--no-database and {'--replay' if replay else '--database'} exclude each other")
    # A seed repeats a run exactly: what another run found must not come before it, unless that is asked for.
    used = not no_database and (seed is None or database is not None or bool(replay))
    seed = secrets.randbelow(2**32) if seed is None else seed
    click.echo(f"seed {seed}", err=True)
    drawing = Drawing(
        seed, max_examples, seconds, tier or TIERS, workers, fail_fast, max_cost,
        database=failures.database(database) if used else None,
        replay=replay,
    )  # fmt: skip
    if tier and not wanted["select"] and not replay:
        wanted["select"] = tuple(dict.fromkeys(FEATURES[name] for name in tier))
    wanted |= {"max_cost": max_cost, "database": database, "processes": 1 if replay else processes}
    leave_now(run_target(Wanted(**wanted, seed=seed, drawing=drawing, only_drawn=True)))
