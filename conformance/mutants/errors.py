"""What a server could get wrong about saying no."""

from __future__ import annotations

import json

from conformance.exchange import Exchange
from conformance.mutant import mutant

SHAPES = "errors.shape errors.legacy-shape"


@mutant(kills=f"{SHAPES} errors.code errors.message errors.content-type", violates="err.shape")
def says_no_in_words(control: Exchange, asked: Exchange) -> Exchange:
    return asked.with_body(b"Bad Request")


@mutant(kills=f"{SHAPES} errors.message")
def gives_no_reason(control: Exchange, asked: Exchange) -> Exchange:
    return _with(asked, message="")


@mutant(kills=SHAPES)
def names_no_code(control: Exchange, asked: Exchange) -> Exchange:
    return _with(asked, code=None)


@mutant(kills="errors.code", violates="err.shape err.code.uri")
def shouts_its_code(control: Exchange, asked: Exchange) -> Exchange:
    return _with(asked, code="INVALID_ARGUMENT")


@mutant(kills="errors.code", violates="err.shape")
def counts_its_codes(control: Exchange, asked: Exchange) -> Exchange:
    return _with(asked, code=400)


@mutant(kills="errors.content-type")
def calls_json_text(control: Exchange, asked: Exchange) -> Exchange:
    return asked.with_header("content-type", "text/html; charset=UTF-8")


@mutant(
    kills="errors.code-fits-status", violates="err.code.invalid-request err.code.not-found err.code.parameter-unknown"
)
def is_a_teapot(control: Exchange, asked: Exchange) -> Exchange:
    return asked.with_status(418)


@mutant(kills="errors.names-the-field errors.lists-what-is-supported errors.points-to-the-agent-field")
def says_only_that_something_is_wrong(control: Exchange, asked: Exchange) -> Exchange:
    return _with(asked, message="Request contains an invalid argument.")


@mutant(kills="errors.method")
def takes_any_method(control: Exchange, asked: Exchange) -> Exchange:
    return asked.with_status(200)


def _with(asked: Exchange, **fields: object) -> Exchange:
    """The refusal with other fields in its error object, alone or in a list."""
    listed = isinstance(asked.json, list)
    body = asked.json[0] if isinstance(asked.json, list) else asked.json
    assert isinstance(body, dict)
    spoiled = {"error": {**body["error"], **fields}}
    return asked.with_body(json.dumps([spoiled] if listed else spoiled).encode())
