"""What a server could get wrong where tools and JSON meet."""

from __future__ import annotations

from dataclasses import replace

from conformance.exchange import Exchange
from conformance.mutant import mutant, without_steps
from conformance.mutants.stateful_chat import says


@mutant(kills="tools-with-structured-output.conforms", violates="tso.combine tso.text-conforms")
def tells_what_it_found_in_prose(created: Exchange) -> Exchange:
    return says(created, "I searched the web, and it is spam.")


@mutant(kills="tools-with-structured-output.conforms", violates="tso.text-conforms")
def tells_what_it_found_in_json_of_its_own(created: Exchange) -> Exchange:
    return says(created, '{"answer": "spam"}')


@mutant(kills="tools-with-structured-output.evidence")
def hides_what_it_found(created: Exchange) -> Exchange:
    return without_steps(created, "_result")


@mutant(kills="tools-with-structured-output.newer-models tools-with-structured-output.functions")
def gives_up_over_both(control: Exchange, created: Exchange) -> Exchange:
    return created.with_json("$.status", "failed")


@mutant(kills="tools-with-structured-output.newer-models tools-with-structured-output.functions")
def answers_as_if_neither_were_there(control: Exchange, created: Exchange) -> Exchange:
    return replace(created, response=control.response)


@mutant(kills="tools-with-structured-output.older-models")
def drops_the_schema(control: Exchange, asked: Exchange) -> Exchange:
    return replace(asked, response=control.response)
