"""Streams through vcrpy as they come: recorded chunk by chunk with their times, and replayed so.

vcrpy 9 reads an answer of httpx to its end before the client sees any of it: a stream arrives in one piece, and one
without an end never. Three functions of its ``vcr.stubs.httpx_stubs`` are replaced here while a block runs, for httpx
and httpx2. They are private: ``check`` says when they are no longer what this was made for.
"""

from __future__ import annotations

import inspect
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from functools import cache
from types import ModuleType
from typing import Any
from unittest import mock

from vcr.stubs import httpx_stubs

from conformance.cassettes.form import chunked

EXPECTED = {
    "_vcr_handle_request": ("cassette", "real_handle_request", "self", "real_request", "httpx"),
    "_vcr_handle_async_request": ("cassette", "real_handle_async_request", "self", "real_request", "httpx"),
    "_deserialize_response": ("vcr_response", "httpx"),
    "_vcr_request": ("cassette", "real_request", "real_request_body", "httpx"),
    "_serialize_response": ("real_response", "real_response_content"),
}
"""The private functions of vcrpy that are replaced or called, and what they take."""
Done = Callable[[list[tuple[float, bytes]]], None]


class VcrpyChanged(Exception):
    """This vcrpy is another inside; the message says in what, and what to do."""


def check(stubs: ModuleType = httpx_stubs) -> None:
    """Raise ``VcrpyChanged`` unless ``stubs`` has what is replaced here."""
    for name, wanted in EXPECTED.items():
        function = getattr(stubs, name, None)
        found = tuple(inspect.signature(function).parameters) if function else "gone"
        if found != wanted:
            raise VcrpyChanged(
                f"vcr.stubs.httpx_stubs.{name} is {found}, not {wanted}: install vcrpy>=9.4,<10, "
                "or record without conformance.cassettes.streaming (streams then arrive in one piece)"
            )


@contextmanager
def streaming(speed: float = 0) -> Iterator[None]:
    """Let streams through while the block runs; replayed ones take ``speed`` times as long as they did (0: no time).

    What is recorded asks for no compression, so that the chunks are those of the text. An answer is recorded when it
    has been read or closed. Raises ``VcrpyChanged``.
    """
    check()

    def answered(vcr_response: dict[str, Any], httpx: ModuleType) -> Any:
        return _replayed(vcr_response, httpx, speed)

    with mock.patch.multiple(
        httpx_stubs,
        _vcr_handle_request=_handle_request,
        _vcr_handle_async_request=_handle_async_request,
        _deserialize_response=answered,
    ):
        yield


# --- recording -------------------------------------------------------------------------------------------------------


def _handle_request(cassette: Any, real: Any, transport: Any, request: Any, httpx: ModuleType) -> Any:
    body = b"".join(request.stream)
    asked, kept = _looked_up(cassette, request, body, httpx)
    if kept is not None:
        return kept
    begin = time.perf_counter()
    response = real(transport, request)
    response.stream = _streams(httpx)[0](response.stream, begin, _keeper(cassette, asked, response))
    return response


async def _handle_async_request(cassette: Any, real: Any, transport: Any, request: Any, httpx: ModuleType) -> Any:
    body = b"".join([part async for part in request.stream])
    asked, kept = _looked_up(cassette, request, body, httpx)
    if kept is not None:
        return kept
    begin = time.perf_counter()
    response = await real(transport, request)
    response.stream = _streams(httpx)[1](response.stream, begin, _keeper(cassette, asked, response))
    return response


def _looked_up(cassette: Any, request: Any, body: bytes, httpx: ModuleType) -> tuple[Any, Any]:
    """vcrpy's request, and the answer that the cassette has for it."""
    request.stream = httpx.ByteStream(body)
    asked, kept = httpx_stubs._vcr_request(cassette, request, body, httpx)
    if kept is None and "accept-encoding" in request.headers:
        request.headers["accept-encoding"] = "identity"
    return asked, kept


def _keeper(cassette: Any, asked: Any, response: Any) -> Done:
    def keep(chunks: list[tuple[float, bytes]]) -> None:
        kept = httpx_stubs._serialize_response(response, b"".join(data for _, data in chunks))
        kept["body"]["chunks"] = [[round(seconds, 4), len(data)] for seconds, data in chunks]
        cassette.append(asked, kept)

    return keep


@cache
def _streams(httpx: ModuleType) -> tuple[type, type]:
    """The streams that note what passes, for one of the two packages: synchronous and not."""

    class Noted(httpx.SyncByteStream):  # type: ignore[misc, name-defined]  # which of the two is known when called
        def __init__(self, stream: Any, begin: float, done: Done) -> None:
            self._stream, self._begin, self._done = stream, begin, done
            self._chunks: list[tuple[float, bytes]] = []

        def __iter__(self) -> Iterator[bytes]:
            for data in self._stream:
                self._chunks.append((time.perf_counter() - self._begin, data))
                yield data

        def close(self) -> None:
            self._stream.close()
            self._done(self._chunks)

    class NotedAsync(httpx.AsyncByteStream):  # type: ignore[misc, name-defined]
        def __init__(self, stream: Any, begin: float, done: Done) -> None:
            self._stream, self._begin, self._done = stream, begin, done
            self._chunks: list[tuple[float, bytes]] = []

        async def __aiter__(self) -> AsyncIterator[bytes]:
            async for data in self._stream:
                self._chunks.append((time.perf_counter() - self._begin, data))
                yield data

        async def aclose(self) -> None:
            await self._stream.aclose()
            self._done(self._chunks)

    return Noted, NotedAsync


# --- replaying -------------------------------------------------------------------------------------------------------

_stock = httpx_stubs._deserialize_response


def _replayed(kept: dict[str, Any], httpx: ModuleType, speed: float) -> Any:
    response = _stock(kept, httpx)
    body = kept.get("body", {})
    chunks = chunked(body.get("string") or b"", body.get("chunks"))
    if len(chunks) > 1:
        response.stream = _paced(httpx)([(chunk.time or 0.0, chunk.data) for chunk in chunks], speed)
    return response


@cache
def _paced(httpx: ModuleType) -> type:
    class Paced(httpx.SyncByteStream, httpx.AsyncByteStream):  # type: ignore[misc, name-defined]
        def __init__(self, chunks: list[tuple[float, bytes]], speed: float) -> None:
            self._chunks, self._speed = chunks, speed

        def _pauses(self) -> Iterator[tuple[float, bytes]]:
            before = 0.0
            for seconds, data in self._chunks:
                yield max(seconds - before, 0) * self._speed, data
                before = seconds

        def __iter__(self) -> Iterator[bytes]:
            for pause, data in self._pauses():
                time.sleep(pause)
                yield data

        async def __aiter__(self) -> AsyncIterator[bytes]:
            import anyio

            for pause, data in self._pauses():
                await anyio.sleep(pause)
                yield data

    return Paced
