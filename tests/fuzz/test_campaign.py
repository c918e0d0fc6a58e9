"""What bounds a campaign: its seed, its budget, its time, a target that is gone, a user who stops it."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from itertools import islice

import pytest
from click.testing import CliRunner

from conformance.courtesy import Courtesy
from conformance.drawing import FEATURES, TIERS, Drawing
from conformance.fuzz_commands import fuzz
from conformance.fuzzing.input import pieces
from conformance.fuzzing.needs import check_budget
from conformance.fuzzing.sources import Source
from conformance.generate.coverage import Coverage
from conformance.generate.documented import World
from conformance.generate.shape import compiled
from conformance.play import End, Stage
from conformance.requirement import scenarios
from conformance.revisions import NEWEST
from conformance.run_target import Wanted
from conformance.session import Manner, opened
from conformance.target import ConfigurationError, Target, find_target
from tests.fuzz.raw import saying
from tests.null_servers import CONSTANT

(GRANTED,) = (one for one in scenarios() if one.name == "generated-requests/send-what-is-granted")
WALK = ("walk",)


def played(drawing: Drawing, courtesy: Courtesy | None = None) -> Iterator[Stage]:
    manner = Manner(drawing=drawing, courtesy=courtesy or Courtesy())
    with opened(find_target("emulator"), NEWEST.name, manner) as stage:
        stage.open([GRANTED])
        yield stage


@pytest.mark.parametrize("tier", ["corpus", "walk", "strategies"])
def test_a_seed_draws_the_same_again(tier) -> None:
    world = World.of(find_target("emulator"), NEWEST)
    cases = [list(islice(Source(world, seed, Coverage(compiled(NEWEST.name))).valid(tier), 40)) for seed in (7, 7, 8)]
    assert cases[0] == cases[1]
    assert (cases[0] == cases[2]) is (tier == "corpus")


def test_what_is_forbidden_is_drawn_again_too_and_shows_each_clause_early() -> None:
    world = World.of(find_target("emulator"), NEWEST)
    drawn = [list(islice(Source(world, 7, Coverage(compiled(NEWEST.name))).forbidden(), 60)) for _ in range(2)]
    assert drawn[0] == drawn[1]
    assert not any(case.valid for case in drawn[0])
    assert len({case.clauses for case in drawn[0]}) >= 20


@pytest.mark.parametrize(
    ("tiers", "selected"),
    [
        ((), ()),
        (("walk", "corpus"), ("generated-requests",)),
        (("sequences", "invalid"), ("sequences", "invalid-requests")),
    ],
)
def test_a_tier_alone_selects_the_features_that_draw_from_it(tiers, selected, monkeypatch) -> None:
    asked: list[Wanted] = []
    monkeypatch.setattr("conformance.run_target.run_target", asked.append)
    monkeypatch.setattr("conformance.outcome.leave_now", lambda _code: None)
    done = CliRunner().invoke(fuzz, [word for tier in tiers for word in ("--tier", tier)] + ["--no-database"])
    assert done.exit_code == 0, done.output
    assert asked[0].select == selected
    assert asked[0].drawing is not None
    assert asked[0].drawing.tiers == (tiers or TIERS)


def test_every_source_has_a_feature_that_draws_from_it() -> None:
    assert {*FEATURES.values()} == {scenario.name.partition("/")[0] for scenario in scenarios() if scenario.drawn}


def test_a_campaign_sends_no_more_than_it_may() -> None:
    for stage in played(Drawing(examples=30, seconds=60, tiers=WALK, workers=1)):
        assert stage.played(GRANTED).end in (End.PLAYED, End.NOT_ELICITED)  # of one source, not all can be shown
        sent = stage.drawn[GRANTED.name].tally.sent.total()
    assert 30 <= sent < 36  # the last trial is played to its end


def test_a_budget_that_is_spent_ends_it_and_what_was_seen_counts() -> None:
    courtesy = Courtesy(most=90)
    for stage in played(Drawing(examples=500, seconds=60, tiers=WALK, workers=1), courtesy):
        assert stage.played(GRANTED).end in (End.PLAYED, End.NOT_ELICITED)  # of one source, not all can be shown
    assert courtesy.sent == 90


def test_a_run_that_is_stopped_ends_soon_and_keeps_what_it_saw() -> None:
    for stage in played(Drawing(examples=1_000_000, seconds=600, tiers=WALK, workers=2)):
        while not (api := stage.drawn.get(GRANTED.name)) or not api.tally.sent.total():
            time.sleep(0.01)
        stage.close()
        assert stage.played(GRANTED).end in (End.PLAYED, End.NOT_ELICITED)  # of one source, not all can be shown
        assert stage.played(GRANTED).exchanges


def test_a_target_that_falls_silent_is_given_up() -> None:
    answers = iter(range(40))

    def say(connection: socket.socket, _: bytes) -> bool:
        if next(answers, None) is None:
            return bool(connection.recv(1))
        body = json.dumps(CONSTANT).encode()
        head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"
        connection.sendall(head % len(body) + body)
        return True

    with saying(say) as url:
        target = Target(name="silent", base_url=url, timeout=0.3, background=1)
        drawing = Drawing(examples=5000, seconds=60, tiers=WALK, workers=1)
        with opened(target, NEWEST.name, Manner(drawing=drawing, keep=True)) as stage:
            stage.open([GRANTED])
            stage.played(GRANTED)
            assert stage.gone
            assert stage.drawn[GRANTED.name].tally.sent.total() < 60


@pytest.mark.parametrize("url", ["https://generativelanguage.googleapis.com", "http://192.168.0.1:80"])
def test_a_target_elsewhere_needs_a_budget(url) -> None:
    with pytest.raises(ConfigurationError, match="say with --max-requests"):
        check_budget(Target(name="far", base_url=url), None)
    check_budget(Target(name="far", base_url=url), 10)


@pytest.mark.parametrize("url", ["", "http://127.0.0.1:1", "http://localhost:1", "http://[::1]:1"])
def test_a_target_on_this_machine_needs_none(url) -> None:
    check_budget(Target(name="near", base_url=url), None)


def test_the_pieces_of_an_input_are_alike_in_all_its_forms() -> None:
    text = {"type": "text", "text": "a"}
    call = {"type": "function_call", "id": "1"}
    for form in ("a", text, [text], [{"type": "user_input", "content": "a"}], [{"role": "user", "content": [text]}]):
        assert list(pieces(form)) == [text]
        assert list(pieces(form, only_user=True)) == [text]
    assert list(pieces([call, {"type": "model_output", "content": [text]}])) == [call, text]
    assert list(pieces([call, {"role": "model", "content": [text]}], only_user=True)) == []
