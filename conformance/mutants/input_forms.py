"""What a server could get wrong about the forms of an input."""

from __future__ import annotations

from conformance.exchange import Exchange
from conformance.mutant import mutant

TOKENS = "$.usage.total_input_tokens"
FORMS = (
    "input-forms.string input-forms.content-list input-forms.single-content "
    "input-forms.turns input-forms.turn-of-a-string input-forms.steps "
    "input-forms.step-of-contents"
)


@mutant(kills=FORMS)
def accepts_the_input_and_ignores_it(short: Exchange, asked: Exchange) -> Exchange:
    return asked.with_json(TOKENS, 1)


@mutant(kills=FORMS)
def answers_everything_alike(short: Exchange, asked: Exchange) -> Exchange:
    return asked.with_json("$", short.json)


@mutant(kills=FORMS)
def does_not_know_the_form(short: Exchange, asked: Exchange) -> Exchange:
    return asked.with_status(400).with_json("$", {"error": {"code": "invalid_request", "message": "Invalid input."}})


@mutant(kills="input-forms.string-is-text")
def quotes_what_comes_in_a_list(short: Exchange, asked: Exchange, again: Exchange) -> Exchange:
    return again.with_json(TOKENS, asked.json["usage"]["total_input_tokens"] + 2)  # type: ignore[index]  # good JSON of this shape


@mutant(kills="input-forms.string-is-text")
def ignores_every_input(short: Exchange, asked: Exchange, again: Exchange) -> tuple[Exchange, ...]:
    return short, asked.with_json("$", short.json), again.with_json("$", short.json)


@mutant(kills="input-forms.keeps-order")
def sorts_the_parts(asked: Exchange, got: Exchange) -> Exchange:
    words = sorted(part["text"] for part in asked.sent["input"])  # type: ignore[attr-defined]  # good JSON of this shape
    content = [{"type": "text", "text": part} for part in words]
    return got.with_json("$.input", [{"type": "user_input", "content": content}])


@mutant(kills="input-forms.keeps-order")
def keeps_only_the_last_part(asked: Exchange, got: Exchange) -> Exchange:
    return got.with_json("$.input", [{"type": "user_input", "content": asked.sent["input"][-1:]}])  # type: ignore[index]  # good JSON of this shape
