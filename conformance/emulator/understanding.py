"""From the bytes of a body to a request that was checked."""

from __future__ import annotations

from conformance.emulator.body import parse_object
from conformance.emulator.create_request import CreateRequest
from conformance.emulator.recent import Recent
from conformance.emulator.validation import checked
from conformance.revisions import Revision

SHORT = 2000
"""The bytes of the bodies that are remembered, at most."""


class Understanding:
    """Reads bodies of creates, JSON of at most ``depth`` levels; what is short and plain and came a moment ago is not
    read again."""

    def __init__(self, depth: int) -> None:
        self._depth = depth
        self._known = Recent[tuple[bytes, str], CreateRequest]()

    def __call__(self, raw: bytes, revision: Revision) -> CreateRequest:
        """The request that ``raw`` makes at ``revision``; raises ``ApiError`` as ``parse_object`` and ``checked``."""
        key = raw, revision.name
        if (known := self._known.get(key)) is not None:
            return known
        request = checked(parse_object(raw, self._depth), revision)
        if request.plain and len(raw) <= SHORT:
            self._known.keep(key, request)
        return request
