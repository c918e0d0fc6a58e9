"""Sins in how the frames of an event stream are read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from conformance.sdk.sins.reading import Unreadable
from conformance.sdk.sins.sin import Client, sin

FIELDS = {"event", "data", "id", "retry", ""}


@sin("client-framing.any-pieces client-stream.split-utf8")
class DecodesEachPiece(Client):
    """Decodes each piece of a stream by itself."""

    def lines(self, pieces: Iterable[bytes]) -> Iterator[str]:
        return super().lines(piece.decode("utf-8", "replace").encode() for piece in pieces)


@sin("client-framing.any-pieces", plays="client-framing/at-once")
class TakesAPieceForAnEvent(Client):
    """Takes each piece of a stream for an event."""

    def messages(self, pieces: Iterable[bytes]) -> Iterator[str]:
        for piece in pieces:
            yield from list(super().messages([piece]))[:1]


@sin("client-framing.crlf client-framing.crlf-apart client-framing.cr")
class KnowsLfAlone(Client):
    """Ends lines at LF alone."""

    def lines(self, pieces: Iterable[bytes]) -> Iterator[str]:
        yield from b"".join(pieces).decode().split("\n")


@sin("client-framing.line-ends client-framing.sentinel client-framing.any-pieces")
class SplitsLinesAsPythonDoes(Client):
    """Ends lines wherever ``splitlines`` does."""

    def lines(self, pieces: Iterable[bytes]) -> Iterator[str]:
        yield from b"".join(pieces).decode().splitlines()


@sin("client-framing.comments client-framing.comments-behind-ids")
class TripsOverComments(Client):
    """Takes a comment for an event without data, as google-genai did until 2.8."""

    def lines(self, pieces: Iterable[bytes]) -> Iterator[str]:
        for line in super().lines(pieces):
            if line.startswith(":"):
                raise Unreadable("JSONDecodeError: Expecting value: line 1 column 1 (char 0)")
            yield line


@sin("client-framing.many-lines")
class KeepsTheLastLine(Client):
    """Takes the last line of data for all of it."""

    def messages(self, pieces: Iterable[bytes]) -> Iterator[str]:
        return (data.rpartition("\n")[2] for data in super().messages(pieces))


@sin("client-framing.no-blank")
class WantsABlank(Client):
    """Reads data behind a colon and a blank alone."""

    def lines(self, pieces: Iterable[bytes]) -> Iterator[str]:
        return (line for line in super().lines(pieces) if not line.startswith("data:") or line[5:6] == " ")


@sin("client-framing.bom")
class KeepsTheMark(Client):
    """Takes the byte order mark for a part of the first line."""

    def lines(self, pieces: Iterable[bytes]) -> Iterator[str]:
        yield from b"".join(pieces).decode("utf-8").split("\n")


@sin("client-framing.other-fields")
class TripsOverOtherFields(Client):
    """Trips over a field that it does not know."""

    def lines(self, pieces: Iterable[bytes]) -> Iterator[str]:
        for line in super().lines(pieces):
            if line.partition(":")[0] not in FIELDS:
                raise Unreadable(f"unknown field {line!r}")
            yield line


@sin("client-framing.dataless")
class ReadsEmptyEvents(Client):
    """Takes each empty line for the end of an event."""

    def messages(self, pieces: Iterable[bytes]) -> Iterator[str]:
        data = ""
        for line in self.lines(pieces):
            data = line[6:] if line.startswith("data: ") else data
            if not line:
                yield data
                data = ""


@sin("client-framing.no-names")
class GoesByTheEventLine(Client):
    """Reads only events that have a name of their own."""

    def messages(self, pieces: Iterable[bytes]) -> Iterator[str]:
        named = False
        for line in self.lines(pieces):
            named = (named or line.startswith("event:")) and bool(line)
            if named and line.startswith("data: "):
                yield line[6:]


@sin("client-framing.no-sentinel")
class NeedsTheSentinel(Client):
    """Takes a stream without [DONE] for a broken one."""

    def messages(self, pieces: Iterable[bytes]) -> Iterator[str]:
        data = ""
        for data in super().messages(pieces):
            yield data
        if data != "[DONE]":
            raise Unreadable("the stream ended without [DONE]")


@sin("client-framing.sentinel")
class ReadsTheSentinel(Client):
    """Reads [DONE] as JSON."""

    def messages(self, pieces: Iterable[bytes]) -> Iterator[str]:
        for data in super().messages(pieces):
            if data == "[DONE]":
                raise Unreadable("JSONDecodeError: Expecting value: line 1 column 2 (char 1)")
            yield data


@sin("client-framing.sentinel client-framing.line-ends")
class SeesTheSentinelEverywhere(Client):
    """Ends at [DONE] wherever it stands."""

    def messages(self, pieces: Iterable[bytes]) -> Iterator[str]:
        for data in super().messages(pieces):
            yield "[DONE]" if "[DONE]" in data else data


@sin("client-framing.no-json")
class EndsAtWhatBeginsLikeTheEnd(Client):
    """Ends at data that begins with [DONE], and does not mind that the interaction has not."""

    def events(self, response: Any) -> Any:
        for data in self.messages(response.iter_bytes()):
            if data.startswith("[DONE]"):
                return
            yield self.event(data)


@sin("client-framing.behind-the-sentinel")
class ReadsOn(Client):
    """Passes over [DONE] and reads on."""

    def messages(self, pieces: Iterable[bytes]) -> Iterator[str]:
        return (data for data in super().messages(pieces) if data != "[DONE]")


@sin("client-framing.content-type")
class ComparesTypesByLetter(Client):
    """Knows the type of a stream in one spelling."""

    def events(self, response: Any) -> Any:
        if response.headers["content-type"] != "text/event-stream":
            raise Unreadable(response.headers["content-type"])
        return super().events(response)


@sin("client-limits.large-event")
class BoundsLines(Client):
    """Reads lines of 64 KiB at most."""

    def lines(self, pieces: Iterable[bytes]) -> Iterator[str]:
        return (line[:65536] for line in super().lines(pieces))


@sin("client-deltas.argument-fragments client-deltas.blanks")
class TidiesJson(Client):
    """Writes the JSON of each event anew, without blanks in its texts."""

    def event(self, data: str) -> Any:
        def tidy(value: object) -> object:
            if isinstance(value, dict):
                return {name: tidy(inner) for name, inner in value.items()}
            return value.strip() if isinstance(value, str) else value

        return tidy(json.loads(data))
