"""The Markdown report: a scoreboard and what failed, for a pull request or a README on GitHub."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from conformance.report import text, view

if TYPE_CHECKING:
    from conformance.report.generation import GenerationView
    from conformance.report.results import Run

IN_FULL = 50  # failures printed with their evidence; the rest by id
COLUMNS = ("pass", "fail", "warn", "unsupported", "error")


def render_markdown(run: Run) -> str:
    """The scoreboard of a run and its failures with evidence, as GitHub Markdown.

    Text from a target stands in code spans and fences only, so that it makes no link, mention, element or table cell.
    """
    report, header = view.report(run), run.header
    lines = [f"# Conformance of {code(view.target_name(run))} at revision {code(header['revision'])}", ""]
    if run.interrupted:
        lines += ["> **Interrupted run.** The result file has no summary; only what was judged before is counted.", ""]
    tally = report.tally
    passed = f"{tally.passed} of {tally.scored} scored requirements passed"
    scored = f"{tally.scored} of {tally.applicable} applicable requirements scored"
    lines += [
        f"**{report.sentence}**",
        "",
        "| | | |",
        "| --- | ---: | --- |",
        f"| **Conformance** | **{text.percent(tally.conformance)}** | {passed} |",
        f"| **Coverage** | **{text.percent(tally.coverage)}** | {scored} |",
        "",
        *_board(report),
        "",
        *_clauses(report),
    ]
    for title, views in (
        ("What failed", report.having(*view.FAILED)),
        ("What could not be judged", report.having("error")),
        ("Warnings", report.having("warn")),
    ):
        if views:
            lines += [f"## {title}", ""]
            lines += [line for each in views[:IN_FULL] for line in _requirement(each)]
            if rest := views[IN_FULL:]:
                lines += [f"And {len(rest)} more: {', '.join(code(each.result['id']) for each in rest)}", ""]
    lines += [line for each in report.generations for line in _generation(each)]
    lane = plain(view.LANES[header["lane"]])
    suite = f"Suite {code(header['suite']['version'])}, requirements {code(header['suite']['requirements'])}"
    said = [suite, escape(text.moment(header["started"])), lane]
    if not header.get("selected", {}).get("whole", True):
        said.append(f"judged: {code(view.selection(run))}")
    return "\n".join([*lines, f"{', '.join(said)}.", ""])


def _generation(each: GenerationView) -> list[str]:
    """What one scenario of generated requests did, with its failures."""
    stopped = "" if each.record["whole"] else ", stopped before its end"
    head = f"## Generated requests: {code(each.record['scenario'])}"
    lines = [head, "", f"{each.total} requests of seed {each.record['seed']}{stopped}.", ""]
    if each.tiers:
        lines += ["| Tier | Requests | Rate |", "| --- | ---: | ---: |"]
        lines += [f"| {plain(tier)} | {sent} | {rate} |" for tier, sent, rate in each.tiers]
        lines.append("")
    lines += [line for name, said in each.reached for line in (f"Reached by {code(name)}: {plain(said)}.", "")]
    for failure in each.failures[:IN_FULL]:
        lines += [f"### Failed: {code(failure.record['requirement'])}", ""]
        lines += fence([f"{name + ':':<10}{value}" for name, value in [*failure.facts, ("again", failure.rerun)]])
        if failure.exchange and failure.exchange.curl:
            lines += fence([failure.exchange.curl])
    lines += [f"- {number} further requests broke {code(name)}" for name, number in each.counted]
    lines += [f"- {number} findings explained: {escape(reason)}" for reason, number in each.explained]
    return [*lines, ""] if each.counted or each.explained else lines


def _clauses(report: view.Report) -> list[str]:
    counts = report.ledger
    if counts is None:
        return []
    said = f"Of {counts['documented']} documented clauses this suite tests {counts['tested']}"
    return [f"{said} and excludes {counts['excluded']} with a reason.", ""]


def _board(report: view.Report) -> list[str]:
    lines = [
        f"| Feature | Verdict | {' | '.join(COLUMNS)} |",
        f"| --- | --- |{' ---: |' * len(COLUMNS)}",
    ]
    for feature in report.features:
        counts = dict(feature.counts)
        # Known failures are failures, and what passes against expectation passes.
        for known, plain in (("expected-fail", "fail"), ("unexpected-pass", "pass")):
            counts[plain] = counts.get(plain, 0) + counts.get(known, 0)
        numbers = " | ".join(str(counts.get(status) or "") for status in COLUMNS)
        title = escape(feature.info["title"])
        lines.append(f"| {title} | {view.MARKS[feature.verdict]} {feature.label} | {numbers} |")
    return lines


def _requirement(each: view.RequirementView) -> list[str]:
    result = each.result
    source = view.web_link(result["source"])
    lines = [
        f"### {view.MARKS[result['status']]} {result['status']}: {code(result['id'])} ({result['level']})",
        "",
        escape(result["sentence"]) + (f" ([source](<{_address(source)}>))" if source else ""),
        "",
    ]
    shown = [("message", text.cut(text.clean(result["message"]), 1200))] if result["message"] else []
    for seen in each.telling[:3]:
        shown += [finding for finding in view.findings(seen.record) if finding not in shown]
        shown += [("exchange", f"{exchange.record['id']} {exchange.label}") for exchange in seen.exchanges[:2]]
    if known := view.known(result):
        shown.append(("listed", text.cut(text.clean(known), 800)))
    shown.append(("again", each.rerun))
    curls = [exchange.curl for exchange in each.exchanges[:1] if exchange.curl]
    return [*lines, *fence([f"{name + ':':<10}{value}" for name, value in shown]), *(fence(curls) if curls else [])]


def fence(lines: list[str]) -> list[str]:
    body = text.clean("\n".join(lines))
    longest = max((len(run) for run in re.findall("`+", body)), default=0)
    fence = "`" * max(3, longest + 1)
    return [f"{fence}text", body, fence, ""]


def code(value: str) -> str:
    # A pipe ends a table cell even inside code; U+2502 looks the same and does not.
    body = text.one_line(text.clean(value), 200).replace("|", "\u2502") or "–"
    longest = max((len(run) for run in re.findall("`+", body)), default=0)
    ticks = "`" * (longest + 1)
    pad = " " if body.startswith("`") or body.endswith("`") else ""
    return f"{ticks}{pad}{body}{pad}{ticks}"


def escape(value: str) -> str:
    # Suite text: `code` stays code, all other punctuation that means something to Markdown is escaped.
    parts = re.split(r"``?([^`]+)``?", text.one_line(text.clean(value), 600))
    return "".join(code(part) if number % 2 else plain(part) for number, part in enumerate(parts))


def plain(value: str) -> str:
    value = re.sub(r"([\\`*_{}\[\]()<>#+!|~&-])", r"\\\1", value)
    # GitHub links bare addresses and mentions by itself, after Markdown; a zero-width space keeps them text.
    return re.sub(r"(@|://|www\.)", "\\1\u200b", value, flags=re.IGNORECASE)


def _address(url: str) -> str:
    return re.sub(r"[<>\"|`\\]", lambda found: f"%{ord(found[0]):02X}", url)
