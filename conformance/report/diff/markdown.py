"""A comparison as GitHub Markdown, for the comment on a pull request or a summary page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance.report import evidence, text, view
from conformance.report.diff.change import Category, by_cause, by_outcome
from conformance.report.diff.comparison import GROUPED
from conformance.report.diff.text import DETAILED, IN_FULL, numbers
from conformance.report.markdown import code, escape, fence, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conformance.report.diff.change import Change
    from conformance.report.diff.comparison import Comparison
    from conformance.report.view import Report

FOLDED = (Category.STILL_FAILING, Category.NOT_COMPARABLE, Category.FIXED)
"""What may be long and needs no action stands behind a line to click on."""


def as_markdown(comparison: Comparison, *, strict: bool = False) -> str:
    """The outcome first, then what differs, the numbers, the features, and each category, the worst first."""
    lines = [
        f"# {_run(comparison.old)} → {_run(comparison.new)}",
        "",
        f"**{plain(comparison.sentence(strict=strict))}**",
        "",
    ]
    lines += [*_differences(comparison), *_numbers(comparison), *_features(comparison)]
    for category, changes in comparison.by_category.items():
        title = f"{category.heading} ({len(changes)})"
        body = list(_category(comparison, category, changes))
        if category in FOLDED:
            lines += [f"<details><summary>{title}</summary>", "", *body, "</details>", ""]
        else:
            lines += [f"## {title}", "", *body]
    return "\n".join(lines).rstrip("\n") + "\n"


def _run(report: Report) -> str:
    return f"{code(view.target_name(report.run))} at {code(report.run.header['revision'])}"


def _differences(comparison: Comparison) -> list[str]:
    if not comparison.differences:
        return []
    rows = [f"| {plain(d.what)} | {code(d.old)} | {code(d.new)} | {plain(d.follows)} |" for d in comparison.differences]
    return ["| The runs differ in | old | new | |", "| --- | --- | --- | --- |", *rows, ""]


def _numbers(comparison: Comparison) -> list[str]:
    rows = [f"| **{name}** | {old} | **{new}** | {counted} |" for name, old, new, counted in numbers(comparison)]
    return ["| | old | new | |", "| --- | ---: | ---: | --- |", *rows, ""]


def _features(comparison: Comparison) -> list[str]:
    rows = []
    for feature in comparison.features:
        old, new = feature.labels
        verdict = new if old == new else f"{old} → {new}"
        counted = ", ".join(f"{count} {category.value}" for category, count in feature.counts.items())
        rows.append(f"| {escape(feature.title)} | {verdict} | {counted} |")
    return ["| Feature | Verdict | |", "| --- | --- | --- |", *rows, ""] if rows else []


def _category(comparison: Comparison, category: Category, changes: list[Change]) -> Iterator[str]:
    if category in GROUPED:
        for reason, some in comparison.by_reason(category).items():
            told = "; ".join(f"{len(of)} {status}: {_ids(of)}" for status, of in by_outcome(some).items())
            yield f"- {plain(text.one_line(text.clean(reason or 'no reason given'), 400))} – {told}"
        yield ""
        return
    causes = by_cause(changes)
    for alike in causes[:IN_FULL]:
        yield from _cause(alike)
    if rest := [change for alike in causes[IN_FULL:] for change in alike]:
        yield f"- and {len(rest)} more: {_ids(rest)}"
    if category not in DETAILED or rest:
        yield ""


def _cause(changes: list[Change]) -> Iterator[str]:
    change, *alike = changes
    old, new = change.statuses
    result = change.newest.result
    was = f", was {code(change.was)}" if change.was else ""
    why = f", {plain(text.one_line(change.why))}" if change.why else ""
    head = f"{code(change.id)} ({result['level']}): {old} → {new}{was}{why}"
    if change.category in DETAILED:
        yield from (f"### {view.MARKS[result['status']]} {head}", "")
        yield from fence(text.cut(evidence.findings(change.newest), 4_000).split("\n"))
        if alike:
            yield from (f"And {len(alike)} more with this message: {_ids(alike)}", "")
        return
    message = result["message"] if change.category is Category.STILL_FAILING else ""
    more = f"; and {len(alike)} more: {_ids(alike)}" if alike else ""
    yield f"- {head}" + (f" – {code(message)}" if message else "") + more


def _ids(changes: list[Change]) -> str:
    shown = changes[:IN_FULL]
    rest = f" and {len(changes) - len(shown)} more" if changes[IN_FULL:] else ""
    return ", ".join(code(change.id) for change in shown) + rest
