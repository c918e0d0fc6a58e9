"""Several streams of bodies as one, so that none has to wait for another to end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

__all__ = ["interleaved"]

Item = TypeVar("Item")


def interleaved(*streams: Iterator[Item]) -> Iterator[Item]:
    """The items of ``streams``, one of each in turns, until all have come to an end; each is asked as late as it can
    be, for what it gives may depend on what became of the items before.
    """
    left = list(streams)
    while left:
        for stream in list(left):
            try:
                item = next(stream)
            except StopIteration:
                left.remove(stream)
            else:
                yield item
