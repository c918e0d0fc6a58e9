"""What a server could get wrong about operating a screen."""

from __future__ import annotations

from dataclasses import replace

from conformance.exchange import Exchange
from conformance.mutant import mutant, with_steps, without_steps
from conformance.path import MISSING

ACTIONS = "function_call"


@mutant(kills="computer-use.declared")
def knows_no_screens(control: Exchange, created: Exchange) -> Exchange:
    return created.with_json("$.status", "failed")


@mutant(kills="computer-use.declared")
def sits_still(control: Exchange, created: Exchange) -> Exchange:
    """Answers as if there were no screen."""
    return replace(created, response=control.response)


@mutant(kills="computer-use.functions")
def acts_by_itself(created: Exchange) -> Exchange:
    return created.with_json("$.status", "completed")


@mutant(kills="computer-use.functions")
def acts_without_a_name(created: Exchange) -> Exchange:
    return with_steps(created, ACTIONS, name=MISSING)


@mutant(kills="computer-use.screens")
def cannot_see(first: Exchange, second: Exchange) -> Exchange:
    return second.with_json("$.status", "failed")


@mutant(kills="computer-use.screens")
def stares_at_the_screen(first: Exchange, second: Exchange) -> Exchange:
    """Says and does nothing more."""
    return without_steps(second, "").with_json("$.status", "completed")


@mutant(kills="computer-use.grid")
def counts_pixels(created: Exchange) -> Exchange:
    return with_steps(created, ACTIONS, arguments={"x": 1280, "y": 250})


@mutant(kills="computer-use.grid")
def counts_in_fractions(created: Exchange) -> Exchange:
    return with_steps(created, ACTIONS, arguments={"x": 0.5, "y": 0.25})


@mutant(kills="computer-use.confirmation")
def has_a_word_of_its_own(created: Exchange) -> Exchange:
    """Decides in a word that is not documented."""
    return with_steps(created, ACTIONS, arguments={"safety_decision": {"decision": "ask_somebody"}})


@mutant(kills="computer-use.excluded")
def does_what_it_must_not(created: Exchange) -> Exchange:
    return with_steps(created, ACTIONS, name="open_web_browser")
