"""The lock of requirement ids: results of different versions can only be compared where an id means one thing for ever.

``requirements.lock`` has a line for every id that was ever published, sorted, in one of three forms::

    create.answers-with-an-interaction
    create.old-name -> create.new-name
    create.withdrawn retired: the documentation took it back

``python -m conformance.lock`` adds ids that are new; it never removes or changes a line. Works in a checkout.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).resolve().parent.parent / "requirements.lock"
INSTALLED = Path(__file__).resolve().parent / "_requirements.lock"  # inside a wheel
COMMAND = "python -m conformance.lock"

_LINE = re.compile(r"(?P<id>[a-z0-9.-]+)(?: -> (?P<new>[a-z0-9.-]+)| retired: (?P<reason>\S.*))?")


@dataclass(frozen=True, slots=True)
class Names:
    """What became of published ids: ``renamed`` to another id, or ``retired`` for a reason."""

    renamed: Mapping[str, str]
    retired: Mapping[str, str]

    def newest(self, id: str) -> str:  # noqa: A002
        """The id that ``id`` has today: itself, or what it was renamed to, as often as it was."""
        passed = {id}
        while (new := self.renamed.get(id)) and new not in passed:
            passed.add(id := new)  # noqa: A001
        return id


@cache
def names() -> Names:
    """What the published lock says became of ids; nothing where neither a checkout nor a wheel has one."""
    file = INSTALLED if INSTALLED.is_file() else FILE
    lines = file.read_text("utf-8").splitlines() if file.is_file() else []
    found = [match for line in lines if (match := _LINE.fullmatch(line))]
    renamed = {match["id"]: match["new"] for match in found if match["new"]}
    return Names(renamed, {match["id"]: match["reason"] for match in found if match["reason"]})


def with_new(lines: list[str], ids: Iterable[str]) -> list[str]:
    """``lines``, and a line for each of ``ids`` that has none; sorted."""
    known = {line.split(maxsplit=1)[0] for line in lines}
    return sorted([*lines, *(set(ids) - known)])


def complaints(lines: list[str], ids: Iterable[str]) -> Iterator[str]:
    """What is wrong between the ``lines`` of the lock and the ``ids`` that exist: a sentence each, with what to do."""
    existing, moved, locked = set(ids), {}, []
    for line in lines:
        found = _LINE.fullmatch(line)
        if not found:
            yield f"requirements.lock: {line!r} is neither 'id', 'id -> new.id' nor 'id retired: reason'"
            continue
        locked.append(found["id"])
        if found["new"] or found["reason"]:
            moved[found["id"]] = found["new"]
    if lines != sorted(lines) or len(set(locked)) != len(locked):
        yield "requirements.lock: the lines are not sorted, or an id has two"
    for gone in sorted(set(locked) - existing - set(moved)):
        yield f"{gone} was published and is gone: make its line '{gone} -> new.id' or '{gone} retired: reason'"
    for old, new in moved.items():
        if old in existing:
            yield f"{old} is renamed or retired in requirements.lock, and exists: an id is never used again"
        if new and new not in existing and new not in moved:
            yield f"{old} was renamed to {new}, which does not exist"
    for new in sorted(existing - set(locked)):
        yield f"{new} is not in requirements.lock: run {COMMAND}"


def main() -> int:
    """Add what is new to the file and say how many there were; 3 outside of a checkout."""
    from conformance.requirement import requirements
    from conformance.sdk.requirement import client_requirements

    if not FILE.with_name("pyproject.toml").is_file():
        print(f"{COMMAND}: there is no checkout around {FILE.parent}; run it in one", file=sys.stderr)
        return 3
    before = FILE.read_text("utf-8").splitlines() if FILE.is_file() else []
    after = with_new(before, [*requirements(), *client_requirements()])
    FILE.write_text("".join(f"{line}\n" for line in after), "utf-8")
    print(f"{FILE.name}: {len(after)} ids, {len(after) - len(before)} of them new")
    return 0


if __name__ == "__main__":
    sys.exit(main())
