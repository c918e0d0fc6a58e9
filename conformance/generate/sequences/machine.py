"""The state machine that draws sequences: create, continue, branch, get, stream, resume, cancel, delete in any order.

What is drawn does not depend on what a target answers, so that a seed draws the same sequences from every target.
"""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, precondition, rule

from conformance.generate.sequences.able import Able
from conformance.generate.sequences.history import LETTERS
from conformance.generate.sequences.player import Player
from conformance.generate.sequences.step import ASK, How, Step, tells
from conformance.generate.sequences.story import story

STEP_COUNT = 16
"""Steps of a sequence, before the last look. The longer, the more there is that a step can spoil; what broke a rule is
shortened anyway."""


class Sequences(RuleBasedStateMachine):
    """Plays what it draws. Where that breaks a rule ``broke`` raises, so that hypothesis shrinks. With ``enough`` set
    it leaves out the last look.

    Interactions are named by letters, in a bundle: whether they were made, are still there or still run is for the
    player to know.
    """

    made: Bundle[str] = Bundle("made")

    def __init__(self, player: Player, able: Able) -> None:
        super().__init__()
        self.player = player
        self.able = able
        self.letters = 0
        self.enough = False

    def take(self, step: Step) -> None:
        """Take one step."""
        if self.player.take(step):
            self.broke()

    def broke(self) -> None:
        """A rule was broken."""
        finding = self.player.broken[0]
        raise AssertionError("\n".join([f"{finding.rule}: {finding.verdict.message}", *story(self.player.exchanges)]))

    def create(self, of: str, how: How, *, asks: bool) -> str:
        """Create, under the next letter."""
        letter = LETTERS[self.letters % len(LETTERS)]
        self.letters += 1
        self.take(Step("create", of, letter, how, ASK if asks else tells(letter)))
        return letter

    def ways(self) -> list[How]:
        """How an interaction may be created."""
        ways: list[How] = ["plain", "unstored"]
        ways += ["stream"] if self.able.streams else []
        ways += ["background"] if self.able.background else []
        return ways + (["left"] if self.able.background and self.able.resumes else [])

    @initialize(target=made)
    def open(self) -> str:
        """A sequence opens with a plain create."""
        return self.create("", "plain", asks=False)

    @rule(target=made, data=st.data())
    def begin(self, data: st.DataObject) -> str:
        """A conversation begins."""
        return self.create("", data.draw(st.sampled_from(self.ways())), asks=False)

    @precondition(lambda self: self.able.continues)
    @rule(target=made, of=made, asks=st.booleans(), data=st.data())
    def go_on(self, of: str, asks: bool, data: st.DataObject) -> str:
        """Something is continued, which others may have continued before."""
        how = "plain" if asks else data.draw(st.sampled_from(self.ways()))
        return self.create(of, how, asks=asks)

    @precondition(lambda self: self.able.continues)
    @rule(target=made, of=made)
    def ask_twice(self, of: str) -> str:
        """The name is asked for in two branches; the later one goes on."""
        self.create(of, "plain", asks=True)
        return self.create(of, "plain", asks=True)

    @rule(of=made, whole=st.booleans())
    def get(self, of: str, whole: bool) -> None:
        """Something is got, with its input or without."""
        self.take(Step("get", of, how="input" if whole and self.able.input else "plain"))

    @precondition(lambda self: self.able.streams)
    @rule(of=made)
    def follow(self, of: str) -> None:
        """Something is got as a stream."""
        self.take(Step("follow", of))

    @precondition(lambda self: self.able.background and self.able.resumes)
    @rule(of=made, part=st.sampled_from([0.0, 0.3, 0.6, 1.0]))
    def resume(self, of: str, part: float) -> None:
        """A stream is resumed."""
        self.take(Step("resume", of, part=part))

    @precondition(lambda self: self.able.cancels)
    @rule(of=made)
    def cancel(self, of: str) -> None:
        """Something is cancelled, whether it runs or not."""
        self.take(Step("cancel", of))

    @precondition(lambda self: self.able.deletes)
    @rule(of=made)
    def delete(self, of: str) -> None:
        """Something is deleted, whatever continues it."""
        self.take(Step("delete", of))

    def teardown(self) -> None:
        """A last look at everything there was."""
        if not self.enough:
            for number in range(min(self.letters, len(LETTERS))):
                self.look(LETTERS[number], as_stream=self.able.streams and (number + self.letters) % 3 == 0)

    def look(self, of: str, *, as_stream: bool) -> None:
        """Get something in one way or the other."""
        whole = Step("get", of, how="input" if self.able.input else "plain")
        self.take(Step("follow", of) if as_stream else whole)
