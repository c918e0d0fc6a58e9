"""What a server could get wrong about the settings of the model."""

from __future__ import annotations

from dataclasses import replace

from conformance.exchange import Exchange
from conformance.mutant import last_content, mutant, producing

TAKES = "generation-config.accepted generation-config.temperature generation-config.top-p-and-seed"
CAPS = "generation-config.caps-output generation-config.caps-thoughts generation-config.incomplete"


@mutant(kills=f"{TAKES} {CAPS} generation-config.stop-sequences")
def answers_everybody_alike(control: Exchange, created: Exchange) -> Exchange:
    return replace(created, response=control.response)


@mutant(kills=TAKES, violates="gc.object gc.thinking-level.seed sample.config.curl gc.top-p gc.seed")
def fails_over_a_setting(control: Exchange, created: Exchange) -> Exchange:
    return created.with_json("$.status", "failed")


@mutant(kills=TAKES, violates="gc.object gc.thinking-level.seed sample.config.curl gc.top-p gc.seed")
def refuses_settings(control: Exchange, created: Exchange) -> Exchange:
    return created.with_status(400).with_body(b'{"error":{"message":"Unknown parameter.","code":"invalid_request"}}')


@mutant(kills="generation-config.caps-output generation-config.caps-thoughts", violates="gc.max-output-tokens")
def writes_past_the_limit(control: Exchange, created: Exchange) -> Exchange:
    return created.with_json("$.usage.total_output_tokens", 501)


@mutant(kills="generation-config.caps-thoughts", violates="gc.max-output-tokens.includes-thoughts")
def thinks_past_the_limit(control: Exchange, created: Exchange) -> Exchange:
    return created.with_json("$.usage.total_thought_tokens", 501)


@mutant(
    kills="generation-config.caps-output generation-config.caps-thoughts",
    violates="gc.max-output-tokens.includes-thoughts",
)
def does_not_count(control: Exchange, created: Exchange) -> Exchange:
    return created.without("$.usage")


@mutant(kills="generation-config.incomplete")
def calls_what_was_cut_completed(control: Exchange, created: Exchange) -> Exchange:
    return created.with_json("$.status", "completed")


@mutant(kills="generation-config.stop-sequences")
def does_not_stop(control: Exchange, created: Exchange) -> Exchange:
    return created.with_json(f"{last_content(created)}.text", "1, 2, 3, 4, 5, 6, 7, 8, 9")


@mutant(kills="generation-config.null-limit")
def takes_null_for_zero(control: Exchange, created: Exchange) -> Exchange:
    return producing(created).with_json("$.status", "incomplete")


@mutant(kills="generation-config.voice generation-config.image-config")
def makes_nothing(control: Exchange, created: Exchange) -> Exchange:
    return producing(created, {"type": "text", "text": "I can't do that."})


@mutant(kills="generation-config.voice generation-config.image-config")
def knows_no_such_setting(control: Exchange, created: Exchange) -> Exchange:
    return created.with_status(400).with_body(b'{"error":{"message":"Unknown parameter.","code":"invalid_request"}}')
