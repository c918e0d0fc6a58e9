"""The ledger against the documented clauses, and against what requirements and mutants declare."""

from __future__ import annotations

import json
from pathlib import Path

from conformance import ledger
from conformance.catalogue import accounted
from conformance.mutant import killers
from conformance.requirement import requirements


def test_it_names_every_documented_clause_and_no_other(corpus: Path) -> None:
    facts = json.loads((corpus / "facts" / "clauses.json").read_text("utf-8"))
    assert [entry.clause for entry in ledger.ledger()] == [clause["id"] for clause in facts]


def test_it_fits_together() -> None:
    assert list(ledger.complaints()) == []


def test_every_clause_is_tested_or_excluded_and_most_are_tested() -> None:
    fates = [entry.fate for entry in ledger.ledger()]
    assert [entry.clause for entry in ledger.ledger() if entry.fate == "open"] == []
    assert fates.count("tested") >= 0.75 * len(fates)


def test_a_clause_counts_where_a_mutant_against_it_is_killed_by_what_cites_it() -> None:
    for entry in ledger.ledger():
        for name in entry.tested_by:
            requirement = requirements()[name]
            assert entry.clause in requirement.clauses
            assert any(entry.clause in mutant.against(requirement) for mutant in killers(name))


def test_the_numbers_add_up() -> None:
    told = json.loads(accounted(as_json=True))
    for area, counts in told["areas"].items():
        fates = [clause["fate"] for clause in told["clauses"] if clause["area"] == area]
        assert counts == {
            "documented": len(fates),
            "tested": fates.count("tested"),
            "excluded": fates.count("excluded"),
        }
    assert sum(told["excluded"].values()) == sum(counts["excluded"] for counts in told["areas"].values())
    assert accounted().splitlines()[0].split() == ["area", "documented", "tested", "excluded"]
