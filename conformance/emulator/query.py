"""The query parameters of GET."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from conformance.emulator.errors import invalid, shown

TRUE, FALSE = ("true", "1"), ("false", "0", "")


@dataclass(frozen=True, slots=True)
class GetQuery:
    """How a stored interaction is asked for; ``after`` is the id of the last event of its stream that was seen."""

    stream: bool
    include_input: bool
    after: str

    @classmethod
    def read(cls, parameters: Mapping[str, str]) -> GetQuery:
        """The query that ``parameters`` make; raises 400 for values or combinations that mean nothing."""
        if "fields" in parameters:  # there are no partial answers (get.fields-mask)
            raise invalid("Unknown parameter 'fields'.")
        stream = _flag(parameters, "stream")
        after = parameters.get("last_event_id")
        if after is not None and not stream:
            raise invalid("'last_event_id' can only be used when 'stream' is true.")
        return cls(stream, _flag(parameters, "include_input"), after or "")


def _flag(parameters: Mapping[str, str], name: str) -> bool:
    value = parameters.get(name, "").lower()
    if value not in TRUE + FALSE:
        raise invalid(f"The value '{shown(value)}' is not supported for '{name}'. Supported values: 'true', 'false'.")
    return value in TRUE
