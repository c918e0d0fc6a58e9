"""Options that every command with results has."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

_FILE = click.Path(dir_okay=False, path_type=Path)
Command = Callable[..., Any]


def known_failures(command: Command) -> Command:
    """``--known-failures FILE``"""
    words = "What is known to fail, and why (TOML)."
    return click.option("--known-failures", type=_FILE, default=None, metavar="FILE", help=words)(command)


def update_known_failures(command: Command) -> Command:
    """``--update-known-failures``"""
    words = "Write that file anew: list what fails, drop what passes."
    return click.option("--update-known-failures", is_flag=True, help=words)(command)


def as_json(command: Command) -> Command:
    """``--json``"""
    words = "One JSON object on standard output; everything else goes to standard error."
    return click.option("--json", "as_json", is_flag=True, help=words)(command)
