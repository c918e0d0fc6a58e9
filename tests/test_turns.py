"""Turns: several at a time, but nobody beside one that wants to be alone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Lock

from conformance.turns import Turns


def test_others_share_their_turns() -> None:
    turns, together = Turns(), Barrier(3, timeout=10)

    def turn(_: int) -> None:
        with turns.of(alone=False):
            together.wait()  # breaks where not all three are at it

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(turn, range(3)))


def test_nobody_is_beside_one_that_is_alone() -> None:
    turns, lock, at_it, seen = Turns(), Lock(), set[int](), list[set[int]]()

    def turn(number: int) -> None:
        alone = number % 3 == 0
        with turns.of(alone=alone):
            with lock:
                at_it.add(number)
                if alone or any(other % 3 == 0 for other in at_it):
                    seen.append(set(at_it))
            with lock:
                at_it.remove(number)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(turn, range(60)))
    assert sorted(seen, key=min) == [{number} for number in range(0, 60, 3)]


def test_a_turn_ends_where_what_was_done_fails() -> None:
    turns = Turns()
    for alone in (True, False, True):
        try:
            with turns.of(alone=alone):
                raise KeyError
        except KeyError:
            continue
    with turns.of(alone=True):
        pass
