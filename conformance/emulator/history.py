"""Rules of a conversation: which calls wait for results, and which signatures must come back."""

from __future__ import annotations

from typing import Any

from conformance.emulator.errors import documented_as, invalid, invalid_argument, shown
from conformance.emulator.signatures import Standing, standing

Json = dict[str, Any]


def check_media(history: list[Json], model: str | None) -> None:
    """Raise 400 unless ``model`` can read what earlier ones made: those that speak read text (mix.modality-compat)."""
    if model is None or "-tts" not in model:
        return
    made = [content["type"] for step in history if step["type"] == "model_output" for content in step["content"]]
    for kind in made:
        if kind != "text":
            raise invalid(f"Model '{shown(model)}' does not support {kind} input, and the conversation has some.")


class Turn:
    """What is known while walking a conversation: whether there is anything yet that a call can follow, which calls
    wait, and whether a trusted thought preceded.
    """

    def __init__(self, prompted: bool) -> None:
        self.prompted = prompted
        self.pending: set[str] = set()
        self.answering = False
        self.thought = Standing.MISSING

    def user_spoke(self) -> None:
        """New user input abandons calls that nobody answered."""
        self.prompted = True
        self.pending.clear()
        self.thought = Standing.MISSING

    def answered(self, call_id: str) -> None:
        """A result arrived; raises 400 if no call waits for it."""
        if call_id not in self.pending:
            raise invalid(f"No function call is waiting for a result with call_id '{shown(call_id)}'.")
        self.pending.discard(call_id)
        self.answering = True
        self.thought = Standing.MISSING

    def results_end(self) -> None:
        """The run of results is over; raises 400 if calls of the same turn are still waiting."""
        if self.answering and self.pending:
            waiting = ", ".join(sorted(shown(call_id) for call_id in self.pending))
            raise invalid(f"Missing function_result for call_id {waiting}: every call of a turn needs a result.")
        self.answering = False


def check(history: list[Json], steps: list[Json]) -> None:
    """Raise 400 unless ``steps`` may follow ``history``.

    A result answers a waiting call and all calls of a turn are answered together; a call that the client replays comes
    after a thought with its signature unchanged. The history itself is the server's own and is not judged.
    """
    turn = Turn(prompted=bool(history))
    for step in history:
        if step["type"] == "user_input":
            turn.pending.clear()
        elif step["type"] == "function_call":
            turn.pending.add(step["id"])
        elif step["type"] == "function_result":
            turn.pending.discard(step["call_id"])
    for step in steps:
        _check_step(turn, step)
    turn.results_end()


def _check_step(turn: Turn, step: Json) -> None:
    if step["type"] == "function_result":
        turn.answered(step["call_id"])
        return
    turn.results_end()
    match step["type"]:
        case "user_input":
            turn.user_spoke()
        case "thought":
            turn.thought = _signed(step.get("signature"))
        case "function_call":
            _check_call(turn, step)
        case _ if standing(step.get("signature")) is Standing.CORRUPT:  # those of tools that the service ran
            raise invalid("Corrupted thought signature.")


def _signed(signature: object) -> Standing:
    found = standing(signature)
    if found is Standing.MISSING:
        raise documented_as("missing_thought_signature", invalid_argument())
    if found is Standing.CORRUPT:
        raise invalid("Corrupted thought signature.")
    return found


def _check_call(turn: Turn, step: Json) -> None:
    if not turn.prompted:
        raise invalid(
            "Please ensure that function call turn comes immediately after a user turn "
            "or after a function response turn."
        )
    proof = _signed(step["signature"]) if step.get("signature") else turn.thought
    if proof is Standing.MISSING:
        raise documented_as("missing_thought_signature", invalid_argument())
    if proof is Standing.FOREIGN:
        raise invalid("Corrupted thought signature.")
    if step["id"] in turn.pending:
        raise invalid(f"Two function calls share the id '{shown(step['id'])}'.")
    turn.pending.add(step["id"])
