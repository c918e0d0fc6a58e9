"""What a server could get wrong about many requests in a row, each of which it answers well by itself.

A mutant spoils the last step that showed the rule, so that all steps before it are as a good server gives them.
"""

from __future__ import annotations

from collections.abc import Callable

from conformance import mutant as edit
from conformance.exchange import Exchange
from conformance.generate.sequences.history import History, Known
from conformance.generate.sequences.rules import findings
from conformance.generate.sequences.step import NAMES
from conformance.mutant import dropped, mutant
from conformance.path import MISSING

Rest = tuple[Exchange, ...]
Sequence = tuple[Exchange, Rest]
Sin = Callable[[Exchange, History], Exchange]

SAID = b'{"error":{"message":"The interaction is not there.","code":"not_found"}}'


def spoiled(
    rule: str, first: Exchange, rest: Rest, sin: Sin, *, only: Callable[[Exchange], bool] | None = None
) -> Sequence:
    """The sequence with ``sin`` committed in the last step that shows ``rule`` (and is as ``only`` says)."""
    exchanges = (first, *rest)
    shows = [f.number for f in findings(exchanges) if f.rule == rule and f.number]
    shows = [number for number in shows if only is None or only(exchanges[number])]
    if not shows:
        return first, rest
    history = History()
    for exchange in exchanges[: shows[-1]]:
        history.see(exchange)
    bad = sin(exchanges[shows[-1]], history)
    return first, (*exchanges[1 : shows[-1]], bad, *exchanges[shows[-1] + 1 :])


def not_found(exchange: Exchange, _: History) -> Exchange:
    """A well-formed 404."""
    return exchange.with_status(404).with_header("content-type", "application/json").with_body(SAID)


def accepted(exchange: Exchange, _: History) -> Exchange:
    """A 200."""
    return exchange.with_status(200)


def gets(exchange: Exchange) -> bool:
    """A get."""
    return exchange.operation == "get"


def unary(exchange: Exchange) -> bool:
    """An answer that is no stream."""
    return not exchange.is_stream


def saying(words: str) -> Sin:
    """The answer with other words."""
    return lambda exchange, _: exchange.with_json(f"{edit.last_content(exchange)}.text", words)


@mutant(kills="sequences.answers")
def fails_after_some_steps(first: Exchange, rest: Rest) -> Sequence:
    return spoiled("answers", first, rest, lambda x, _: x.with_status(500))


@mutant(kills="sequences.answers")
def refuses_in_words_of_its_own(first: Exchange, rest: Rest) -> Sequence:
    return spoiled("answers", first, rest, lambda x, _: x.with_status(404).with_body(b"gone"))


@mutant(kills="sequences.own-id", violates="create.new-resource dm.id")
def gives_an_id_of_another(first: Exchange, rest: Rest) -> Sequence:
    return spoiled("own-id", first, rest, lambda x, _: x.with_json("$.id", first.answered_id), only=unary)


@mutant(kills="sequences.continues")
def refuses_a_second_branch(first: Exchange, rest: Rest) -> Sequence:
    return spoiled("continues", first, rest, not_found)


@mutant(kills="sequences.counts-the-history")
def begins_afresh_in_a_branch(first: Exchange, rest: Rest) -> Sequence:
    return spoiled(
        "counts-the-history", first, rest, lambda x, _: x.with_json("$.usage.total_input_tokens", 1), only=unary
    )


@mutant(kills="sequences.remembers")
def forgets_what_a_branch_said(first: Exchange, rest: Rest) -> Sequence:
    return spoiled("remembers", first, rest, saying("I don't know your name."), only=unary)


@mutant(kills="sequences.apart")
def sees_the_turn_of_a_sibling(first: Exchange, rest: Rest) -> Sequence:
    return spoiled("apart", first, rest, saying(f"One of {', '.join(NAMES)}."), only=unary)


@mutant(kills="sequences.kept", violates="get.by-id store.default-true")
def deletes_the_parent_as_well(first: Exchange, rest: Rest) -> Sequence:
    return spoiled("kept", first, rest, not_found)


@mutant(kills="sequences.kept", violates="get.by-id")
def finds_another_one(first: Exchange, rest: Rest) -> Sequence:
    return spoiled("kept", first, rest, lambda x, _: x.with_json("$.id", "another"), only=unary)


@mutant(kills="sequences.keeps-what-followed")
def deletes_what_followed(first: Exchange, rest: Rest) -> Sequence:
    return spoiled("keeps-what-followed", first, rest, not_found)


@mutant(kills="sequences.same-content")
def writes_over_what_was_continued(first: Exchange, rest: Rest) -> Sequence:
    return spoiled("same-content", first, rest, saying("Something else."))


@mutant(kills="sequences.input")
def mixes_up_inputs(first: Exchange, rest: Rest) -> Sequence:
    def sin(exchange: Exchange, history: History) -> Exchange:
        stranger = f"My name is {NAMES[-1]}."
        known: Known = history.known[exchange.target_id or ""]
        own = str(known.made.sent["input"]).encode()
        return exchange.with_body(exchange.body.replace(own, stranger.encode()))

    return spoiled("input", first, rest, sin)


