"""Retention: how long the service keeps what it stores.

Fifty-five days on the paid tier, one on the free tier; then the data is deleted. No run lasts that long: interactions
are planted on one day and looked for on another (``conformance retention``), and what was found is judged like any
other traffic. Time is that of the target, by the ``date`` of its answers.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from conformance.contract import refused
from conformance.conversation import ASKED, Conversation, concerns_first, creating
from conformance.exchange import Exchange, Request
from conformance.requirement import Feature
from conformance.revisions import Revision
from conformance.specimen import answered
from conformance.verdict import Verdict, all_of, expect, unseen

feature = Feature(
    "retention", "Retention", "https://ai.google.dev/gemini-api/docs/interactions-overview#data-storage-retention"
)

TIER = "x-conformance-tier"
"""The header by which a planted interaction tells which tier its key is of; servers do not know it."""
DAYS = {"paid": 55, "free": 1}
GRACE = timedelta(days=1)
"""How late a deletion may come: the documentation counts days and names no hour."""

PLANTED = creating("planted create", lambda x: tier_of(x) in DAYS and x.sent.get("store") is not False)
LOOKED_FOR = ASKED.where(lambda x: x.operation == "get", "get some time later").after(concerns_first)
looked_for = Conversation(PLANTED, LOOKED_FOR)


def tier_of(exchange: Exchange) -> str:
    """The tier that a planted create names; empty where it names none."""
    return (exchange.request.headers or {}).get(TIER, "")


def moment(exchange: Exchange) -> datetime | None:
    """When the target answered, by its own clock."""
    try:
        return parsedate_to_datetime(exchange.header("date") or "")
    except ValueError:
        return None


def age(planted: Exchange, found: Exchange) -> timedelta | None:
    """How old the interaction was when it was looked for; None where the target does not tell the time."""
    start, end = moment(planted), moment(found)
    return end - start if start and end else None


def there(planted: Exchange, found: Exchange) -> Verdict:
    """The interaction is found, and is the one that was planted."""
    return all_of(expect(found, "$.id").equals(planted.answered_id), expect(found, "$.status").equals("completed"))


def specimen(*ages: tuple[str, float, bool]) -> Callable[[Revision], tuple[Exchange, ...]]:
    """Traffic of interactions by tier, age in days and whether they were found."""

    def made(revision: Revision) -> tuple[Exchange, ...]:
        found: list[Exchange] = []
        for number, (tier, days, kept) in enumerate(ages):
            url, id = "https://target/v1beta/interactions", f"v1_planted{number}"  # noqa: A001
            sent = Request("POST", url, {TIER: tier}, b'{"model":"m","input":"Hello."}')
            body = {"id": id, "status": "completed", "model": "m", revision.blocks: []}
            gone = {"error": {"code": "not_found", "message": "Interaction not found."}}
            found.append(answered(f"x{number}a", sent, 200, body, revision, days=0))
            get = Request("GET", f"{url}/{id}", {})
            found.append(
                answered(f"x{number}b", get, 200 if kept else 404, body if kept else gone, revision, days=days)
            )
        return tuple(found)

    return made


@feature.must("retention.first-day", looked_for, clauses="store.retention.free", specimen=specimen(("free", 0.9, True)))
def is_there_for_a_day(planted: Exchange, found: Exchange) -> Verdict:
    """A stored interaction is there for one day, whatever the tier."""
    old = age(planted, found)
    return there(planted, found) if old is not None and old < timedelta(days=1) else unseen(f"it was {old} old")


@feature.must(
    "retention.paid",
    looked_for,
    clauses="store.retention.paid",
    specimen=specimen(("paid", 2, True), ("paid", 54, True)),
)
def is_there_for_55_days(planted: Exchange, found: Exchange) -> Verdict:
    """On the paid tier a stored interaction is there for 55 days."""
    old = age(planted, found)
    if tier_of(planted) != "paid" or old is None or old >= timedelta(days=DAYS["paid"]):
        return unseen(f"it was {old} old, on the tier {tier_of(planted)}")
    return there(planted, found)


@feature.must(
    "retention.deleted",
    looked_for,
    clauses="store.retention.auto-delete",
    specimen=specimen(("free", 2.5, False), ("paid", 57, False)),
)
def is_deleted_in_the_end(planted: Exchange, found: Exchange) -> Verdict:
    """When the period of its tier is over, an interaction is deleted."""
    old = age(planted, found)
    if old is None or old <= timedelta(days=DAYS[tier_of(planted)]) + GRACE:
        return unseen(f"it was {old} old, on the tier {tier_of(planted)}")
    return refused(found, 404)
