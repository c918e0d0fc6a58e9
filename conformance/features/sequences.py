"""Sequences: create, continue, branch, get, stream, resume, cancel and delete in any order, and what must hold after.

A server may do each of these right by itself and still get their sum wrong: a branch that sees its sibling's turn, a
delete that takes the parent along, a cancel that the next get undoes. Sequences are drawn by a state machine, from a
seed; one that breaks a rule is made as short as it goes and played once more before it counts.
"""

from __future__ import annotations

from conformance.api import Api
from conformance.conversation import CREATE, Conversation, Role
from conformance.exchange import Exchange
from conformance.generate.sequences.able import Able
from conformance.generate.sequences.exploring import Explorer
from conformance.generate.sequences.rules import findings
from conformance.generate.sequences.step import place, seed_of
from conformance.generate.sequences.story import story
from conformance.requirement import Feature
from conformance.verdict import Outcome, Verdict, right, unseen

feature = Feature(
    "sequences",
    "Sequences of requests",
    "https://ai.google.dev/gemini-api/docs/interactions-overview#stateful-conversation",
)

Steps = tuple[Exchange, ...]


def opens(exchange: Exchange) -> bool:
    """``exchange`` is the first step of a sequence."""
    found = place(exchange)
    return found is not None and found[1] == 1


def goes_on(before: Steps, exchange: Exchange) -> bool:
    """``exchange`` is a later step of the sequence."""
    here, there = place(exchange), place(before[0])
    return here is not None and there is not None and here[0] == there[0]


OPENING = CREATE.where(opens, "create that opens a sequence")
# Whether the steps are answered at all is one of the rules.
STEPS = Role("the steps after it", lambda x: place(x) is not None, lambda _: right(), goes_on, many=1)
sequence = Conversation(OPENING, STEPS)


@feature.scenario(elicits=sequence, needs=("storage", "retrieval"), drawn=True)
def explore(api: Api) -> None:
    """Play sequences that touch each rule, then such as a state machine draws, and shorten what breaks a rule."""
    rules = {r.id.partition(".")[2] for r in feature.requirements if api.revision in r.span}
    Explorer(api, rules, Able.of(api.target, api.revision)).explore()


def shown(rule: str, first: Exchange, rest: Steps) -> Verdict:
    """What a sequence shows of a rule; where it is broken, the steps that lead there."""
    exchanges = (first, *rest)
    seen = [finding for finding in findings(exchanges) if finding.rule == rule]
    for finding in seen:
        if finding.verdict.outcome is Outcome.WRONG:
            steps = story(exchanges[: finding.number + 1])
            seed = f"(seed {seed_of(first)})"
            verdict = finding.verdict.but(f"{finding.verdict.message}, after: {'; '.join(steps)} {seed}")
            return verdict.at(exchanges[finding.number].key)
    return seen[-1].verdict if seen else unseen("no step of the sequence shows it")


# --- creating and continuing -----------------------------------------------------------------------------------------


@feature.must("sequences.answers", sequence, clauses="err.shape", since="2026-05-20", lanes=("socket",))
def answers(first: Exchange, rest: Steps) -> Verdict:
    """Whatever the order of requests, each is answered, or refused with a 4xx in the error shape."""
    return shown("answers", first, rest)


@feature.must("sequences.own-id", sequence, clauses="create.new-resource dm.id", lanes=("socket",))
def own_id(first: Exchange, rest: Steps) -> Verdict:
    """Every create makes an interaction of its own, with an id that none had before."""
    return shown("own-id", first, rest)


@feature.must("sequences.continues", sequence, clauses="state.previous-id.server-fetch", lanes=("socket",))
def continues(first: Exchange, rest: Steps) -> Verdict:
    """What completed can be continued, any number of times and to any depth, as long as all of it is there."""
    return shown("continues", first, rest)


@feature.must(
    "sequences.counts-the-history",
    sequence,
    clauses="state.previous-id.context",
    lanes=("socket",),
    note="The proxy for shared history that needs no intelligence of the model. In May 2026 the live service counted "
    "only the new turn (disc.usage.stateful-history).",
)
def counts_the_history(first: Exchange, rest: Steps) -> Verdict:
    """Every branch counts more input than the turn that it continues, since it holds that turn's history."""
    return shown("counts-the-history", first, rest)


@feature.should("sequences.remembers", sequence, clauses="state.previous-id.chain-depth", lanes=("socket",))
def remembers(first: Exchange, rest: Steps) -> Verdict:
    """A turn knows what was said last in its own conversation, whatever other branches there are."""
    return shown("remembers", first, rest)


@feature.should(
    "sequences.apart", sequence, clauses="state.previous-id.branching", evidence="inferred", lanes=("socket",)
)
def apart(first: Exchange, rest: Steps) -> Verdict:
    """A turn knows nothing of what was said in another branch or another conversation."""
    return shown("apart", first, rest)


# --- what is kept ----------------------------------------------------------------------------------------------------


