"""What a server could get wrong about running code."""

from __future__ import annotations

from dataclasses import replace

from conformance.exchange import Exchange
from conformance.interaction import blocks
from conformance.mutant import mutant, with_steps
from conformance.mutants.stateful_chat import says
from conformance.path import MISSING


@mutant(kills="code-execution.declared")
def knows_no_code(control: Exchange, created: Exchange) -> Exchange:
    return created.with_json("$.status", "failed")


@mutant(kills="code-execution.declared")
def answers_sums_like_anything(control: Exchange, created: Exchange) -> Exchange:
    return replace(created, response=control.response)


@mutant(kills="code-execution.call", violates="tool.ce.call-shape")
def hides_its_code(created: Exchange) -> Exchange:
    return with_steps(created, "_call", arguments={})


@mutant(kills="code-execution.call", violates="tool.ce.call-shape")
def runs_without_an_id(created: Exchange) -> Exchange:
    return with_steps(created, "_call", id=MISSING)


@mutant(kills="code-execution.call", violates="tool.ce.python-only")
def runs_another_language(created: Exchange) -> Exchange:
    return with_steps(created, "_call", arguments={"language": "perl", "code": "print 1"})


@mutant(kills="code-execution.result")
def wraps_what_was_printed(created: Exchange) -> Exchange:
    return with_steps(created, "_result", result={"stdout": "1"})


@mutant(kills="code-execution.paired")
def prints_for_another_call(created: Exchange) -> Exchange:
    return with_steps(created, "_result", call_id="call_0")


@mutant(kills="code-execution.right-number")
def multiplies_wrongly(created: Exchange) -> Exchange:
    return says(created, "It is 9,449,772,114,008.")


@mutant(kills="code-execution.time-limit")
def lets_code_run_for_ever(created: Exchange) -> Exchange:
    return with_steps(created, "_result", is_error=False)


@mutant(kills="code-execution.time-limit")
def falls_with_the_code(created: Exchange) -> Exchange:
    return created.with_json("$.status", "failed")


@mutant(kills="code-execution.attempts")
def never_gives_up(created: Exchange) -> Exchange:
    """Runs code that fails seven times."""
    failures = [{"type": "code_execution_result", "call_id": "c1", "result": "", "is_error": True}] * 7
    return created.with_json("$.steps", [*blocks(created.interaction), *failures])


@mutant(kills="code-execution.image")
def describes_what_it_drew(created: Exchange) -> Exchange:
    return says(created, "The chart has three bars.")


@mutant(kills="code-execution.stateless")
def does_not_know_its_code(running: Exchange, asked_again: Exchange) -> Exchange:
    return asked_again.with_json("$.status", "failed")


@mutant(kills="code-execution.stateless")
def says_nothing_to_its_code(running: Exchange, asked_again: Exchange) -> Exchange:
    return asked_again.with_json(f"$.{asked_again.revision.blocks}", MISSING)
