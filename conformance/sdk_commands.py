"""``conformance sdk``: judging clients."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from conformance import result_options

_FOLDER = click.Path(file_okay=False, path_type=Path)
_LEVELS = click.Choice(["must", "should", "may"])


@click.group()
def sdk() -> None:
    """Judge clients: what they send, and what they hand to the application."""


@sdk.command()
@click.option("--driver", required=True, metavar="CMD", help="The command that starts the driver.")
@click.option(
    "--revision", default=None, metavar="NAME", help="The revision to play at (default: the driver's newest)."
)
@click.option("--select", multiple=True, metavar="GLOB", help="Only requirements or features that match. Repeatable.")
@click.option("--level", type=_LEVELS, default="may", help="The lowest level to judge (default: may, that is all).")
@click.option("--out", type=_FOLDER, default=None, metavar="DIR", help="Where results and reports go.")
@click.option("--strict", is_flag=True, help="Warnings fail the run too.")
@result_options.known_failures
@result_options.update_known_failures
@result_options.as_json
def run(**wanted: Any) -> None:
    """Test a client: hand scenarios to its driver, serve each from a script, judge both sides, write the reports."""
    from conformance.cli import leave
    from conformance.sdk.running import Wanted, run_client

    leave(run_client(Wanted(**wanted)))


@sdk.command("check-driver")
@click.option("--driver", required=True, metavar="CMD", help="The command that starts the driver.")
def check_driver(driver: str) -> None:
    """Check that a driver keeps the protocol, before its SDK is judged by what it says."""
    from conformance.cli import leave
    from conformance.sdk.checking import check_driver

    leave(check_driver(driver))
