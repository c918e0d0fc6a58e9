"""``conformance import``: recordings of any format, kept in one of ours."""

from __future__ import annotations

from pathlib import Path

import click

FORMATS = click.Choice(["cassettes", "exchanges", "har"])
FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--to", type=FORMATS, default="cassettes", help="What to write (cassettes).")
@click.option("--out", type=FOLDER, required=True, metavar="DIR", help="Where to write it.")
@click.option("--allow", is_flag=True, help="Write what looks like a secret too.")
def import_(paths: tuple[Path, ...], to: str, out: Path, allow: bool) -> None:
    """Turn recordings into cassettes, exchange files or HAR, without secrets. Nothing is sent anywhere."""
    from conformance.outcome import leave_now
    from conformance.recordings.importing import import_recordings

    leave_now(import_recordings(paths, to, out, allow=allow))
