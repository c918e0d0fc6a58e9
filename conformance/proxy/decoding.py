"""Compressed answers, read for judging; what passes stays as it is."""

from __future__ import annotations

import zlib
from dataclasses import replace

from conformance.exchange import Chunk, Exchange

_WINDOWS = {"gzip": 31, "x-gzip": 31, "deflate": 15}  # of zlib: 16 more than the largest means gzip's header


class Unreadable(Exception):
    """An answer that can't be decoded; the message says why."""


def decoded(exchange: Exchange, most: int) -> Exchange:
    """``exchange`` with an answer that is not compressed, chunk by chunk as it became known; unchanged if it isn't.

    ``most`` bounds the bytes. Raises ``Unreadable`` for other codings than gzip and deflate, and for what is broken.
    """
    coding = (exchange.header("content-encoding") or "identity").strip().lower()
    if exchange.response is None or coding == "identity" or not exchange.response.chunks:
        return exchange
    if coding not in _WINDOWS:
        raise Unreadable(f"its content-encoding is {coding}, of which only gzip and deflate can be read")
    plain, reader = [], zlib.decompressobj(_WINDOWS[coding])
    for chunk in exchange.response.chunks:
        try:
            data = reader.decompress(chunk.data, most)
        except zlib.error as error:
            raise Unreadable(f"its content-encoding is {coding}, but {error}") from None
        most -= len(data)
        if most <= 0:
            raise Unreadable("it is too large when decoded")
        plain.append(Chunk(chunk.time, data))
    kept = {name: value for name, value in (exchange.response.headers or {}).items() if name != "content-encoding"}
    if "content-length" in kept:
        kept["content-length"] = str(sum(len(chunk.data) for chunk in plain))
    return replace(exchange, response=replace(exchange.response, headers=kept, chunks=tuple(plain)))
