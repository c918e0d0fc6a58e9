"""``conformance proxy``: judge what passes between a client and a server."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from conformance.revisions import BY_NAME
from conformance.target import ConfigurationError

FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command()
@click.option("--upstream", required=True, metavar="URL", help="The server that everything is passed on to.")
@click.option("--host", default="127.0.0.1", metavar="H", help="The address to bind to (default: loopback only).")
@click.option("--port", type=click.IntRange(0, 65535), default=8081, metavar="N", help="8081; 0 picks a free one.")
@click.option("--record", type=FOLDER, default=None, metavar="DIR", help="Write what passed as cassettes, too.")
@click.option("--revision", default="auto", metavar="auto|NAME", help="The revision to judge by (auto: each its own).")
@click.option("--select", multiple=True, metavar="GLOB", help="Only requirements or features that match. Repeatable.")
@click.option("--fail-on-exit", is_flag=True, help="Exit with 1 if a must was violated, with 2 if judging failed.")
@click.option("--out", type=FOLDER, default=None, metavar="DIR", help="Where results and reports go.")
@click.option(
    "--keep-bytes", "each", type=click.IntRange(0), default=32 << 20, metavar="N", help="Kept of each (32 MiB)."
)
@click.option("--most", type=click.IntRange(1), default=10_000, metavar="N", help="Exchanges kept and judged (10,000).")
def proxy(
    upstream: str,
    host: str,
    port: int,
    record: Path | None,
    revision: str,
    select: tuple[str, ...],
    fail_on_exit: bool,
    out: Path | None,
    each: int,
    most: int,
) -> None:
    """Pass everything on to a server, and judge what passes. Point any client at it; stop it with Ctrl-C."""
    from conformance.outcome import default_folder, leave_now
    from conformance.proxy.server import Listening, serve
    from conformance.proxy.settings import Judged
    from conformance.proxy.upstream import Upstream
    from conformance.selection import select as selected

    server = Upstream.of(upstream)
    if revision != "auto" and revision not in BY_NAME:
        raise ConfigurationError(f"unknown revision {revision!r}: give auto, {' or '.join(BY_NAME)}")
    selected(select)
    folder = out or default_folder("proxy", server.authority)
    for option, wanted in (("--out", folder), ("--record", record)):
        _make(option, wanted)
    address, command = server.origin + server.prefix, shlex.join(["conformance", "proxy", "--upstream", upstream])
    settings = Judged(address, server.is_the_service, folder, record, revision, select, each, most, command)
    code = serve(Listening(host, port), server, settings)
    leave_now(code if fail_on_exit or code == 2 else 0)


def _make(option: str, folder: Path | None) -> None:
    """Make ``folder`` now: whoever proxied for a day must not learn then that it can't be written."""
    try:
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / ".written").touch()
            (folder / ".written").unlink()
    except OSError as error:
        raise ConfigurationError(f"{option} {folder}: {error.strerror or error}") from None
