"""The text of a list of known failures, entry by entry: one is edited, taken out or put in, and all else stays.

An entry reaches from its header to its last key. Comments around it are nobody's and stay; tomlkit keeps those inside.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import tomlkit

from conformance.known.loading import headers, is_whole

Fields = Mapping[str, "str | date | None"]


@dataclass(frozen=True, slots=True)
class Edit:
    """What becomes of the entry at ``line``: with ``change`` of its fields (``None`` takes one out), and new entries
    after it; without a change it goes."""

    line: int
    change: Fields | None
    after: tuple[Fields, ...] = ()


def edited(text: str, edits: list[Edit], new: list[Fields]) -> str:
    """``text`` with some entries edited, and ``new`` ones at its end."""
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = text.replace("\r\n", "\n").split("\n")
    begins = [line - 1 for line, _ in headers("\n".join(lines))]
    ends = dict(zip(begins, [*begins[1:], len(lines)], strict=False))
    for edit in sorted(edits, key=lambda edit: edit.line, reverse=True):
        start = edit.line - 1
        end = _last(lines, start, ends[start])
        blocks = [] if edit.change is None else [_changed("\n".join(lines[start:end]), edit.change)]
        put = "\n\n".join([*blocks, *map(_block, edit.after)]).split("\n") if blocks or edit.after else []
        lines[start:end] = put
        if not put:
            _close(lines, start)
    whole = "\n".join(lines).rstrip("\n")
    whole = "\n\n".join([*([whole] if whole else []), *map(_block, new)]) + "\n"
    return whole.replace("\n", newline)


def _last(lines: list[str], start: int, end: int) -> int:
    """Where the entry in these lines is over: after its last key, as comments and empty lines may be of the next."""
    last = end
    while last > start + 1 and (not lines[last - 1].strip() or lines[last - 1].lstrip().startswith("#")):
        last -= 1
    while last < end and not is_whole(lines[start:last]):  # what looks like a comment ends a string of several lines
        last += 1
    return last


def _close(lines: list[str], at: int) -> None:
    """One empty line is enough where an entry was."""
    while at < len(lines) and not lines[at].strip() and (at == 0 or not lines[at - 1].strip()):
        del lines[at]


def _changed(block: str, change: Fields) -> str:
    document = tomlkit.parse(block + "\n")
    (row,) = next(iter(document.values()))
    for name, value in change.items():
        if value is not None:
            row[name] = value
        elif name in row:
            del row[name]
    return tomlkit.dumps(document).rstrip("\n")


def _block(fields: Fields) -> str:
    rows = tomlkit.aot()
    rows.append(tomlkit.item({name: value for name, value in fields.items() if value}))
    document = tomlkit.document()
    document["known"] = rows
    return tomlkit.dumps(document).strip("\n")
