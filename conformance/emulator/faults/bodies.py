"""Faults of answers that are no streams: cut short, or not from the service at all."""

from __future__ import annotations

from dataclasses import dataclass

from conformance.emulator.errors import ApiError
from conformance.emulator.faults.call import Call
from conformance.emulator.faults.fault import Answer, Fault, argument

PAGE = b"<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Truncated(Fault):
    """An answer breaks off: its length is announced, half of it comes, then the connection is closed."""

    name = "truncated"
    source = "what networks do"

    def applies(self, call: Call) -> bool:
        """Streams are cut otherwise."""
        return not call.streamed

    def body(self, raw: bytes, call: Call) -> bytes:
        """Half of it."""
        return raw[: len(raw) // 2]


@dataclass(frozen=True, slots=True, kw_only=True)
class HtmlError(Fault):
    """An error as a proxy tells it: a page of HTML."""

    name = "html-error"
    source = "what proxies do"

    status: int = argument(502, "the HTTP status, from 400 to 599")

    def __post_init__(self) -> None:
        if not 400 <= self.status <= 599:
            raise ValueError("status is from 400 to 599")

    def refuse(self, call: Call) -> None:
        """Refuse."""
        raise ApiError(self.status, "bad_gateway", "", {"content-type": "text/html"})

    def refusal(self, refused: Answer, call: Call) -> Answer:
        """The page."""
        return Answer(self.status, {"content-type": "text/html"}, PAGE)


FAULTS = (Truncated, HtmlError)