@mutant(kills="sequences.same-again")
def counts_its_readers(first: Exchange, rest: Rest) -> Sequence:
    return spoiled("same-again", first, rest, lambda x, _: x.with_json("$.reads", 2))


@mutant(kills="sequences.final")
def runs_again_what_was_done(first: Exchange, rest: Rest) -> Sequence:
    return spoiled("final", first, rest, lambda x, _: x.with_json("$.status", "in_progress"))


@mutant(kills="sequences.deletes")
def deletes_nothing_that_was_continued(first: Exchange, rest: Rest) -> Sequence:
    return spoiled("deletes", first, rest, lambda x, _: x.with_status(400))


@mutant(kills="sequences.gone", violates="delete.by-id delete.then-get-404")
def brings_back_what_was_deleted(first: Exchange, rest: Rest) -> Sequence:
    return spoiled("gone", first, rest, accepted)


@mutant(kills="sequences.refuses-what-was-deleted")
def continues_what_was_deleted(first: Exchange, rest: Rest) -> Sequence:
    return spoiled("refuses-what-was-deleted", first, rest, accepted)


@mutant(kills="sequences.unstored", violates="get.unstored.404")
def keeps_what_is_not_to_be_stored(first: Exchange, rest: Rest) -> Sequence:
    return spoiled("unstored", first, rest, accepted, only=gets)


@mutant(kills="sequences.unstored", violates="store.false.no-previous-id state.previous-id.unstored")
def continues_what_was_not_stored(first: Exchange, rest: Rest) -> Sequence:
    return spoiled("unstored", first, rest, accepted, only=lambda x: bool(x.sent.get("previous_interaction_id")))


@mutant(kills="sequences.cancels", violates="cancel.status-cancelled")
def completes_what_was_cancelled(first: Exchange, rest: Rest) -> Sequence:
    return spoiled(
        "cancels",
        first,
        rest,
        lambda x, _: x.with_json("$.status", "completed"),
        only=lambda x: x.interaction.get("status") == "cancelled",
    )


@mutant(kills="sequences.cancels", violates="cancel.endpoint")
def runs_on_and_does_not_know_how_to_cancel(first: Exchange, rest: Rest) -> Sequence:
    cancelled = {x.target_id: n for n, x in enumerate(rest) if x.operation == "cancel" and x.status == 200}
    for id, number in cancelled.items():  # noqa: A001
        look = next((n for n, x in enumerate(rest) if n > number and gets(x) and x.target_id == id and unary(x)), None)
        if look is not None and rest[look].interaction.get("status") == "cancelled":
            bad = not_found(rest[number], History())
            runs = rest[look].with_json("$.status", "in_progress")
            return first, (*rest[:number], bad, *rest[number + 1 : look], runs, *rest[look + 1 :])
    return first, rest


@mutant(kills="sequences.cancels", violates="cancel.endpoint")
def cancels_other_work_as_well(first: Exchange, rest: Rest) -> Sequence:
    others = {x.target_id for x in rest if x.operation == "cancel"}
    return spoiled(
        "cancels",
        first,
        rest,
        lambda x, _: x.with_json("$.status", "cancelled"),
        only=lambda x: x.target_id not in others,
    )


@mutant(kills="sequences.leaves-what-is-done")
def cancels_what_is_done(first: Exchange, rest: Rest) -> Sequence:
    return spoiled(
        "leaves-what-is-done",
        first,
        rest,
        lambda x, _: x.with_json("$.status", "cancelled"),
        only=lambda x: x.interaction.get("status") != "cancelled",
    )


@mutant(kills="sequences.waits-for-what-runs")
def continues_what_still_runs(first: Exchange, rest: Rest) -> Sequence:
    shows = [f for f in findings((first, *rest)) if f.rule == "waits-for-what-runs"]
    key = shows[0].verdict.exchange if shows else ""
    return first, tuple(x.with_status(200) if x.key == key else x for x in rest)


@mutant(kills="sequences.replays")
def replays_only_the_end(first: Exchange, rest: Rest) -> Sequence:
    return spoiled("replays", first, rest, lambda x, _: dropped(x, edit.of_type(x.revision.delta)))


@mutant(kills="sequences.resumes", violates="rs.get-stream rs.last-event-id.next-chunk")
def says_the_last_event_again(first: Exchange, rest: Rest) -> Sequence:
    def sin(exchange: Exchange, history: History) -> Exchange:
        whole = history.known[exchange.target_id or ""].told
        last = (
            [e.frame for e in whole.events if e.json.get("event_id") == exchange.query["last_event_id"]]
            if whole
            else []
        )
        return exchange.with_frames([*last, *(event.frame for event in exchange.events)])

    return spoiled("resumes", first, rest, sin)


@mutant(kills="sequences.resumes", violates="rs.last-event-id.next-chunk")
def numbers_events_anew(first: Exchange, rest: Rest) -> Sequence:
    return spoiled(
        "resumes", first, rest, lambda x, _: edit.edited(x, lambda e: "event_id" in e.json, "$.event_id", MISSING)
    )
