"""Scenarios that take turns: whoever waits comes next, however soon the one before wants it again."""

from __future__ import annotations

import time
from contextlib import suppress
from threading import Event, Thread

from conformance.turns import FairLock

PATIENCE = 10.0


def test_who_waits_comes_before_who_gives_it_up_and_wants_it_again() -> None:
    lock, order = FairLock(), list[str]()
    holding, waited_for = Event(), Event()

    def first() -> None:
        with lock:
            holding.set()
            assert waited_for.wait(PATIENCE)
            order.append("first")
        with lock:
            order.append("first again")

    def second() -> None:
        with lock:
            order.append("second")

    threads = [Thread(target=first, daemon=True), Thread(target=second, daemon=True)]
    threads[0].start()
    assert holding.wait(PATIENCE)
    threads[1].start()
    while not vars(lock)["_waiting"]:
        time.sleep(0.001)
    waited_for.set()
    for thread in threads:
        thread.join(PATIENCE)
    assert order == ["first", "second", "first again"]


def test_it_is_given_back_where_its_holder_fails() -> None:
    lock, taken = FairLock(), list[str]()
    with suppress(ValueError), lock:
        raise ValueError

    def again() -> None:
        with lock:
            taken.append("again")

    thread = Thread(target=again, daemon=True)
    thread.start()
    thread.join(PATIENCE)
    assert taken == ["again"]
