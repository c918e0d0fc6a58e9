"""What a requirement rests its status on, as plain text: for formats that have room for a message and an output."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance.report import text, view

if TYPE_CHECKING:
    from conformance.report.view import RequirementView

BODY_LIMIT = 2_000  # characters of a request or an answer
TEXT_LIMIT = 8_000  # of all that is said of a requirement
SHOWN = 5  # observations


def fit(value: str) -> str:
    """The text without what cannot be shown, and not without end."""
    return text.cut(text.clean(value), TEXT_LIMIT)


def findings(each: RequirementView) -> str:
    """The sentence, the message, what was observed against what was expected, and how to run it again, a line each."""
    result = each.result
    lines = [result["sentence"], f"message: {result['message']}"] if result["message"] else [result["sentence"]]
    for seen in each.telling[:SHOWN]:
        lines += [line for name, value in view.findings(seen.record) if (line := f"{name}: {value}") not in lines]
    if listed := view.known(result):
        lines.append(listed)
    return "\n".join([*lines, f"run it again: {each.rerun}"])


def output(each: RequirementView) -> str:
    """The status, the source, and the exchange that decided with its curl line, where there was one."""
    result = each.result
    lines = [f"{result['status']} ({result['level']}, {result['evidence']}): {result['sentence']}"]
    if result["status"] == "warn":
        lines.append(f"warning: {result['message']}")
    if listed := view.known(result):
        lines.append(listed)
    lines += [f"source: {result['source']}"] if result["source"] else []
    for exchange in each.exchanges[:1]:
        record = exchange.record
        lines.append(f"exchange {record['id']}: {exchange.label}")
        lines.append(f"request: {text.compact(record['request']['body'], BODY_LIMIT)}")
        if response := record["response"]:
            answer = response["body"] if response["events"] is None else response["events"]
            lines.append(f"response: {text.compact(answer, BODY_LIMIT)}")
        else:
            lines.append(f"response: none ({record['failure'] or 'not recorded'})")
        lines += [exchange.curl] if exchange.curl else []
    return "\n".join(lines)
