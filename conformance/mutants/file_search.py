"""What a server could get wrong about searching files."""

from __future__ import annotations

from dataclasses import replace

from conformance.exchange import Exchange
from conformance.mutant import mutant, producing, with_steps
from conformance.mutants.stateful_chat import says
from conformance.path import MISSING


@mutant(kills="file-search.declared")
def knows_no_stores(control: Exchange, created: Exchange) -> Exchange:
    return created.with_json("$.status", "failed")


@mutant(kills="file-search.declared")
def answers_without_the_stores(control: Exchange, created: Exchange) -> Exchange:
    return replace(created, response=control.response)


@mutant(kills="file-search.paired")
def answers_another_search_of_files(created: Exchange) -> Exchange:
    return with_steps(created, "_result", call_id="call_0")


@mutant(kills="file-search.paired")
def searches_files_without_an_id(created: Exchange) -> Exchange:
    return with_steps(created, "_call", id=MISSING)


@mutant(kills="file-search.citations")
def names_no_file(created: Exchange) -> Exchange:
    return says(created, "Your documents say nothing.")


@mutant(kills="file-search.citations")
def cites_a_file_without_its_name(created: Exchange) -> Exchange:
    note = {"type": "file_citation", "source": "fileSearchStores/mine"}
    return producing(created, {"type": "text", "text": "They say a lot.", "annotations": [note]})
