"""``conformance serve``: the reference emulator in the foreground.

An option of the command is a field of the emulator's ``Settings`` of the same name; ``--host`` and ``--port`` are
where it listens.
"""

from __future__ import annotations

import ipaddress
import signal
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from conformance.target import ConfigurationError

if TYPE_CHECKING:
    from conformance.emulator.scripting import Script


def script_at(_: click.Context, __: click.Parameter, path: Path | None) -> Script | None:
    """The rules in the file at ``path``. What is wrong with them is printed, a line each, and ends the
    command with 3."""
    from conformance.emulator.scripting import RulesError, Script

    try:
        return None if path is None else Script.load(path)
    except RulesError as error:
        click.echo("\n".join(error.lines), err=True)
        raise SystemExit(3) from None


def check_rules(context: click.Context, parameter: click.Parameter, path: Path | None) -> None:
    """Print whether the file at ``path`` can be used, and leave: with 0 if so, else with 3."""
    script = script_at(context, parameter, path)
    if script is not None:
        count = len(script.entries)
        click.echo(f"{path}: {count} rule{'' if count == 1 else 's'}, nothing wrong")
        context.exit()


@click.command()
@click.option("--host", default="127.0.0.1", metavar="H", help="The address to bind to (default: loopback only).")
@click.option("--port", type=click.IntRange(0, 65535), default=8080, metavar="N", help="0 picks a free one.")
@click.option("--as-of", default=None, metavar="DATE", help="Emulate the service as it was on that day.")
@click.option("--revision", default=None, metavar="NAME", help="The revision spoken where a request names none.")
@click.option("--store", default=":memory:", metavar="FILE|URL", help="Where things are kept (default: memory).")
@click.option("--allow-fetch", multiple=True, metavar="HOST[:PORT]", help="A host it may talk to (none); repeatable.")
@click.option("--body-limit", type=int, default=20 << 20, metavar="BYTES", help="The largest request (20 MiB).")
@click.option("--depth-limit", type=int, default=100, metavar="N", help="How deep JSON may be nested (100).")
@click.option("--stream-limit", type=int, default=1000, metavar="N", help="Streams open at a time (1000).")
@click.option("--stored-limit", type=int, default=1 << 30, metavar="BYTES", help="What a key may store (1 GiB).")
@click.option("--file-limit", type=int, default=2 << 30, metavar="BYTES", help="The largest uploaded file (2 GiB).")
@click.option("--file-seconds", type=float, default=None, metavar="S", help="How long uploaded files are PROCESSING.")
@click.option("--access-log", is_flag=True, help="Write a line of JSON per request on standard error.")
@click.option("--tier", default="paid", metavar="paid|free", help="How long things are kept: 55 days or one.")
@click.option(
    "--background-seconds", type=float, default=0.3, metavar="S", help="How long background work takes (0.3)."
)
@click.option("--queue-seconds", type=float, default=0.0, metavar="S", help="How long it is queued before (0).")
@click.option("--control", is_flag=True, help="Open /control/: read and move the clock, remove what expired.")
@click.option("--flavor", default="documented", metavar="documented|live", help="What to follow where they differ.")
@click.option("--fault", "faults", multiple=True, metavar="NAME[:ARGS]", help="Something to go wrong; repeatable.")
@click.option("--list-faults", is_flag=True, help="List the faults and end; --json for programs.")
@click.option("--json", "as_json", is_flag=True, help="With --list-faults: as JSON.")
@click.option(
    "--rules", type=click.Path(path_type=Path), callback=script_at, help="A file of answers (docs/emulator/rules.md)."
)
@click.option(
    "--check-rules",
    type=click.Path(path_type=Path),
    callback=check_rules,
    expose_value=False,
    is_eager=True,
    metavar="FILE",
    help="Say what is wrong with a file for --rules, and leave.",
)
def serve(host: str, port: int, *, list_faults: bool, as_json: bool, **settings: Any) -> None:
    """Run the reference emulator until it is interrupted. Any key will do."""
    if list_faults:
        from conformance.emulator.faults import listing

        click.echo(listing.as_json() if as_json else listing.as_text())
        return
    if as_json:
        raise click.UsageError("--json goes with --list-faults")
    serve_emulator(host, port, **settings)


def serve_emulator(host: str, port: int, **settings: Any) -> None:
    """Serve until SIGINT or SIGTERM; prints ``Listening on http://HOST:PORT`` on standard output when ready.

    ``settings`` are fields of the emulator's ``Settings``. Raises ``ConfigurationError`` for one of them that makes no
    sense, an address that can't be bound, a store that can't be used.
    """
    from conformance.emulator import Settings, serving
    from conformance.emulator.store import StoreError

    try:
        Settings(**settings)
    except ValueError as error:
        raise ConfigurationError(f"serve: {error}") from None
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    try:
        with serving(host=host, port=port, **settings) as base_url:
            if not is_loopback(host):
                warning = "whoever can reach this address can use the emulator, and any key is good"
                print(f"conformance: --host {host}: {warning}", file=sys.stderr, flush=True)
            print(f"Listening on {base_url}", flush=True)
            stopped.wait()
    except OSError as error:
        raise ConfigurationError(f"can't serve on {host}:{port}: {error.strerror or error}") from None
    except StoreError as error:
        raise ConfigurationError(f"can't keep interactions in {error}") from None


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach what listens on ``host``."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
