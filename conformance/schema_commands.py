"""The commands ``conformance schema show`` and ``conformance schema diff``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from conformance.revisions import NAMES

if TYPE_CHECKING:
    from conformance.schema import Profile

REVISION = click.Choice(NAMES)
PROFILE = click.Choice(["request", "response", "strict"])


@click.group()
def schema() -> None:
    """The contract itself: what a type is in a revision, and what changed between two."""


@schema.command()
@click.argument("type_name", metavar="TYPE")
@click.option("--revision", type=REVISION, default=NAMES[-1], help=f"Of which revision (default: {NAMES[-1]}).")
@click.option(
    "--profile", type=click.Choice(["request", "response", "strict"]), default=None, help="As sent or answered."
)
@click.option("--json", "as_json", is_flag=True, help="The JSON Schema, with all that it refers to inside it.")
def show(type_name: str, revision: str, profile: Profile | None, as_json: bool) -> None:
    """Show one type: its fields or forms, and what they rest on.

    Without --profile as it is answered, or as it is sent where it is never answered.
    """
    from conformance.schema_page import document, page, profile_of

    try:
        chosen = profile or profile_of(type_name, revision)
        click.echo(document(type_name, revision, chosen) if as_json else page(type_name, revision, chosen), nl=False)
    except ValueError as error:
        raise click.UsageError(str(error)) from None


@schema.command()
@click.argument("before", type=REVISION, metavar="R1")
@click.argument("after", type=REVISION, metavar="R2")
@click.option("--json", "style", flag_value="json", help="As JSON, for programs.")
@click.option("--markdown", "style", flag_value="markdown", help="As Markdown, for documents.")
def diff(before: str, after: str, style: str | None) -> None:
    """Tell what changed from revision R1 to revision R2, and whether it breaks clients or servers."""
    from conformance.schemadiff import between
    from conformance.schemadiff.render import as_json, as_markdown, as_text

    render = {"json": as_json, "markdown": as_markdown, None: as_text}[style]
    click.echo(render(between(before, after)), nl=False)