@feature.must("sequences.kept", sequence, clauses="get.by-id store.default-true", lanes=("socket",))
def kept(first: Exchange, rest: Steps) -> Verdict:
    """What was stored is found by its id until it is deleted, whatever is done to others."""
    return shown("kept", first, rest)


@feature.may(
    "sequences.keeps-what-followed", sequence, clauses="delete.children", evidence="inferred", lanes=("socket",)
)
def keeps_what_followed(first: Exchange, rest: Steps) -> Verdict:
    """What continued a deleted interaction is still found."""
    return shown("keeps-what-followed", first, rest)


@feature.should("sequences.same-content", sequence, clauses="get.same-content", evidence="inferred", lanes=("socket",))
def same_content(first: Exchange, rest: Steps) -> Verdict:
    """What is stored of the model's work stays what the create answered with, whatever followed it."""
    return shown("same-content", first, rest)


@feature.must("sequences.input", sequence, clauses="get.include-input.default", since="2026-05-07", lanes=("socket",))
def own_input(first: Exchange, rest: Steps) -> Verdict:
    """With include_input an interaction shows its own input, and nothing of another conversation."""
    return shown("input", first, rest)


@feature.should("sequences.same-again", sequence, clauses="get.idempotent", evidence="inferred", lanes=("socket",))
def same_again(first: Exchange, rest: Steps) -> Verdict:
    """What is done is the same every time it is got, whatever happened in between."""
    return shown("same-again", first, rest)


@feature.should("sequences.final", sequence, clauses="agent.status-transition", evidence="inferred", lanes=("socket",))
def final(first: Exchange, rest: Steps) -> Verdict:
    """A final status is final, a cancelled one among them."""
    return shown("final", first, rest)


# --- what is gone ----------------------------------------------------------------------------------------------------


@feature.must("sequences.deletes", sequence, clauses="delete.any-time", lanes=("socket",))
def deletes(first: Exchange, rest: Steps) -> Verdict:
    """What is stored can be deleted at any time: continued, running or cancelled."""
    return shown("deletes", first, rest)


@feature.must("sequences.gone", sequence, clauses="delete.by-id delete.then-get-404", lanes=("socket",))
def gone(first: Exchange, rest: Steps) -> Verdict:
    """What was deleted is not found any more, and does not come back."""
    return shown("gone", first, rest)


@feature.should(
    "sequences.refuses-what-was-deleted",
    sequence,
    clauses="state.previous-id.deleted",
    evidence="inferred",
    lanes=("socket",),
)
def refuses_what_was_deleted(first: Exchange, rest: Steps) -> Verdict:
    """What was deleted cannot be continued, also where others that continued it are there."""
    return shown("refuses-what-was-deleted", first, rest)


@feature.must(
    "sequences.unstored",
    sequence,
    clauses="get.unstored.404 store.false.no-previous-id state.previous-id.unstored",
    lanes=("socket",),
)
def unstored(first: Exchange, rest: Steps) -> Verdict:
    """What is not stored is neither found nor continued afterwards."""
    return shown("unstored", first, rest)


# --- work in the background ------------------------------------------------------------------------------------------


@feature.must(
    "sequences.cancels",
    sequence,
    clauses="cancel.endpoint cancel.status-cancelled",
    since="2026-05-20",
    lanes=("socket",),
)
def cancels(first: Exchange, rest: Steps) -> Verdict:
    """Work that runs can be cancelled, and is cancelled from then on; no other work is."""
    return shown("cancels", first, rest)


@feature.must("sequences.leaves-what-is-done", sequence, clauses="cancel.background-only", lanes=("socket",))
def leaves_what_is_done(first: Exchange, rest: Steps) -> Verdict:
    """A cancel changes nothing in what is done."""
    return shown("leaves-what-is-done", first, rest)


@feature.must(
    "sequences.waits-for-what-runs",
    sequence,
    clauses="state.previous-id.in-progress-400",
    since="2026-11-16",
    lanes=("socket",),
)
def waits_for_what_runs(first: Exchange, rest: Steps) -> Verdict:
    """What still runs cannot be continued: the create that names it is refused with 400."""
    return shown("waits-for-what-runs", first, rest)


@feature.should(
    "sequences.replays",
    sequence,
    clauses="get.stream.completed-replay",
    evidence="inferred",
    since="2026-05-07",
    lanes=("socket",),
)
def replays(first: Exchange, rest: Steps) -> Verdict:
    """The stream of what is done tells all of it again, the same every time."""
    return shown("replays", first, rest)


@feature.must(
    "sequences.resumes",
    sequence,
    clauses="rs.get-stream rs.last-event-id.next-chunk",
    since="2026-05-20",
    lanes=("socket",),
)
def resumes(first: Exchange, rest: Steps) -> Verdict:
    """A stream that is resumed after an event gives every later event exactly once, with the same id."""
    return shown("resumes", first, rest)
