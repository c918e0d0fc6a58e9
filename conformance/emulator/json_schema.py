"""Schemas that clients send: whether they are JSON schemas at all, and validators for them. Nothing is fetched."""

from __future__ import annotations

from typing import Any, NoReturn, Protocol

import jsonschema_rs

from conformance.emulator.errors import invalid


class Validator(Protocol):
    """The one thing that is asked of a compiled schema."""

    def is_valid(self, instance: Any) -> bool:
        """Whether ``instance`` satisfies the schema."""


def compiled(schema: Any, path: str) -> Validator:
    """A validator for ``schema``; raises 400, naming ``path``, if it is not a JSON schema or refers elsewhere."""
    if not isinstance(schema, dict | bool):
        raise invalid(f"The value at '{path}' is not a valid JSON schema: it has to be an object.")
    try:
        return jsonschema_rs.validator_for(schema, retriever=_refuse)
    except (ValueError, jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError) as error:
        reason = str(error).splitlines()[0][:200]
        raise invalid(f"The value at '{path}' is not a valid JSON schema: {reason}") from None


def _refuse(uri: str) -> NoReturn:
    raise ValueError(f"references to other documents are not followed: {uri}")
