"""The documented rules of what is stored, one function each: what an exchange must be after those before it.

A rule gives a verdict, or None where the exchange does not show what it speaks of. What is not documented – what
becomes of interactions whose predecessor was deleted, of a continuation of what failed – is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from conformance.contract import in_error_shape, refused
from conformance.conversation import interaction, stream, success
from conformance.event import Event
from conformance.exchange import Exchange
from conformance.generate.sequences.history import WAITING, History, Known, seen_before
from conformance.generate.sequences.step import ASK, NAMES, place
from conformance.interaction import blocks, given, said, text
from conformance.verdict import Verdict, all_of, expect, right, that, wrong

Rule = Callable[[History, Exchange], Verdict | None]
RULES: dict[str, Rule] = {}
_PASSING = frozenset({408, 429, 503})
"""Statuses that say "not now": they break no rule, and show none."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What the exchange at ``number`` showed of a rule."""

    rule: str
    number: int
    verdict: Verdict


def findings(exchanges: Sequence[Exchange]) -> list[Finding]:
    """All that a row of exchanges shows."""
    history, found = History(), []
    for number, exchange in enumerate(exchanges):
        found += [Finding(rule, number, verdict) for rule, verdict in shown(history, exchange)]
        history.see(exchange)
    return found


def shown(history: History, exchange: Exchange) -> list[tuple[str, Verdict]]:
    """What one more exchange shows of each rule."""
    asked = RULES if _is_answered(exchange) else {"answers": RULES["answers"]}
    verdicts = ((name, rule(history, exchange)) for name, rule in asked.items())
    return [(name, verdict) for name, verdict in verdicts if verdict is not None]


def _is_answered(exchange: Exchange) -> bool:
    status = exchange.status or 0
    return not exchange.failure and 200 <= status < 500 and status not in _PASSING


def rule(check: Rule) -> Rule:
    """Declare a rule; its name is the function's."""
    RULES[check.__name__.replace("_", "-")] = check
    return check


@rule
def answers(_: History, exchange: Exchange) -> Verdict | None:
    """Every request is answered, or refused with a 4xx in the error shape."""
    status = exchange.status or 0
    if status in _PASSING:
        return None
    if exchange.failure or not 200 <= status < 500:
        return wrong(exchange.summary, observed=exchange.status, expected="an answer of 200, or a 4xx")
    return right() if status < 400 else in_error_shape(exchange)


# --- creating and continuing -----------------------------------------------------------------------------------------


@rule
def own_id(history: History, exchange: Exchange) -> Verdict | None:
    """Every create makes an interaction with an id of its own."""
    if exchange.operation != "create" or exchange.status != 200:
        return None
    if exchange.sent.get("store") is False and not exchange.answered_id:
        return right("what is not stored has no id")
    known = history.known.get(exchange.answered_id or "")
    where = "$.id" if known is None else f"$.id, which is that of {known.name}"
    return that(expect(exchange, "$.id").value, where, exchange).meets(
        lambda id: isinstance(id, str) and id != "" and known is None,  # noqa: A006
        "an id that no interaction had before",
    )


@rule
def continues(history: History, exchange: Exchange) -> Verdict | None:
    """What completed can be continued, any number of times and to any depth."""
    before = _continued(history, exchange)
    if before is None or exchange.sent.get("store") is False:
        return None
    answered = stream if exchange.sent.get("stream") is True else interaction
    done = ("completed", "incomplete", "requires_action")
    return all_of(answered(exchange), expect(exchange, "$.status").is_one_of(*done))


@rule
def counts_the_history(history: History, exchange: Exchange) -> Verdict | None:
    """A turn counts more input than the one that it continues, whatever other branches there are."""
    before = _continued(history, exchange)
    if before is None or before.in_background or exchange.status != 200:
        return None
    counted = expect(before.made, "$.usage.total_input_tokens").value
    if not isinstance(counted, int):
        return None
    return expect(exchange, "$.usage.total_input_tokens").is_count(at_least=counted + 1)


@rule
def remembers(history: History, exchange: Exchange) -> Verdict | None:
    """A turn knows the name that was told last in its conversation."""
    before = _continued(history, exchange)
    if before is None or exchange.prompt != ASK or exchange.status != 200:
        return None
    told = [name for one in history.line(before) for name in names_in(str(one.made.prompt))]
    return that(text(exchange.interaction), "the text of the answer", exchange).contains(told[0]) if told else None


