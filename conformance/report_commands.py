"""``conformance report``: what is made of result files, without running anything again."""

from __future__ import annotations

from pathlib import Path

import click

from conformance.report.formats import FORMATS

RESULTS = click.Path(path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)


@click.group()
def report() -> None:
    """Make reports of result files (results.jsonl, or the folder of a run), and compare them. Nothing is run again."""


@report.command()
@click.argument("results", nargs=-1, required=True, type=RESULTS)
@click.option("--format", "formats", multiple=True, type=click.Choice(FORMATS), help="Repeatable (default: all).")
@click.option("--out", type=FOLDER, default=None, metavar="DIR", help="Where to (default: beside the result file).")
def render(results: tuple[Path, ...], formats: tuple[str, ...], out: Path | None) -> None:
    """Write the reports of each of RESULTS in every format, and print the paths."""
    from conformance.report import write_all
    from conformance.report.results import located, read

    if out is not None and len(results) > 1:
        raise click.UsageError("--out is for the reports of one run: leave it out, or name one result file")
    for given in results:
        path = located(given)
        for written in write_all(read(path), out or path.parent, formats or FORMATS).values():
            click.echo(written)
