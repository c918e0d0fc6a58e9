"""``conformance report matrix``: many runs as one site."""

from __future__ import annotations

from pathlib import Path

import click

FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command()
@click.argument("runs", nargs=-1, required=True, metavar="RUN...")
@click.option("--out", type=FOLDER, required=True, metavar="SITE", help="The folder of the site.")
def matrix(runs: tuple[str, ...], out: Path) -> None:
    """Write a static site of many runs: features by target and revision, down to what was seen.

    A RUN is a result file, a folder that holds some at any depth, or a quoted pattern.
    """
    from conformance.report.matrix.site import briefs, write_site

    taken = briefs(runs)
    shown = write_site(taken, out)
    for section in shown:
        click.echo(
            f"{section.title.lower()}: {section.targets} targets in {len(section.columns)} columns, "
            f"{len(section.rows)} features, {section.requirements} requirements"
        )
        for column in section.apart:
            click.echo(f"  does not compare: {column.group} at {column.run.revision} ({column.run.path})")
    click.echo(out / "index.html")
