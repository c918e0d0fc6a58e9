"""``conformance retention``: plant, verify, rehearse."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from conformance.target import ConfigurationError, Target, find_target

TIER = click.option("--tier", type=click.Choice(["paid", "free"]), default="paid", help="The tier of the API key.")
LEDGER = click.option("--ledger", type=click.Path(dir_okay=False, path_type=Path), required=True, metavar="FILE")
OUT = click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=None, metavar="DIR")
TARGET = click.option("--target", "wanted", required=True, metavar="PRESET|FILE.toml|URL", help="Where.")
DAY = 86_400


@click.group()
def retention() -> None:
    """Check over days how long a server keeps what it stores."""


@retention.command()
@TARGET
@LEDGER
@TIER
@click.option("--count", type=click.IntRange(1, 100), default=3, metavar="N", help="How many to create (default: 3).")
def plant(wanted: str, ledger: Path, tier: str, count: int) -> None:
    """Create stored interactions and note them in a file, to be looked for on later days."""
    from conformance import retention as work
    from conformance.session import Manner, opened

    target = _lasting(wanted)
    with opened(target, target.revision, Manner(keep=True)) as stage:
        made = work.plant(stage, tier, count, ledger)
    click.echo(f"planted {len(made)} on {target.name}, noted in {ledger}")
    click.echo(f"later: conformance retention verify --target {wanted} --ledger {ledger}")


@retention.command()
@TARGET
@LEDGER
@OUT
def verify(wanted: str, ledger: Path, out: Path | None) -> None:
    """Look for what was planted, and judge whether it is there as long as documented, and gone afterwards."""
    from conformance import retention as work
    from conformance.outcome import leave_now
    from conformance.session import Manner, opened

    target, before = _lasting(wanted), work.planted(ledger)
    with opened(target, target.revision, Manner(keep=True)) as stage:
        traffic = [*before, *work.look_for(stage, before)]
        command = shlex.join(["conformance", "retention", "verify", "--target", wanted, "--ledger", str(ledger)])
        code = work.judged(stage, traffic, out, command)
    leave_now(code)


@retention.command()
@TIER
@OUT
def rehearse(tier: str, out: Path | None) -> None:
    """Do all of it at once on the reference emulator, whose clock can be moved."""
    import tempfile

    from conformance import retention as work
    from conformance.client import encoded
    from conformance.emulator import serving
    from conformance.outcome import leave_now
    from conformance.session import EMULATOR_KEY, opened

    with tempfile.TemporaryDirectory() as folder, serving(control=True, tier=tier) as url:
        target = Target(name="emulator", base_url=url)
        with opened(target, key=EMULATOR_KEY) as stage:
            traffic, day = work.plant(stage, tier, 2, Path(folder) / "planted.jsonl"), 0.0
            for age in work.rehearsal_days(tier):
                stage.client.send("POST", "/control/clock", body=encoded({"advance": (age - day) * DAY}))
                day, traffic = age, [*traffic, *work.look_for(stage, traffic[:2])]
            code = work.judged(stage, traffic, out, f"conformance retention rehearse --tier {tier}")
    leave_now(code)


def _lasting(wanted: str) -> Target:
    target = find_target(wanted)
    if not target.base_url:
        raise ConfigurationError("retention: the embedded emulator ends with the command: use retention rehearse")
    return target
