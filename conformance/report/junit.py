"""JUnit XML, so that a CI system lists each requirement as a test case."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from conformance.report import text, view

if TYPE_CHECKING:
    import junitparser

    from conformance.report.results import Run

EVIDENCE_LIMIT = 2_000


def render_junit(run: Run) -> str:
    """The results of a run as one JUnit suite: a case per requirement, named by its id, in the class of its feature.

    A known failure is skipped and an unexpected pass fails, as in the exit codes; an interrupted run adds an error.
    """
    import junitparser

    header = run.header
    suite = junitparser.TestSuite(_fit(f"{header['target']['name']} {header['revision']}"))
    suite.timestamp = _fit(header["started"])
    for name, value in (("suite", header["suite"]["version"]), ("requirements", header["suite"]["requirements"])):
        suite.add_property(name, _fit(value))
    # All at once: the library counts the whole suite anew with every call.
    suite.add_testcases([_case(each) for each in view.report(run).requirements])
    if run.interrupted:
        case = junitparser.TestCase("interrupted", "run")
        case.result = [junitparser.Error("This run did not finish: the result file has no summary.", "interrupted")]
        suite.add_testcase(case)
    document = junitparser.JUnitXml()
    document.add_testsuite(suite)
    document.update_statistics()  # type: ignore[no-untyped-call] # junitparser leaves it untyped
    written = io.BytesIO()
    document.write(written)
    return written.getvalue().decode("utf-8")


def _case(each: view.RequirementView) -> junitparser.TestCase:
    import junitparser

    result = each.result
    case = junitparser.TestCase(_fit(result["id"]), _fit(result["feature"]), result["duration"] or 0)
    message = _fit(result["message"] or result["sentence"])
    match result["status"]:
        case "fail" | "unexpected-pass" as status:
            outcome: junitparser.Failure | junitparser.Error = junitparser.Failure(message, status)
            outcome.text = _fit(_findings(each))
            case.result = [outcome]
        case "error":
            outcome = junitparser.Error(message, "error")
            outcome.text = _fit(_findings(each))
            case.result = [outcome]
        case "unsupported" | "not-applicable" | "expected-fail" as status:
            case.result = [junitparser.Skipped(f"{status}: {message}", status)]
    case.system_out = _fit(_output(each))
    return case


def _findings(each: view.RequirementView) -> str:
    lines = [each.result["sentence"]]
    for seen in each.telling[:5]:
        lines += [f"{name}: {value}" for name, value in view.findings(seen.record)]
    return "\n".join([*lines, f"run it again: {each.rerun}"])


def _output(each: view.RequirementView) -> str:
    result = each.result
    lines = [f"{result['status']} ({result['level']}, {result['evidence']}): {result['sentence']}"]
    if result["status"] == "warn":
        lines.append(f"warning: {result['message']}")
    lines += [f"source: {result['source']}"] if result["source"] else []
    for exchange in each.exchanges[:1]:
        record = exchange.record
        lines.append(f"exchange {record['id']}: {exchange.label}")
        lines.append(f"request: {text.compact(record['request']['body'], EVIDENCE_LIMIT)}")
        if response := record["response"]:
            answer = response["body"] if response["events"] is None else response["events"]
            lines.append(f"response: {text.compact(answer, EVIDENCE_LIMIT)}")
        else:
            lines.append(f"response: none ({record['failure'] or 'not recorded'})")
        lines += [exchange.curl] if exchange.curl else []
    return "\n".join(lines)


def _fit(value: str) -> str:
    return text.cut(text.clean(value), 4 * EVIDENCE_LIMIT)
