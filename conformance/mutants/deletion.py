"""What a server could get wrong about forgetting."""

from __future__ import annotations

from dataclasses import replace

from conformance.exchange import Exchange
from conformance.mutant import mutant

NOT_FOUND = {"error": {"code": "not_found", "message": "Interaction not found."}}


@mutant(kills="deletion.accepted")
def does_not_find_what_it_stored(created: Exchange, answer: Exchange) -> Exchange:
    return answer.with_status(404).with_json("$", NOT_FOUND)


@mutant(kills="deletion.accepted")
def has_deleted_it_some_day(created: Exchange, answer: Exchange) -> Exchange:
    return answer.with_status(202)


@mutant(kills="deletion.empty-answer")
def returns_what_it_deleted(created: Exchange, answer: Exchange) -> Exchange:
    return replace(answer, response=created.response)


@mutant(kills="deletion.gone deletion.any-time", violates="delete.then-get-404 delete.by-id")
def only_says_so(created: Exchange, answer: Exchange, asked: Exchange) -> Exchange:
    return replace(asked, response=created.response)


@mutant(kills="deletion.gone deletion.any-time", violates="delete.then-get-404 delete.by-id")
def marks_it_as_deleted(created: Exchange, answer: Exchange, asked: Exchange) -> Exchange:
    return asked.with_status(410)


@mutant(kills="deletion.any-time")
def deletes_only_what_completed(created: Exchange, answer: Exchange, asked: Exchange) -> tuple[Exchange, ...]:
    return created, answer.with_status(400).with_json("$", NOT_FOUND), asked


@mutant(kills="deletion.twice")
def deletes_it_again(created: Exchange, answer: Exchange, again: Exchange) -> Exchange:
    return replace(again, response=answer.response)


@mutant(kills="deletion.keeps-what-followed")
def deletes_the_whole_chain(first: Exchange, second: Exchange, answer: Exchange, found: Exchange) -> Exchange:
    return found.with_status(404).with_json("$", NOT_FOUND)


@mutant(kills="deletion.needs-id")
def deletes_what_begins_like_it(created: Exchange, asked: Exchange, found: Exchange) -> Exchange:
    return found.with_status(404)


@mutant(kills="deletion.needs-id")
def pretends_to_delete(created: Exchange, asked: Exchange, found: Exchange) -> tuple[Exchange, ...]:
    return created, asked.with_status(200).with_body(b"{}"), found
