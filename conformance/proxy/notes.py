"""What is worth telling beside the verdicts on the server: what the client sends wrong, and a server that changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from conformance.exchange import Exchange
from conformance.jsontext import parsed
from conformance.revisions import REVISIONS, path_revision
from conformance.schema import load


@dataclass(frozen=True, slots=True)
class Note:
    """A line about one exchange: about the ``client``, the ``revision`` spoken, or the ``proxy`` itself."""

    about: Literal["client", "revision", "proxy"]
    exchange: str | None
    message: str

    def line(self, time: str) -> dict[str, object]:
        """The note as a line of a result file."""
        return {"kind": "note", "about": self.about, "exchange": self.exchange, "message": self.message, "time": time}


def of_client(exchange: Exchange) -> Iterator[Note]:
    """What is wrong with a request by the request schemas of its revision.

    This is all that is asked of clients so far; requirements on them take their place beside it.
    """
    if exchange.operation != "create" or exchange.resource != "interactions" or not exchange.request.body:
        return
    schemas, body = load(exchange.revision.name), parsed(exchange.request.body)
    if not isinstance(body, dict):
        yield Note("client", exchange.key, "the body is no JSON object, at $")
        return
    for violation in schemas.check("CreateRequest", schemas.without_nulls("CreateRequest", body), "request"):
        yield Note("client", exchange.key, f"{violation.message}, at {violation.path} ({exchange.revision})")


class Spoken:
    """Notices a server that begins to speak otherwise: from outputs to steps, or back, for the same kind of request."""

    def __init__(self) -> None:
        self._blocks: dict[tuple[str, str], tuple[str, str]] = {}

    def heard(self, exchange: Exchange) -> Iterator[Note]:
        """A note where the answer has blocks of another name than the last one to the like of it."""
        shown = [blocks for blocks in _BLOCKS if blocks in exchange.interaction]
        if len(shown) != 1:
            return
        path = path_revision(urlsplit(exchange.request.url).path)
        asked = ((exchange.request.headers or {}).get("api-revision", ""), path.name if path else "")
        before = self._blocks.get(asked)
        self._blocks[asked] = (shown[0], exchange.key)
        if before and before[0] != shown[0]:
            header = f"api-revision: {asked[0]}" if asked[0] else "no api-revision"
            change = f"the server answers with {shown[0]} now, and with {before[0]} until {before[1]}"
            yield Note("revision", exchange.key, f"{change}, to requests with {header}")


_BLOCKS = tuple(dict.fromkeys(revision.blocks for revision in REVISIONS))
