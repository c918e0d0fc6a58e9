"""A comparison as plain text, for a terminal and the log of a CI job."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from conformance.report import evidence, text, view
from conformance.report.diff.change import Category, by_cause, by_outcome
from conformance.report.diff.comparison import GROUPED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from conformance.report.diff.change import Change
    from conformance.report.diff.comparison import Comparison
    from conformance.report.view import Report

WIDE = 120
NAMED = 12  # of those that one reason explains and that are none of the worst
IN_FULL = 50  # causes of a category told with evidence; the rest by id
DETAILED = (Category.NEWLY_FAILING, Category.NEWLY_WARNING)


def as_text(comparison: Comparison, *, strict: bool = False) -> str:
    """What differs, the two numbers, then each category, the worst first; the outcome is the last line."""
    lines = [*_heads(comparison), ""]
    for category, changes in comparison.by_category.items():
        lines.append(f"{category.heading} ({len(changes)})")
        if category in GROUPED:
            lines += [line for reason, some in comparison.by_reason(category).items() for line in _group(reason, some)]
        else:
            causes = by_cause(changes)
            lines += [line for alike in causes[:IN_FULL] for line in _cause(alike)]
            lines += _more([each for alike in causes[IN_FULL:] for each in alike], "  ")
        lines.append("")
    return "\n".join([*lines, comparison.sentence(strict=strict)]) + "\n"


def numbers(comparison: Comparison) -> Iterator[tuple[str, str, str, str]]:
    """Name, old, new, and what was counted, of the two numbers."""
    old, new = comparison.old.tally, comparison.new.tally
    yield (
        "conformance",
        text.percent(old.conformance),
        text.percent(new.conformance),
        f"{old.passed} of {old.scored} → {new.passed} of {new.scored}",
    )
    yield (
        "coverage",
        text.percent(old.coverage),
        text.percent(new.coverage),
        f"{old.scored} of {old.applicable} → {new.scored} of {new.applicable}",
    )


def _heads(comparison: Comparison) -> Iterator[str]:
    yield f"old  {_run(comparison.old)}"
    yield f"new  {_run(comparison.new)}"
    for found in comparison.differences:
        follows = f" ({found.follows})" if found.follows else ""
        yield from _wrapped(f"{found.what} differs: {_line(found.old)} → {_line(found.new)}{follows}", "  ")
    for name, old, new, counted in numbers(comparison):
        yield f"{name:12} {old} → {new}  ({counted})"


def _run(report: Report) -> str:
    header = report.run.header
    return _line(f"{view.target_name(report.run)} at {header['revision']}, {text.moment(header['started'])}")


def _cause(changes: list[Change]) -> Iterator[str]:
    change, *alike = changes
    old, new = change.statuses
    was = f", was {_line(change.was)}" if change.was else ""
    why = f", {_line(change.why)}" if change.why else ""
    mark, level = view.MARKS[change.newest.result["status"]], change.newest.result["level"]
    yield f"  {mark} {_line(change.id)} ({level}): {old} → {new}{was}{why}"
    if change.category in DETAILED:
        found = evidence.findings(change.newest).split("\n")
        yield from (line for each in found for line in _wrapped(each, "      "))
    elif change.category is Category.STILL_FAILING:
        yield from _wrapped(change.newest.result["message"], "      ")
    yield from _more(alike, "      ", "with this message")


def _group(reason: str, changes: list[Change]) -> Iterator[str]:
    yield from _wrapped(f"{reason or 'no reason given'}:", "  ")
    for status, some in by_outcome(changes).items():
        named = some if status in view.FAILED else some[:NAMED]
        rest = f" and {len(some) - len(named)} more" if some[len(named) :] else ""
        yield from _wrapped(f"{len(some)} {status}: {', '.join(_line(each.id) for each in named)}{rest}", "      ")


def _more(changes: list[Change], indent: str, what: str = "") -> Iterable[str]:
    ids = ", ".join(_line(each.id) for each in changes)
    return _wrapped(f"and {len(changes)} more{' ' if what else ''}{what}: {ids}", indent) if changes else []


def _line(value: str) -> str:
    return text.one_line(text.clean(value), 200)


def _wrapped(value: str, indent: str) -> list[str]:
    return textwrap.wrap(
        text.one_line(text.clean(value), 4_000),
        WIDE,
        initial_indent=indent,
        subsequent_indent=indent,
        break_on_hyphens=False,
    )
