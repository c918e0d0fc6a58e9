"""Covering arrays: rows of choices in which every two entries of different columns stand together at least once."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import combinations
from random import Random

__all__ = ["rows"]

BESIDE = 0.7
"""How likely a column joins a row, where that brings two entries together for the first time."""

Entry = tuple[int, int]


def rows(
    sizes: Sequence[int], draw: Random, apart: Collection[frozenset[int]] = frozenset()
) -> Iterator[dict[int, int]]:
    """Rows of entries by column, of which column ``n`` has ``sizes[n]``; a row need not have an entry of each column,
    and has none of two columns that are ``apart``.

    The same rows come for the same state of ``draw``. For many tables it is a dozen of them.
    """
    left = {
        ((one, a), (other, b))
        for one, other in combinations(range(len(sizes)), 2)
        if frozenset((one, other)) not in apart
        for a in range(sizes[one])
        for b in range(sizes[other])
    }
    ordered = sorted(left)
    draw.shuffle(ordered)
    for pair in ordered:
        if pair not in left:
            continue
        chosen = dict(pair)
        for column in draw.sample(range(len(sizes)), len(sizes)):
            fits = column not in chosen and not any(frozenset((column, other)) in apart for other in chosen)
            if fits and sizes[column] and draw.random() < BESIDE:
                news = [
                    (sum(_pair((column, entry), other) in left for other in chosen.items()), entry)
                    for entry in range(sizes[column])
                ]
                if (best := max(news))[0]:
                    chosen[column] = best[1]
        left -= {_pair(one, other) for one, other in combinations(chosen.items(), 2)}
        yield chosen


def _pair(one: Entry, other: Entry) -> tuple[Entry, Entry]:
    return (one, other) if one < other else (other, one)
