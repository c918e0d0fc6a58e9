"""SARIF 2.1.0, for viewers of findings such as GitHub's code scanning: a rule per requirement, a result per finding.

What passed, was not supported or does not apply is no finding and has a rule only. A known failure is suppressed with
its reason, which viewers show; an error is the suite's own and stands among the notifications of the run.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from conformance.report import evidence, text, view
from conformance.report.evidence import fit

if TYPE_CHECKING:
    from conformance.report.lines import ResultRecord
    from conformance.report.results import Run
    from conformance.report.view import RequirementView

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
HOME = "https://ai.google.dev/gemini-api/docs/interactions"  # what is judged is documented there
LEVELS = {"must": "error", "should": "warning", "may": "note"}
FINDINGS = ("fail", "expected-fail", "unexpected-pass", "warn")


def render_sarif(run: Run) -> str:
    """The findings of a run as one SARIF log; every location is where the suite writes the requirement.

    The paths are relative to the root of the suite's sources, as the viewers of a repository want them.
    """
    header = run.header
    judged = {each.result["id"]: each for each in view.report(run).requirements}  # an id names one rule
    order = {name: number for number, name in enumerate(judged)}
    found = [each for each in judged.values() if each.result["status"] in FINDINGS]
    category = "/".join(quote(part, safe="") for part in (view.target_name(run), header["revision"]))
    log = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": _driver(run, list(judged.values()))},
                "automationDetails": {"id": f"conformance/{category}/"},
                "invocations": [_invocation(run, list(judged.values()))],
                "columnKind": "unicodeCodePoints",
                "results": [_result(each, order[each.result["id"]], category) for each in found],
            }
        ],
    }
    return json.dumps(log, indent=1, ensure_ascii=False) + "\n"


def _driver(run: Run, judged: list[RequirementView]) -> dict[str, Any]:
    return {
        "name": "interactions-conformance",
        "version": fit(run.header["suite"]["version"]),
        "informationUri": HOME,
        "rules": [_rule(each) for each in judged],
    }


def _rule(each: RequirementView) -> dict[str, Any]:
    result = each.result
    source = view.web_link(result["source"])
    note = result.get("note", "")
    plain = [result["sentence"], note, f"Rests on: {result['evidence']} {source or ''}".rstrip(), f"Run: {each.rerun}"]
    link = f"[the documentation]({_address(source)})" if source else "no page"
    clauses = ", ".join(_code(clause) for clause in result["clauses"]) or "no clause"
    marked = [_escaped(result["sentence"]), _escaped(note), f"{result['evidence']}: {link}, {clauses}"]
    return {
        "id": fit(result["id"]),
        "shortDescription": {"text": fit(result["sentence"])},
        "fullDescription": {"text": fit(" ".join(filter(None, (result["sentence"], note))))},
        "help": {
            "text": fit("\n".join(filter(None, plain))),
            "markdown": fit("\n\n".join(filter(None, [*marked, f"Run it again: {_code(each.rerun)}"]))),
        },
        **({"helpUri": _address(source)} if source else {}),
        "defaultConfiguration": {"level": LEVELS[result["level"]]},
        "properties": {
            "tags": list(dict.fromkeys([result["level"], result["evidence"], fit(result["feature"])])),
            "problem.severity": {"must": "error", "should": "warning", "may": "recommendation"}[result["level"]],
            "precision": "high",
        },
    }


def _result(each: RequirementView, rule: int, category: str) -> dict[str, Any]:
    result = each.result
    known = result.get("known")
    found: dict[str, Any] = {
        "ruleId": fit(result["id"]),
        "ruleIndex": rule,
        # A must that warns was not scored: it is flaky, waived, or the model did otherwise.
        "level": ("note" if result["level"] == "may" else "warning") if result["status"] == "warn" else "error",
        "message": {"text": _message(fit(evidence.findings(each)))},
        "locations": [_location(result)],
        # Of the requirement, the target and the revision alone: a line that moves makes no new alert of an old one.
        "partialFingerprints": {"primaryLocationLineHash": _hash(f"{category}/{result['id']}")},
        "properties": {"status": result["status"], "output": fit(evidence.output(each))},
    }
    if known and known.get("file"):
        place = {"uri": _relative(str(known["file"])), "uriBaseId": "%SRCROOT%"}
        region = {"region": {"startLine": known["line"]}} if (known.get("line") or 0) > 0 else {}
        said = {"message": {"text": _message(fit(known["reason"]))}}
        found["relatedLocations"] = [{"id": 1, "physicalLocation": {"artifactLocation": place, **region}, **said}]
    if result["status"] == "expected-fail":
        reason = view.known(result) or result["message"] or "listed as a known failure"
        found["suppressions"] = [{"kind": "external", "status": "accepted", "justification": fit(reason)}]
    return found


def _location(result: ResultRecord) -> dict[str, Any]:
    # A stream that does not say where a requirement is written still names its feature, and that names the file.
    defined = result.get("defined") or {"file": f"conformance/features/{_slug(result['feature'])}.py", "line": 1}
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": _relative(defined["file"]), "uriBaseId": "%SRCROOT%"},
            "region": {"startLine": defined["line"]},
        },
        "logicalLocations": [{"fullyQualifiedName": fit(result["id"]), "kind": "requirement"}],
    }


def _invocation(run: Run, judged: list[RequirementView]) -> dict[str, Any]:
    errors = [each for each in judged if each.result["status"] == "error"]
    notes: list[dict[str, Any]] = [
        {
            "level": "error",
            "message": {"text": _message(fit(each.result["message"] or each.result["sentence"]))},
            "associatedRule": {"id": fit(each.result["id"])},
        }
        for each in errors
    ]
    if run.interrupted:
        said = "This run did not finish: the result file has no summary."
        notes.append({"level": "error", "message": {"text": said}})
    made: dict[str, Any] = {"commandLine": fit(run.header["command"]), "executionSuccessful": not notes}
    return made | {"toolExecutionNotifications": notes} if notes else made


def _message(value: str) -> str:
    # Only digits in braces are placeholders to the viewers there are; brackets make links.
    return re.sub(r"\{(\d+)\}", r"{{\1}}", re.sub(r"([\[\]\\])", r"\\\1", value))


def _escaped(value: str) -> str:
    return re.sub(r"([\\`*_{}\[\]()<>#+!|~&-])", r"\\\1", text.clean(value))


def _code(value: str) -> str:
    return "`" + text.one_line(text.clean(value), 300).replace("`", "'") + "`"


def _address(url: str) -> str:
    return quote(url, safe=":/?#@!$&'*+,;=%~-._")


def _relative(path: str) -> str:
    """A path as the relative URI of SARIF: no drive, no scheme, nothing above the root."""
    parts = [part for part in re.split(r"[/\\]", path) if part not in ("", ".", "..")]
    return quote("/".join(parts)[:400]) or "unknown"


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", name.lower())[:80]


def _hash(value: str) -> str:
    return hashlib.sha256(text.clean(value).encode()).hexdigest()[:32]
