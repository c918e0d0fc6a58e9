"""From the bytes of a body to a request that was checked."""

from __future__ import annotations

from conformance.emulator.body import parse_object
from conformance.emulator.create_request import CreateRequest
from conformance.emulator.validation import checked
from conformance.revisions import Revision

REMEMBERED, SHORT = 1000, 2000
"""How many bodies are remembered, and the bytes that one has at most for that."""


class Understanding:
    """Reads bodies of creates, JSON of at most ``depth`` levels.

    Tests and loads send the same over and over. What is short and plain and came a moment ago is not read again:
    nobody changes a request.
    """

    def __init__(self, depth: int) -> None:
        self._depth = depth
        self._known: dict[tuple[bytes, str], CreateRequest] = {}

    def __call__(self, raw: bytes, revision: Revision) -> CreateRequest:
        """The request that ``raw`` makes at ``revision``; raises ``ApiError`` as ``parse_object`` and ``checked``."""
        key = raw, revision.name
        if (known := self._known.get(key)) is not None:
            return known
        request = checked(parse_object(raw, self._depth), revision)
        if request.plain and len(raw) <= SHORT:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            self._known[key] = request
        return request
