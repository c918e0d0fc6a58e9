"""What schemathesis thinks of one answer: the checks of its own that need nothing but the request and the answer.

A pure reading of an exchange, so recorded traffic can be read again. Events of streams are each validated.
"""

from __future__ import annotations

import copy
from functools import cache
from typing import Any

import schemathesis
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.specs.openapi import checks

from conformance.exchange import Exchange
from conformance.fuzzing.schemathesis.configuration import configuration
from conformance.fuzzing.schemathesis.sending import shown
from conformance.schema import openapi

CHECKS = (
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.response_headers_conformance,
)
PATHS = {
    "create": "/interactions",
    "get": "/interactions/{id}",
    "delete": "/interactions/{id}",
    "cancel": "/interactions/{id}/cancel",
}


def complaints(exchange: Exchange) -> list[str]:
    """What the OpenAPI document of the exchange's revision does not describe so, in schemathesis' words."""
    if exchange.operation not in PATHS or exchange.response is None:
        return []
    operation = _described(exchange.revision.name)[PATHS[exchange.operation]][exchange.request.method]
    named = {"id": exchange.target_id} if exchange.target_id else {}
    try:
        operation.Case(path_parameters=named).validate_response(shown(exchange), checks=list(CHECKS))
    except FailureGroup as group:
        return [told(failure) for failure in group.exceptions]
    except Failure as failure:
        return [told(failure)]
    return []


def told(failure: BaseException) -> str:
    """``failure`` on one line: its title and its first words."""
    title = getattr(failure, "title", type(failure).__name__)
    message = getattr(failure, "message", str(failure))
    return " ".join(f"{title}: {message}".split())[:500]


@cache
def _described(revision: str) -> Any:
    told = configuration("examples", url="http://localhost/v1beta", revision=revision, seed=0, examples=1, seconds=1)
    return schemathesis.openapi.from_dict(copy.deepcopy(openapi(revision)), config=told)
