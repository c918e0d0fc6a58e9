"""The words for function results: what a request sends back to the calls of the answer before it."""

from __future__ import annotations

from conformance.exchange import Exchange
from conformance.interaction import Json, blocks, calls, contents, objects, of_type, sent_pieces

MADE = ("thought", "function_call")
"""What only a model produces."""


def results(x: Exchange) -> list[Json]:
    """The function results that a request sends."""
    return of_type(sent_pieces(x.sent), "function_result")


def is_answer(before: tuple[Exchange, ...], x: Exchange) -> bool:
    """The request sends a result for each call in the answer before."""
    made = [str(call.get("id")) for call in calls(before[-1].interaction)]
    return sorted(made) == sorted(str(result.get("call_id")) for result in results(x))


def replays(before: tuple[Exchange, ...], x: Exchange) -> bool:
    """The request sends the whole history instead: user input, all of the answer before, and the results."""
    sent = sent_pieces(x.sent)
    return (
        "previous_interaction_id" not in x.sent
        and is_answer(before, x)
        and sent[0].get("type") not in MADE
        and all(piece in sent for piece in contents(before[-1].interaction))
    )


def speaks_with_results(x: Exchange) -> bool:
    """All results of a request stand in turns of the user."""
    turns = [turn for turn in objects(x.sent.get("input")) if turn.get("role") == "user"]
    spoken = [result for turn in turns for result in of_type(objects(turn.get("content")), "function_result")]
    return bool(spoken) and spoken == results(x)


def replays_calls(x: Exchange) -> list[Json]:
    """The function calls that a request replays, where it names no earlier interaction."""
    return of_type(sent_pieces(x.sent), "function_call") if "previous_interaction_id" not in x.sent else []


def signed(x: Exchange) -> bool:
    """The model thought before it called: it gave a thought, or signed the call."""
    made = blocks(x.interaction)
    return bool(of_type(made, "thought")) or any(call.get("signature") for call in calls(x.interaction))
