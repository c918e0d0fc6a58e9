"""``python -m conformance.sdk.sins``: print which requirement on clients notices which sin; 1 where one does not."""

from __future__ import annotations

import sys
from fnmatch import fnmatchcase

from conformance.sdk.sins.sin import sins
from conformance.sdk.sins.table import table, unkilled


def main(globs: list[str]) -> int:
    """Play the sins whose name, or that of what they are against, matches one of ``globs``; all for none."""
    chosen = [
        sin
        for sin in sins()
        if not globs or any(fnmatchcase(name, glob) for name in (sin.name, *sin.kills) for glob in globs)
    ]
    kills = table(chosen)
    for kill in sorted(kills, key=lambda kill: (kill.requirement, kill.sin)):
        word = "killed by" if kill.is_kill else "tripped" if kill.tripped else "SURVIVED"
        print(f"{kill.requirement:42} {word} {kill.sin}" + ("" if kill.is_kill else f": {kill.status}: {kill.message}"))
    left = unkilled(kills) if not globs else []
    for id in left:  # noqa: A001
        print(f"{id:42} has no sin against it")
    bad = [kill for kill in kills if not kill.is_kill]
    print(f"{len(chosen)} sins, {len(kills) - len(bad)} kills, {len(bad)} survived, {len(left)} requirements unkilled")
    return 1 if bad or left else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
