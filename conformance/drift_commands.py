"""``conformance drift``: what changed on the wire."""

from __future__ import annotations

import re
import shutil
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from conformance.target import ConfigurationError

if TYPE_CHECKING:
    from conformance.drift.report import Report

_DAY = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
_WIDE = 160
FORMAT = click.Choice(["text", "json", "markdown"])


class Day(click.ParamType[str]):
    """A day, month or year: ``2026-03-01``, ``2026-03``."""

    name = "DATE"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The day as it was given; a usage error for anything else."""
        try:
            date.fromisoformat((value + "-01-01")[:10] if _DAY.fullmatch(value) else "")
        except ValueError:
            self.fail(f"{value!r} is no date: give YYYY-MM-DD, YYYY-MM or YYYY", param, ctx)
        return value


@click.command()
@click.argument("old", metavar="A")
@click.argument("new", metavar="[B]", required=False)
@click.option("--since", type=Day(), default=None, help="Only what changed on that day or later.")
@click.option("--at", type=Day(), default=None, help="Split the one set A: what is from that day on is B.")
@click.option("--format", "style", type=FORMAT, default="text", help="How to tell it (text).")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), default=None, help="Write it to a file.")
def drift(old: str, new: str | None, since: str | None, at: str | None, style: str, out: Path | None) -> None:
    """Tell what changed on the wire between A and B, or within A from day to day.

    A and B are recordings (a file, or a folder of them) or the name of a revision, for its schemas. Exit codes: 0
    nothing changed, 1 something did, 2 nothing could be compared, 3 misuse.
    """
    from conformance.drift.render import as_markdown, as_text
    from conformance.drift.report import as_json

    report = _report(old, new, since, at)
    if style == "text":
        wide = shutil.get_terminal_size().columns if sys.stdout.isatty() and out is None else _WIDE
        text = as_text(report, wide)
    else:
        text = {"json": as_json, "markdown": as_markdown}[style](report)
    if out is None:
        click.echo(text, nl=False)
    else:
        try:
            out.write_text(text, "utf-8")
        except OSError as error:
            raise ConfigurationError(f"{out}: {error.strerror or error}") from None
    if report.exit_code == 2:
        click.echo("conformance: nothing that could be compared", err=True)
    raise click.exceptions.Exit(report.exit_code)


def _report(old: str, new: str | None, since: str | None, at: str | None) -> Report:
    from conformance.drift.sides import compared, split, within

    if at and new is not None:
        raise click.UsageError("--at splits one set: leave B out, or --at")
    report = split(old, at) if at else within(old) if new is None else compared(old, new)
    return report.since_day(since) if since else report
