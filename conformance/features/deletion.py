"""Deletion: a stored interaction is removed for good by a DELETE of its id, at any time.

The answer is empty, and from then on the id is unknown. What the documentation leaves open – a second DELETE, the
interactions that continued a deleted one – is noted as a may.
"""

from __future__ import annotations

from dataclasses import replace

from conformance.api import NOBODYS, Api
from conformance.contract import refused
from conformance.conversation import ASKED, CONTINUE, CREATE, DELETE, GET, Conversation, concerns_first
from conformance.exchange import Exchange
from conformance.requirement import Feature, NotElicited
from conformance.verdict import Verdict, all_of, expect, that

feature = Feature("deletion", "Deletion", "https://ai.google.dev/api/interactions-api#deleteInteraction")

GETTING = ASKED.where(lambda x: x.operation == "get", "get of what was deleted").after(concerns_first)
DELETING = ASKED.where(lambda x: x.operation == "delete", "second delete").after(concerns_first)
UNFINISHED = CREATE.where(
    lambda x: x.interaction.get("status") not in {None, "completed"}, "create that did not finish"
)


def names_a_part(before: tuple[Exchange, ...], exchange: Exchange) -> bool:
    """``exchange`` names the beginning of the id that opened the conversation, and not all of it."""
    whole, part = before[0].answered_id or "", exchange.target_id or ""
    return 0 < len(part) < len(whole) and whole.startswith(part)


# Of two deletes of one id the second is not found, so what is said of a delete is said of the one that worked.
DELETED = DELETE.where(lambda x: x.status == 200, "delete that was accepted")

deleted = Conversation(CREATE, replace(DELETE, first=True))
gone = Conversation(CREATE, DELETED, GETTING)
twice = Conversation(CREATE, DELETED, DELETING)
unfinished = Conversation(UNFINISHED, DELETED, GETTING)
orphaned = Conversation(CREATE, CONTINUE, DELETED, GET.after(lambda before, x: x.target_id == before[1].answered_id))


by_half = Conversation(
    CREATE,
    ASKED.where(lambda x: x.operation == "delete", "delete by a part of the id").after(names_a_part),
    ASKED.where(lambda x: x.operation == "get", "get of it").after(concerns_first),
)


@feature.probe
def asked(api: Api) -> Exchange:
    """The least that only this feature grants."""
    return api.delete(api.create().id)


@feature.scenario(elicits=(deleted, gone, twice), needs=("storage",))
def delete_and_look(api: Api) -> None:
    """Create, delete, get what was deleted, and delete it again."""
    created = api.create()
    api.delete(created.id)
    api.get(created.id)
    api.delete(created.id)


@feature.scenario(elicits=by_half, needs=("storage",))
def delete_by_half_an_id(api: Api) -> None:
    """Delete by the first half of an id, then look whether the interaction is still there."""
    created = api.create()
    api.delete(created.id[: len(created.id) // 2])
    api.get(created.id)


@feature.scenario(elicits=unfinished, needs=("storage",), attempts=2)
def delete_unfinished(api: Api) -> None:
    """Cap the output so that the interaction ends incomplete, then delete it and look."""
    created = api.create("Count from 1 to 300.", generation_config={"max_output_tokens": 20})
    if created.interaction.get("status") == "completed":
        raise NotElicited("the model was done within 20 tokens")
    api.delete(created.id)
    api.get(created.id)


@feature.scenario(elicits=orphaned, needs=("storage",))
def delete_the_parent(api: Api) -> None:
    """Continue an interaction, delete it, and get the one that continued it."""
    first = api.create()
    second = api.create(previous_interaction_id=first.id)
    api.delete(first.id)
    api.get(second.id)


@feature.must("deletion.accepted", deleted, clauses="delete.by-id")
def accepts_a_delete(created: Exchange, answer: Exchange) -> Verdict:
    """A DELETE of the id of a stored interaction is answered with 200."""
    return that(answer.status, "the HTTP status", answer).equals(200)


@feature.must("deletion.empty-answer", deleted, clauses="delete.empty-response", since="2026-05-07")
def answers_with_nothing(created: Exchange, answer: Exchange) -> Verdict:
    """The answer to a DELETE that succeeded is empty: no body, or an empty object."""
    return that(answer.body.decode(errors="replace").strip(), "the body", answer).is_one_of("", "{}")


@feature.must("deletion.gone", gone, clauses="delete.by-id delete.then-get-404")
def is_gone(created: Exchange, answer: Exchange, asked: Exchange) -> Verdict:
    """What was deleted is not found any more."""
    return refused(asked, 404)


@feature.must("deletion.any-time", unfinished, clauses="delete.any-time")
def is_gone_unfinished(created: Exchange, answer: Exchange, asked: Exchange) -> Verdict:
    """An interaction may be deleted at any time, also when it did not complete."""
    return refused(asked, 404)


@feature.must("deletion.needs-id", by_half, clauses="delete.needs-id")
def needs_the_whole_id(created: Exchange, asked: Exchange, found: Exchange) -> Verdict:
    """Only who knows the id can delete an interaction: a DELETE by a part of it is refused, and deletes nothing."""
    return all_of(refused(asked), GET.answers(found), expect(found, "$.id").equals(created.answered_id))


@feature.may("deletion.twice", twice, clauses="delete.twice", evidence="inferred")
def finds_nothing_to_delete(created: Exchange, answer: Exchange, again: Exchange) -> Verdict:
    """A second DELETE of the same id finds nothing to delete."""
    return refused(again, 404)


@feature.may("deletion.keeps-what-followed", orphaned, clauses="delete.children", evidence="inferred")
def keeps_what_followed(first: Exchange, second: Exchange, answer: Exchange, found: Exchange) -> Verdict:
    """To delete an interaction does not delete the one that continued it."""
    return expect(found, "$.id").equals(second.answered_id)


@feature.refusal(
    "deletion.unknown-id",
    clauses="delete.unknown-id",
    statuses=(404,),
    shows=lambda x: x.operation == "delete" and x.target_id == NOBODYS,
)
def unknown_id(api: Api) -> object:
    """A DELETE of an id that no interaction has is answered with 404."""
    return api.delete(NOBODYS)
