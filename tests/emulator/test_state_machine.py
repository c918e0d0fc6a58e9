"""The emulator and a model of the state rules, driven side by side: create, chain, branch, get, delete, cancel, expire
and restart in any order.

Here for a few seconds; ``tox -e state`` takes 2,000 steps and more (``CONFORMANCE_STATE_EXAMPLES`` runs of 50).
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, precondition, rule

from tests.emulator.asgi import START, Local, Time
from tests.emulator.state_model import UNKNOWN, Kept, Model

Json = dict[str, Any]

EXAMPLES = int(os.environ.get("CONFORMANCE_STATE_EXAMPLES", "0"))
"""How many runs of 50 steps, in new orders each time; without it a few short ones, the same each time."""
MODEL, AGENT = "gemini-2.5-flash", "deep-research-preview-04-2026"
QUEUE_SECONDS, WORK_SECONDS = 10.0, 100.0
PAUSES = st.sampled_from([0.0, 1.0, 9.0, 50.0, 100.0, 3600.0, 86_400.0, 20 * 86_400.0, 55 * 86_400.0])
QUESTION = "What is my name?"


class States(RuleBasedStateMachine):
    """One emulator over a file, one model, and the ids that came out so far, whether they are still there or not."""

    ids = Bundle("ids")
    taken = 0

    @initialize()
    def start(self) -> None:
        """An emulator with nothing in it."""
        self.folder = tempfile.TemporaryDirectory()
        self.time = Time()
        self.model = Model(START)
        self.told = 0
        self._open()

    def _open(self) -> None:
        store = str(Path(self.folder.name) / "kept.db")
        work = {"background_seconds": WORK_SECONDS, "queue_seconds": QUEUE_SECONDS}
        self.emulator = Local(store=store, clock=self.time, control=True, seed=None, **work)

    def _create(self, previous: str | None, asks: bool, **body: Any) -> Json | None:
        """Create on both sides; the interaction that was made, None where it was refused as it has to be."""
        States.taken += 1
        self.told += 1
        name = None if asks else f"Name{self.told}"
        said = QUESTION if asks else f"My name is {name}."
        chained = {"previous_interaction_id": previous} if previous else {}
        answer = self.emulator("POST", "", {"input": said, **chained, **body})
        unstored = body.get("store") is False
        expected = 400 if unstored and body.get("background") else self.model.may_continue(previous)
        assert answer.status == expected, answer.content
        if expected != 200:
            return None
        known = self.model.name(previous)
        reply = None if not asks or "agent" in body else f"Your name is {known}." if known else UNKNOWN
        made: Json = answer.events()[-1]["interaction"] if body.get("stream") else answer.json()
        if reply and "steps" in made:
            assert _text(made) == reply
        if unstored:
            assert made["id"] not in self.model.ever
            assert self.emulator("GET", f"/{made['id']}").status == 404
            return made
        now = self.model.now
        assert made["id"] not in self.model.ever
        self.model.ever.add(made["id"])
        kept = Kept(int(now), previous, said, name, reply)
        if body.get("background"):
            kept.begins = now if body.get("stream") else now + QUEUE_SECONDS
            kept.due = kept.begins + WORK_SECONDS
        self.model.kept[made["id"]] = kept
        status = "queued" if body.get("background") else "completed"
        assert made["status"] == status
        return made

    @rule(target=ids, asks=st.booleans(), stream=st.booleans())
    def begin(self, asks: bool, stream: bool) -> str:
        """A conversation begins."""
        made = self._create(None, asks, model=MODEL, stream=stream)
        assert made is not None
        return str(made["id"])

    @rule(target=ids, asks=st.booleans(), maker=st.sampled_from(["model", "agent"]))
    def begin_in_the_background(self, asks: bool, maker: str) -> str:
        """Work begins."""
        made = self._create(None, asks, background=True, **{maker: MODEL if maker == "model" else AGENT})
        assert made is not None
        return str(made["id"])

    @rule(target=ids, previous=ids, asks=st.booleans(), how=st.sampled_from(["plain", "stream", "background", "agent"]))
    def go_on(self, previous: str, asks: bool, how: str) -> str:
        """Something is continued, which others may have continued before."""
        fields: dict[str, Json] = {
            "plain": {"model": MODEL},
            "stream": {"model": MODEL, "stream": True},
            "background": {"model": "gemini-3-flash-preview", "background": True},
            "agent": {"agent": AGENT, "background": True},
        }
        made = self._create(previous, asks, **fields[how])
        return str(made["id"]) if made else previous

    @rule(target=ids, previous=ids)
    def go_on_for_long(self, previous: str) -> str:
        """A name is told, then asked for twice, so that the second question is two links away from it."""
        for asks in (False, True, True):
            made = self._create(previous, asks, model=MODEL)
            previous = str(made["id"]) if made else previous
        return previous

    @rule(previous=ids, background=st.booleans())
    def go_on_unstored(self, previous: str, background: bool) -> None:
        """Something is continued by what is not to be kept."""
        self._create(previous, True, model=MODEL, store=False, background=background)

    @rule(one=ids)
    def get(self, one: str) -> None:
        """What is there looks as it has to, twice; what is not is a 404, and so is what somebody else has."""
        States.taken += 1
        answer = self.emulator("GET", f"/{one}")
        kept = self.model.find(one)
        assert answer.status == (404 if kept is None else 200)
        assert self.emulator("GET", f"/{one}", key="somebody else").status == 404
        if kept is None:
            return
        found = answer.json()
        assert (found["id"], found["status"]) == (one, kept.status(self.model.now))
        assert found.get("previous_interaction_id") == kept.previous
        assert found["steps"][0] == {"type": "user_input", "content": [{"text": kept.said, "type": "text"}]}
        assert ("usage" in found) == (found["status"] == "completed")
        if kept.answer and found["status"] == "completed":
            assert _text(found) == kept.answer
        assert self.emulator("GET", f"/{one}").content == answer.content

    @rule(one=ids, share=st.floats(0, 1))
    def follow(self, one: str, share: float) -> None:
        """The stream of what does not run is told whole, and after any event the rest of it."""
        States.taken += 1
        kept = self.model.find(one)
        if kept is not None and kept.running(self.model.now):
            return
        answer = self.emulator("GET", f"/{one}", query="stream=true")
        assert answer.status == (404 if kept is None else 200)
        if kept is None:
            return
        events = answer.events()
        assert events[0]["event_type"] == "interaction.created"
        assert events[-1]["interaction"]["status"] == kept.status(self.model.now)
        assert all(("event_id" in event) == kept.background for event in events)
        if kept.background:
            seen = int(share * (len(events) - 1))
            query = f"stream=true&last_event_id={events[seen]['event_id']}"
            assert self.emulator("GET", f"/{one}", query=query).events() == events[seen + 1 :]

    @rule(one=ids)
    def delete(self, one: str) -> None:
        """Something is deleted, whatever continues it."""
        States.taken += 1
        answer = self.emulator("DELETE", f"/{one}")
        expected = 404 if self.model.find(one) is None else 200
        assert answer.status == expected
        if expected == 200:
            assert answer.content == b"{}"
            del self.model.kept[one]

    @rule(one=ids)
    def cancel(self, one: str) -> None:
        """Something is cancelled, or cannot be."""
        States.taken += 1
        answer = self.emulator("POST", f"/{one}/cancel")
        expected = self.model.may_cancel(one)
        assert answer.status == expected
        if expected == 200:
            assert answer.json()["status"] == "cancelled"
            self.model.kept[one].cancelled = True

    @rule(seconds=PAUSES)
    def wait(self, seconds: float) -> None:
        """Time passes, by itself or because it was moved."""
        States.taken += 1
        self.time.now += seconds
        self.model.now += seconds

    @rule()
    def sweep(self) -> None:
        """What is over is removed for good, and nothing else."""
        States.taken += 1
        self.model.expired()
        self.emulator("POST", "/control/sweep")
        store = self.emulator.service.store
        assert {one for one in self.model.ever if store.knows("interaction", one)} == set(self.model.kept)

    @precondition(lambda self: self.model.kept)
    @rule()
    def restart(self) -> None:
        """The emulator is started again over the same file."""
        States.taken += 1
        self.emulator.close()
        self._open()

    def teardown(self) -> None:
        """Nothing is left behind."""
        if hasattr(self, "emulator"):
            self.emulator.close()
            self.folder.cleanup()


def _text(interaction: Json) -> str:
    last = interaction["steps"][-1]
    return str(last["content"][0]["text"])


TestStates = States.TestCase
TestStates.settings = settings(
    max_examples=EXAMPLES or 8,
    stateful_step_count=50 if EXAMPLES else 25,
    derandomize=not EXAMPLES,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    print_blob=True,
)


def test_steps_were_taken() -> None:
    """The machine above did what it was there for."""
    assert States.taken >= (40 * EXAMPLES or 100), States.taken
