"""What a trial shows is the same whether the rules share what they look at or each looks for itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from conformance.drawing import Drawing
from conformance.exchange import Exchange
from conformance.fuzzing.rules import Finding, Rules
from conformance.requirement import scenarios
from conformance.revisions import NEWEST
from conformance.session import Manner, opened
from conformance.target import find_target
from conformance.verdict import Outcome, Verdict

(GRANTED,) = (one for one in scenarios() if one.name == "generated-requests/send-what-is-granted")
Said = list[tuple[str, Verdict]]


def test_sharing_changes_no_verdict(monkeypatch) -> None:
    trials: list[tuple[Rules, Sequence[Exchange]]] = []
    found = Rules.findings

    def kept(rules: Rules, seen: Sequence[Exchange]) -> Iterator[Finding]:
        trials.append((rules, seen))
        return found(rules, seen)

    monkeypatch.setattr(Rules, "findings", kept)
    manner = Manner(drawing=Drawing(examples=160, seconds=60, tiers=("corpus", "walk"), workers=2), hurried=True)
    with opened(find_target("emulator"), NEWEST.name, manner) as stage:
        stage.open([GRANTED])
        stage.played(GRANTED)  # not all sources: it need not elicit everything
    told = [(together(found, *one), apart(*one)) for rules, seen in trials for one in spoiled(rules, seen)]
    assert len(told) > 150
    assert all(one == other for one, other in told)
    assert {verdict.outcome for one, _ in told for _, verdict in one} == {Outcome.RIGHT, Outcome.WRONG}


def together(found, rules: Rules, seen: Sequence[Exchange]) -> Said:
    return [(one.requirement.id, one.verdict) for one in found(rules, seen)]


def apart(rules: Rules, seen: Sequence[Exchange]) -> Said:
    """What each requirement says of its own copies of the exchanges."""
    said = []
    for requirement in rules.requirements:
        if rules.revision in requirement.span:
            traffic = [replace(exchange) for exchange in (rules.control, *seen)]
            verdicts = [rules.judge.verdict(requirement, one) for one in requirement.looks_at.find(traffic)]
            said += [(requirement.id, one) for one in verdicts if one.outcome is not Outcome.UNSEEN]
    return said


def spoiled(rules: Rules, seen: Sequence[Exchange]) -> Iterator[tuple[Rules, Sequence[Exchange]]]:
    """The trial as it was, with a server error at its end, and with nothing in its first answer."""
    yield rules, seen
    yield rules, (*seen[:-1], seen[-1].with_status(500))
    yield rules, (seen[0].with_body(b"{}"), *seen[1:])
