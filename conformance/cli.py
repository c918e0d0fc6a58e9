"""The command ``conformance``. Exit codes: 0 all well, 1 not conforming, 2 incomplete, 3 misuse."""

from __future__ import annotations

import sys
import traceback
from pathlib import Path
from typing import Any, NoReturn

import click

from conformance import __version__, result_options
from conformance.cassette_commands import record
from conformance.drift_commands import drift
from conformance.fuzz_commands import fuzz
from conformance.import_commands import import_
from conformance.proxy_commands import proxy
from conformance.report.results import ReportError
from conformance.report_commands import report
from conformance.retention_commands import retention
from conformance.schema_commands import schema
from conformance.sdk_commands import sdk
from conformance.serving import serve
from conformance.target import ConfigurationError
from conformance.target_commands import target

LEVELS = click.Choice(["must", "should", "may"])
COSTS = click.Choice(["text", "media", "agent"])
FOLDER = click.Path(file_okay=False, path_type=Path)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="conformance")
def commands() -> None:
    """Conformance tests for servers that speak the Gemini Interactions API, with a reference emulator."""


@commands.command()
@click.option("--target", default="emulator", metavar="emulator|PRESET|FILE.toml|URL", help="What to test.")
@click.option("--revision", default=None, metavar="NAME|auto", help="The revision to judge by (default: the target's).")
@click.option("--select", multiple=True, metavar="GLOB", help="Only requirements or features that match. Repeatable.")
@click.option("--level", type=LEVELS, default="may", help="The lowest level to run (default: may, that is all).")
@click.option("--out", type=FOLDER, default=None, metavar="DIR", help="Where results and reports go.")
@click.option("--strict", is_flag=True, help="Warnings fail the run too.")
@click.option("-n", "workers", type=click.IntRange(1, 64), default=4, metavar="N", help="Scenarios played at a time.")
@click.option("--seed", type=int, default=0, metavar="S", help="Makes what a scenario marks as its own repeatable.")
@click.option("--max-requests", type=click.IntRange(1), default=None, metavar="N", help="Stop after so many requests.")
@click.option("--rate", type=click.FloatRange(1), default=None, metavar="N", help="Requests in a minute, at most.")
@click.option("--max-cost-class", "max_cost", type=COSTS, default="agent", help="The dearest thing to ask for (agent).")
@click.option("--resume", is_flag=True, help="Go on with the interrupted run in --out.")
@click.option("--keep", is_flag=True, help="Leave what the run stored on the target.")
@click.option("--replay", type=FOLDER, is_flag=False, flag_value="cassettes", metavar="[DIR]", help="Ask cassettes.")
@click.option("--with", "also", type=click.Choice(["fuzz"]), default=None, help="Send generated requests as well.")
@result_options.known_failures
@result_options.update_known_failures
@result_options.as_json
def run(also: str | None, **wanted: Any) -> None:
    """Test a server: play the scenarios, judge every requirement, write the reports."""
    from conformance.drawing import Drawing
    from conformance.run_target import Wanted, run_target

    leave(run_target(Wanted(**wanted, drawing=Drawing(wanted["seed"]) if also else None)))


@commands.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--revision", default="auto", metavar="NAME|auto", help="The revision to judge by.")
@click.option("--select", multiple=True, metavar="GLOB", help="Only requirements or features that match. Repeatable.")
@click.option("--out", type=FOLDER, default=None, metavar="DIR", help="Where results and reports go.")
@click.option("--strict", is_flag=True, help="Warnings fail the run too.")
@result_options.known_failures
@result_options.update_known_failures
@result_options.as_json
def judge(paths: tuple[Path, ...], **wanted: Any) -> None:
    """Judge recorded exchanges: cassettes, HAR, JSON, JSON lines, streams, or folders of them. Nothing is sent."""
    from conformance.judging import Wanted, judge_recordings

    leave(judge_recordings(paths, Wanted(**wanted)))


@commands.command("list")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")
@click.option("--ledger", is_flag=True, help="The documented clauses instead: how many are tested or excluded.")
def list_(as_json: bool, ledger: bool) -> None:
    """List the requirements, or what became of each documented clause."""
    from conformance.catalogue import accounted, listed

    click.echo(accounted(as_json=as_json) if ledger else listed(as_json=as_json))


@commands.command()
@click.argument("id")
def explain(id: str) -> None:  # noqa: A002
    """Explain one requirement in full."""
    from conformance.catalogue import explained

    click.echo(explained(id))


commands.add_command(drift)
commands.add_command(fuzz)
commands.add_command(import_)
commands.add_command(proxy)
commands.add_command(record)
commands.add_command(report)
commands.add_command(serve)
commands.add_command(schema)
commands.add_command(sdk)
commands.add_command(target)
commands.add_command(retention)


def leave(code: int) -> NoReturn:
    """End with ``code``, at once: a target that hangs must not hold the command."""
    from conformance.outcome import leave_now

    leave_now(code)
    raise AssertionError("unreachable")


def main() -> None:
    """The entry point: every complaint about how it was called is one line and exit code 3."""
    try:
        # Not raised but returned: the code that a command ends with by click's Exit; None of one that simply ends.
        sys.exit(commands.main(standalone_mode=False))
    except click.ClickException as error:
        sys.exit(complaint(error.format_message()))
    except (ConfigurationError, ReportError) as error:
        sys.exit(complaint(str(error)))
    except (click.Abort, KeyboardInterrupt):
        sys.exit(2)
    except Exception:  # a bug of ours: the trace is what a report of it needs, and 1 would accuse the target
        traceback.print_exc()
        sys.exit(2)


def complaint(message: str) -> int:
    """Print one line on standard error; 3."""
    click.echo("conformance: " + " ".join(message.split()), err=True)
    return 3