@rule
def apart(history: History, exchange: Exchange) -> Verdict | None:
    """A turn knows nothing of what was said in other conversations and branches."""
    made = exchange.operation == "create" and exchange.status == 200
    if not made or exchange.sent.get("background") is True:
        return None
    line = list(history.line(history.before(exchange)))
    own = {name for one in line for name in names_in(str(one.made.prompt))} | names_in(str(exchange.prompt))
    return _knows_only(own, history, text(exchange.interaction), exchange)


def _continued(history: History, exchange: Exchange) -> Known | None:
    """What a create continues where its answer can be expected to build on all of it."""
    before = history.before(exchange)
    plain = exchange.sent.get("background") is not True and not exchange.hung_up
    return before if before is not None and plain and history.is_whole(before) else None


def names_in(words: str) -> set[str]:
    """The names that are told in ``words``."""
    return {name for name in NAMES if re.search(rf"\b{name}\b", words)}


def _knows_only(own: set[str], history: History, words: str, exchange: Exchange) -> Verdict | None:
    told = {name for one in history.known.values() for name in names_in(str(one.made.prompt))}
    if not told - own:
        return None
    return that(words, "the text", exchange).meets(
        lambda _: not names_in(words) & (told - own), f"nothing of {' or '.join(sorted(told - own))}, told elsewhere"
    )


# --- what is kept ----------------------------------------------------------------------------------------------------


def _there(history: History, exchange: Exchange) -> Known | None:
    """What a get names, where it is stored and not deleted, nor anything before it."""
    known = history.concerned(exchange) if exchange.operation == "get" else None
    return known if known is not None and known.stored and not known.gone and not history.is_orphan(known) else None


@rule
def kept(history: History, exchange: Exchange) -> Verdict | None:
    """What was stored is found by its id, whatever happened to others."""
    known = _there(history, exchange)
    return _found(known, exchange) if known else None


@rule
def keeps_what_followed(history: History, exchange: Exchange) -> Verdict | None:
    """What continued a deleted interaction is still found."""
    known = history.concerned(exchange) if exchange.operation == "get" else None
    if known is None or not known.stored or known.gone or not history.is_orphan(known):
        return None
    return _found(known, exchange)


def _found(known: Known, exchange: Exchange) -> Verdict:
    id = right() if "last_event_id" in exchange.query else expect(exchange, "$.id").equals(known.id)  # noqa: A001
    return all_of(success(exchange), id)


def _shown_done(history: History, exchange: Exchange) -> Known | None:
    """What a get as JSON shows, where it is done."""
    known = _there(history, exchange)
    done = known is not None and known.is_done and exchange.status == 200 and not exchange.is_stream
    return known if done else None


@rule
def same_content(history: History, exchange: Exchange) -> Verdict | None:
    """What is stored of the model's work is what the create answered with."""
    known = _shown_done(history, exchange)
    made = blocks(known.made.interaction) if known else []
    if known is None or not made or known.in_background:
        return None
    if known.made.is_stream:
        stored = that(text(exchange.interaction), "the text of what is stored", exchange)
        return stored.equals(text(known.made.interaction))
    where = f"the end of $.{exchange.revision.blocks}"
    return that(blocks(exchange.interaction)[-len(made) :], where, exchange).equals(made)


@rule
def input(history: History, exchange: Exchange) -> Verdict | None:  # noqa: A001 - the name of the rule
    """With include_input an interaction shows its own input, and none of another conversation."""
    known = _shown_done(history, exchange)
    if known is None or exchange.query.get("include_input") != "true":
        return None
    words = "".join(said(given(exchange.interaction)))
    sent = str(known.made.sent.get("input"))
    own = {name for one in history.line(known) for name in names_in(str(one.made.prompt))}
    ends = that(words, "the text of the stored input", exchange).meets(lambda _: words.endswith(sent), repr(sent))
    return all_of(ends, _knows_only(own, history, words, exchange) or right())


@rule
def same_again(history: History, exchange: Exchange) -> Verdict | None:
    """What is done is the same every time it is got."""
    known = _shown_done(history, exchange)
    earlier = seen_before(known, exchange) if known else None
    return expect(exchange, "$").equals(earlier.json) if earlier else None


@rule
def final(history: History, exchange: Exchange) -> Verdict | None:
    """A final status is final."""
    known = history.concerned(exchange) if exchange.operation in {"get", "cancel"} else None
    if known is None or not known.is_done or known.gone or exchange.status != 200 or exchange.is_stream:
        return None
    return expect(exchange, "$.status").equals(known.status)


# --- deletion and what is not stored ---------------------------------------------------------------------------------


