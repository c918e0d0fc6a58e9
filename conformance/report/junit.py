"""JUnit XML, so that a CI system lists each requirement as a test case.

There is no standard of it. What is written here is what Jenkins (its xUnit plugin checks a schema), GitLab and the
viewers for GitHub have in common.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from conformance.report import evidence, view
from conformance.report.evidence import fit

if TYPE_CHECKING:
    import junitparser

    from conformance.report.results import Run

LONGEST = 1_000_000  # seconds


def render_junit(run: Run) -> str:
    """The results of a run as one JUnit suite: a case per requirement, named by its id, in the class of its feature.

    The class names target and revision too: GitLab shows one of several cases alike in a job, Jenkins makes them one.
    A known failure is skipped and an unexpected pass fails, as in the exit codes; an interrupted run adds an error.
    """
    import junitparser

    header = run.header
    name = f"{view.target_name(run)} {header['revision']}"
    suite = junitparser.TestSuite(fit(name))
    suite.timestamp = fit(header["started"])
    for key, value in (("suite", header["suite"]["version"]), ("requirements", header["suite"]["requirements"])):
        suite.add_property(key, fit(value))
    # All at once: the library counts the whole suite anew with every call.
    suite.add_testcases([_case(each, name) for each in view.report(run).requirements])
    if run.interrupted:
        case = junitparser.TestCase("interrupted", fit(f"{name}.run"))
        case.result = [junitparser.Error("This run did not finish: the result file has no summary.", "interrupted")]
        suite.add_testcase(case)
    document = junitparser.JUnitXml()
    document.add_testsuite(suite)
    # By hand: the schema of Jenkins' xUnit plugin has "skipped" for a suite alone, and refuses a file with more.
    document.tests, document.failures, document.errors = suite.tests, suite.failures, suite.errors
    document.time = suite.time
    written = io.BytesIO()
    document.write(written)
    return written.getvalue().decode("utf-8")


def _case(each: view.RequirementView, suite: str) -> junitparser.TestCase:
    import junitparser

    result = each.result
    # Without an exponent, which not every reader of seconds knows.
    took = round(min(max(result["duration"] or 0, 0), LONGEST), 4)
    case = junitparser.TestCase(fit(result["id"]), fit(f"{suite}.{result['feature']}"), took)
    message = fit(result["message"] or result["sentence"])
    match result["status"]:
        case "fail" | "unexpected-pass" as status:
            outcome: junitparser.Failure | junitparser.Error = junitparser.Failure(message, status)
            outcome.text = fit(evidence.findings(each))
            case.result = [outcome]
        case "error":
            outcome = junitparser.Error(message, "error")
            outcome.text = fit(evidence.findings(each))
            case.result = [outcome]
        case "unsupported" | "not-applicable" | "expected-fail" as status:
            listed = view.known(result)
            said = fit(f"{status}: {message}" + (f" ({listed})" if listed else ""))
            case.result = [junitparser.Skipped(said, status)]
    case.system_out = fit(evidence.output(each))
    return case
