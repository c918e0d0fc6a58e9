"""What a server could take for granted that nobody said."""

from __future__ import annotations

from dataclasses import replace

from conformance.exchange import Exchange
from conformance.mutant import mutant

Pair = tuple[Exchange, Exchange]


@mutant(kills="defaults.stream")
def streams_unasked(omitted: Exchange, explicit: Exchange) -> Pair:
    return omitted.with_header("content-type", "text/event-stream"), explicit


@mutant(kills="defaults.stream defaults.background")
def goes_to_the_background_unasked(omitted: Exchange, explicit: Exchange) -> Pair:
    return omitted.with_json("$.status", "in_progress"), explicit


@mutant(kills="defaults.background")
def takes_no_for_yes(omitted: Exchange, explicit: Exchange) -> Exchange:
    return explicit.with_json("$.status", "in_progress")


@mutant(kills="defaults.store", violates="store.default-true dm.store-default")
def forgets_what_it_was_not_told_to_keep(omitted: Exchange, explicit: Exchange, got: Exchange) -> Exchange:
    return got.with_status(404)


@mutant(kills="defaults.tool-choice")
def calls_whatever_is_said(asking: Exchange, idle: Exchange) -> Exchange:
    return replace(idle, response=asking.response)


@mutant(kills="defaults.tool-choice")
def never_calls_unless_told(asking: Exchange, idle: Exchange) -> Pair:
    return replace(asking, response=idle.response), idle
