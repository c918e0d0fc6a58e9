"""``conformance report``: what is made of result files, without running anything again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from conformance.report.formats import FORMATS
from conformance.report.matrix.command import matrix
from conformance.target import ConfigurationError

KINDS = ("conformance", "coverage", "revision")
STYLES = ("text", "json", "markdown", "html")
RESULTS = click.Path(path_type=Path)
FILE = click.Path(dir_okay=False, path_type=Path)
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


@report.command()
@click.argument("results", type=RESULTS)
@click.option("--kind", type=click.Choice(KINDS), default=KINDS[0], help=f"What it says ({KINDS[0]}).")
@click.option("--format", "style", type=click.Choice(["svg", "json"]), default="svg", help="Image, or for shields.io.")
@click.option("--out", type=FILE, default=None, metavar="FILE", help="Where to (default: standard output).")
def badge(results: Path, kind: str, style: str, out: Path | None) -> None:
    """Write a badge of RESULTS."""
    from conformance.report.badge import badge as made
    from conformance.report.results import located, read

    found = made(read(located(results)), kind)
    tell(found.svg if style == "svg" else found.endpoint, out)


@report.command()
@click.argument("old", type=RESULTS)
@click.argument("new", type=RESULTS)
@click.option("--format", "style", type=click.Choice(STYLES), default="text", help="How to tell it (text).")
@click.option("--out", type=FILE, default=None, metavar="FILE", help="Where to (default: standard output).")
@click.option("--strict", is_flag=True, help="What warns now, or is not covered any more, is a regression too.")
def diff(old: Path, new: Path, style: str, out: Path | None, strict: bool) -> None:
    """Tell what changed from the run OLD to the run NEW, requirement by requirement.

    OLD and NEW are result files, or folders of runs: of two days, releases, revisions or targets. Exit codes: 0 no
    regression, 1 a regression, 2 where that cannot be said (nothing comparable, a run interrupted), 3 misuse.
    """
    from conformance.report.diff import compared
    from conformance.report.results import located, read

    comparison = compared(read(located(old)), read(located(new)))
    tell(_renderer(style)(comparison, strict=strict), out)
    raise click.exceptions.Exit(comparison.exit_code(strict=strict))


def _renderer(style: str) -> Callable[..., str]:
    from conformance.report.diff import document, html, markdown, text

    return {"text": text.as_text, "json": document.as_json, "markdown": markdown.as_markdown, "html": html.as_html}[
        style
    ]


def tell(text: str, out: Path | None) -> None:
    """Print a report, or write it to a file; raises ``ConfigurationError`` where it cannot be written."""
    if out is None:
        click.echo(text, nl=False)
        return
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise ConfigurationError(f"cannot write {out}: {error.strerror or error}") from None


report.add_command(matrix)
