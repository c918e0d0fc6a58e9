"""Writes ``schemas/CHANGES.md``: ``python -m conformance.schemadiff``. Works in a checkout."""

from __future__ import annotations

import sys
from itertools import pairwise
from pathlib import Path

from conformance.revisions import NAMES
from conformance.schemadiff.compare import between
from conformance.schemadiff.render import as_markdown

CHANGES = Path(__file__).resolve().parents[2] / "schemas" / "CHANGES.md"
INTRODUCTION = """\
# What changed from revision to revision

Written by `python -m conformance.schemadiff` from `schemas/<revision>/request` and `schemas/<revision>/strict`; what
`conformance schema diff R1 R2` says of any two revisions is here for each and the next. `--json` gives it to programs.

**Whom a change breaks.** Somebody who knows the older revision alone and meets the newer one.

| | a value that was valid no longer is | there are values that were not there before |
|---|---|---|
| a request | clients break | servers break |
| an answer | servers break | clients break |

A new field of an answer breaks nobody, because clients have to survive fields that they don't know; a field of an
answer that is gone breaks the clients that read it. The name of a type is ours alone and not on the wire, so a type
that comes, goes or is renamed breaks nobody by itself: the fields and forms that lead to it do, and are listed too.

**Words.** A *form* is one of the things a value may be: a branch of a union. A *known value* is one of a list that is
open. A *rule* is a type, a limit or a pattern. *Replaced* means that some old values are refused and some new ones
taken, or that neither could be ruled out. `Type[]` is an item of a list, `Type.*` a field without a name of its own,
`Partial(Whole)` the incomplete form of a type inside a stream. What clients send back as the service gave it is taken
by every revision of the same shape and so changes on the side of requests only where the shape does.
"""


def changes() -> str:
    """The text of ``CHANGES.md``: every revision against the one before."""
    return "\n".join([INTRODUCTION, *(as_markdown(between(old, new)) for old, new in pairwise(NAMES))])


def main(arguments: list[str]) -> int:
    """Writes the file; returns the exit code, 3 on bad usage or outside a checkout."""
    if arguments or not CHANGES.parent.is_dir():
        sys.stderr.write("usage: python -m conformance.schemadiff, in a checkout\n")
        return 3
    CHANGES.write_text(changes(), "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
