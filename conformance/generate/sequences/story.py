"""A sequence in words that a person reads: numbered steps, interactions by letter."""

from __future__ import annotations

from collections.abc import Sequence

from conformance.exchange import Exchange
from conformance.generate.sequences.history import History
from conformance.generate.sequences.step import place


def story(exchanges: Sequence[Exchange]) -> list[str]:
    """One line for each step: what was asked and what came of it, ``2. create, continuing A → B``.

    Where a step took several requests they are joined by ``then``.
    """
    history, last = History(), 0
    lines: list[str] = []
    for exchange in exchanges:
        asked = _asked(exchange, history)
        history.see(exchange)
        line = f"{asked} → {_answered(exchange, history)}"
        number = (place(exchange) or ("", last + 1))[1]
        if number == last and lines:
            lines[-1] += f", then {line}"
        else:
            lines.append(f"{len(lines) + 1}. {line}")
        last = number
    return lines


def _asked(exchange: Exchange, history: History) -> str:
    if exchange.operation == "create":
        words = [f"create “{exchange.prompt}”"]
        before = exchange.sent.get("previous_interaction_id")
        words += [f"continuing {_name(str(before), history)}"] if before else []
        words += ["in the background"] if exchange.sent.get("background") is True else []
        words += ["as a stream"] if exchange.sent.get("stream") is True else []
        words += ["left after two events"] if exchange.hung_up else []
        words += ["not stored"] if exchange.sent.get("store") is False else []
        return ", ".join(words)
    words = [f"{exchange.operation} {_name(exchange.target_id or '', history)}"]
    words += ["with its input"] if exchange.query.get("include_input") == "true" else []
    words += ["as a stream"] if exchange.query.get("stream") == "true" else []
    last = exchange.query.get("last_event_id")
    return ", ".join([*words, *([f"after event {last}"] if last else [])])


def _answered(exchange: Exchange, history: History) -> str:
    if exchange.status != 200 or exchange.failure:
        return exchange.failure or str(exchange.status)
    status = str(exchange.interaction.get("status") or "")
    if exchange.operation == "create":
        made = _name(exchange.answered_id or "", history) if exchange.answered_id else "no id"
        return made if status in {"", "completed"} or exchange.is_stream else f"{made} ({status})"
    return status if status and not exchange.is_stream else "200"


def _name(id: str, history: History) -> str:  # noqa: A002
    known = history.known.get(id)
    return known.name if known else f"{id[:12]}…"
