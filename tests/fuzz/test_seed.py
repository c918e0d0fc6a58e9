"""A seed repeats a run: the same requests in the same order with one worker; of sequences the same set."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from conformance.client import Client
from conformance.drawing import TIERS, Drawing
from conformance.exchange import Exchange
from conformance.fuzzing.connection import Connection
from conformance.play import Stage
from conformance.requirement import scenarios
from conformance.session import Manner, opened
from conformance.target import find_target

AT = "2026-11-16"
FEATURES = ("generated-requests", "invalid-requests", "sequences")
# What a target makes up, or its address: ids, names of files, ports.
_MADE_UP = re.compile(r"v1_[\w-]+|files/[\w-]+|127\.0\.0\.1:\d+|call_[\w-]+|/[\w-]{8,}/fuzz")


def sent(seed: int, monkeypatch: Any) -> dict[str, list[str]]:
    """The creates of each scenario, in the order of a run in which one plays after the other."""
    bodies: dict[str, list[str]] = {}

    def note(found: Exchange, scenario: str | None) -> Exchange:
        if found.operation == "create" and found.request.body is not None:
            body = json.dumps(found.sent or found.request.body.decode("utf-8", "replace"))
            bodies.setdefault(str(scenario).partition("/")[0], []).append(_MADE_UP.sub("*", body))
        return found

    client_send, connection_send = Client.send, Connection.send

    def by_client(self: Client, *args: Any, **more: Any) -> Exchange:
        return note(client_send(self, *args, **more), more.get("scenario"))

    def by_connection(self: Connection, *args: Any, **more: Any) -> Exchange:
        return note(connection_send(self, *args, **more), more.get("scenario"))

    with monkeypatch.context() as patch:
        patch.setattr(Client, "send", by_client)
        patch.setattr(Connection, "send", by_connection)
        drawing = Drawing(seed=seed, examples=40, seconds=300, tiers=TIERS, workers=1)
        played = [one for one in scenarios() if one.drawn and one.name.partition("/")[0] in FEATURES]
        with opened(find_target("emulator"), AT, Manner(1, seed, drawing=drawing)) as stage:
            assert isinstance(stage, Stage)
            stage.open(played)
            for one in played:
                stage.played(one)
    return bodies


@pytest.mark.fuzz
def test_a_seed_sends_the_same_again(monkeypatch: Any) -> None:
    first, again, other = (sent(seed, monkeypatch) for seed in (4, 4, 5))
    assert set(first) == {*FEATURES, "probe"}
    assert all(len(first[feature]) > 8 for feature in FEATURES), {name: len(all_of) for name, all_of in first.items()}
    for feature in ("generated-requests", "invalid-requests"):
        assert first[feature] == again[feature]
        assert first[feature] != other[feature]
    assert sorted(first["sequences"]) == sorted(again["sequences"])
