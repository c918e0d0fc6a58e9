"""``conformance serve``: the reference emulator in the foreground.

An option of the command is a field of the emulator's ``Settings`` of the same name; ``--host`` and ``--port`` are
where it listens.
"""

from __future__ import annotations

import signal
import threading
from typing import Any

import click

from conformance.target import ConfigurationError


@click.command()
@click.option("--host", default="127.0.0.1", metavar="H", help="The address to bind to (default: loopback only).")
@click.option("--port", type=click.IntRange(0, 65535), default=8080, metavar="N", help="0 picks a free one.")
@click.option("--as-of", default=None, metavar="DATE", help="Emulate the service as it was on that day.")
@click.option("--revision", default=None, metavar="NAME", help="The revision spoken where a request names none.")
@click.option("--store", default=":memory:", metavar="FILE", help="Where interactions are kept (default: memory).")
@click.option("--allow-fetch", multiple=True, metavar="HOST[:PORT]", help="A host it may talk to (none); repeatable.")
@click.option("--tier", default="paid", metavar="paid|free", help="How long things are kept: 55 days or one.")
@click.option("--control", is_flag=True, help="Open /control/: read and move the clock, remove what expired.")
@click.option("--fault", "faults", multiple=True, metavar="NAME[:ARGS]", help="Something to go wrong; repeatable.")
@click.option("--list-faults", is_flag=True, help="List the faults and end; --json for programs.")
@click.option("--json", "as_json", is_flag=True, help="With --list-faults: as JSON.")
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
            print(f"Listening on {base_url}", flush=True)
            stopped.wait()
    except OSError as error:
        raise ConfigurationError(f"can't serve on {host}:{port}: {error.strerror or error}") from None
    except StoreError as error:
        raise ConfigurationError(f"can't keep interactions in {error}") from None