@rule
def deletes(history: History, exchange: Exchange) -> Verdict | None:
    """What is stored can be deleted at any time."""
    known = history.concerned(exchange) if exchange.operation == "delete" else None
    if known is None or not known.stored or known.gone or history.is_orphan(known):
        return None
    return that(exchange.status, "the HTTP status", exchange).equals(200)


@rule
def gone(history: History, exchange: Exchange) -> Verdict | None:
    """What was deleted is not found any more, and stays so."""
    known = history.concerned(exchange) if exchange.operation in {"get", "cancel"} else None
    return refused(exchange, 404) if known is not None and known.gone else None


@rule
def refuses_what_was_deleted(history: History, exchange: Exchange) -> Verdict | None:
    """What was deleted cannot be continued."""
    before = history.before(exchange)
    return refused(exchange) if before is not None and before.gone else None


@rule
def unstored(history: History, exchange: Exchange) -> Verdict | None:
    """What is not stored is neither found nor continued: it has no id, or its id is refused."""
    before, named = history.before(exchange), history.concerned(exchange)
    if before is not None and not before.stored:
        return refused(exchange)
    if named is not None and not named.stored and exchange.operation == "get":
        return refused(exchange, 404)
    nameless = exchange.sent.get("store") is False and exchange.status == 200 and not exchange.answered_id
    return right("it has no id to ask for") if nameless else None


# --- background work -------------------------------------------------------------------------------------------------


@rule
def cancels(history: History, exchange: Exchange) -> Verdict | None:
    """Running work can be cancelled, and ends with status cancelled; other work is not concerned."""
    known = _polled(history, exchange)
    status = exchange.interaction.get("status")
    if known is not None and known.in_background and not (known.cancelled_at or known.denied or known.late):
        others = any(other.cancelled_at for other in history.known.values())
        return that(status, "$.status", exchange).differs_from("cancelled") if others else None
    if known is None or not (known.cancelled_at or known.denied):
        return None
    if known.denied:
        late = f"the cancel was refused ({known.denied.status}), but it still runs"
        return wrong(late, observed=status, expected="a cancel that is accepted") if status in WAITING else None
    if status in WAITING and (place(exchange) or ("", 0))[1] == known.cancelled_at:
        return None  # it may take a moment (clause cancel.delay): the step that cancels waits for it
    return expect(exchange, "$.status").equals("cancelled")


@rule
def leaves_what_is_done(history: History, exchange: Exchange) -> Verdict | None:
    """A cancel changes nothing in what is done."""
    known = _shown_done(history, exchange)
    return expect(exchange, "$.status").equals(known.status) if known and known.late else None


@rule
def waits_for_what_runs(history: History, exchange: Exchange) -> Verdict | None:
    """What still runs cannot be continued: the create is refused with 400."""
    known = _polled(history, exchange)
    if known is None or known.continued is None or exchange.interaction.get("status") not in WAITING:
        return None  # it may have been done when it was continued
    return replace(refused(known.continued, 400), exchange=known.continued.key)


def _polled(history: History, exchange: Exchange) -> Known | None:
    known = _there(history, exchange)
    return known if known is not None and exchange.status == 200 and not exchange.is_stream else None


@rule
def replays(history: History, exchange: Exchange) -> Verdict | None:
    """The stream of what is done tells all of it from the start, the same every time."""
    known = _there(history, exchange)
    whole = exchange.query.get("stream") == "true" and "last_event_id" not in exchange.query
    if known is None or not whole or not known.is_done or exchange.status != 200:
        return None
    stored = known.made if not known.in_background else next(iter(known.seen.values()), None)
    words = that(text(exchange.interaction), "the text that was streamed", exchange)
    again = that(told(exchange.events), "the events", exchange)
    return all_of(
        stream(exchange),
        words.equals(text(stored.interaction)) if stored and not stored.hung_up else right(),
        again.equals(told(known.told.events)) if known.told else right(),
    )


@rule
def resumes(history: History, exchange: Exchange) -> Verdict | None:
    """A stream that is resumed after an event gives every later event once, with the same id."""
    known = _there(history, exchange)
    last = exchange.query.get("last_event_id")
    if known is None or known.told is None or last is None or exchange.status != 200:
        return None
    ids = [event.json.get("event_id") for event in known.told.events]
    if last not in ids:
        return None
    due = told(known.told.events[ids.index(last) + 1 :])
    return that(told(exchange.events), f"what follows {last}", exchange).equals(due)


def told(events: Iterable[Event]) -> list[object]:
    """What events say, as JSON, with their ids."""
    return [[event.type, event.index, event.delta, event.json.get("event_id")] for event in events]
