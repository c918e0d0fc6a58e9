"""Servers that answer each request well by itself, and go wrong after two or three of them."""

from __future__ import annotations

import copy
from typing import Any

from tests.fuzz.defects.declaring import id_of
from tests.fuzz.defects.defect import Answer, Call, Json, Sin
from tests.fuzz.defects.sequences import GONE, Family

REFUSED = Answer(400, {"error": {"message": "No.", "code": "invalid_request"}})


class SeesItsSibling(Family):
    """A branch continues the branch before it, not what it names."""

    def replaces(self, call: Call) -> Json | Answer:
        named = call.body.get("previous_interaction_id") if call.creates else None
        siblings = [child for child, parent in self.parents.items() if named and parent == named]
        return {**call.body, "previous_interaction_id": siblings[-1]} if siblings else call.body


class ForgetsTheFirstTurn(Family):
    """What is two turns back is forgotten."""

    def replaces(self, call: Call) -> Json | Answer:
        named = str(call.body.get("previous_interaction_id", "")) if call.creates else ""
        if not self.parents.get(named):
            return call.body
        return {name: value for name, value in call.body.items() if name != "previous_interaction_id"}


class DeletesTheParent(Family):
    """A delete takes the interaction along that was continued."""

    def __init__(self) -> None:
        super().__init__()
        self.gone: set[str] = set()

    def learn(self, call: Call, answer: Answer) -> None:
        super().learn(call, answer)
        if call.method == "DELETE" and answer.status == 200:
            self.gone.add(self.parents.get(call.id, ""))

    def replaces(self, call: Call) -> Json | Answer:
        return GONE if call.method == "GET" and call.id in self.gone else call.body


class KeepsTheParentOfOthers(Family):
    """What was continued cannot be deleted."""

    def replaces(self, call: Call) -> Json | Answer:
        return REFUSED if call.method == "DELETE" and call.id in self.parents.values() else call.body


class BringsBackTheDeleted(Sin):
    """What was read before it was deleted can be read again after the next create."""

    def __init__(self) -> None:
        self.read: dict[str, Answer] = {}
        self.gone: set[str] = set()
        self.back: set[str] = set()

    def learn(self, call: Call, answer: Answer) -> None:
        if call.method == "GET" and answer.status == 200 and answer.events is None:
            self.read[call.id] = answer
        if call.method == "DELETE" and answer.status == 200:
            self.gone.add(call.id)
        if call.creates:
            self.back |= self.gone

    def replaces(self, call: Call) -> Json | Answer:
        known = call.method == "GET" and call.id in self.back and not call.asks("stream")
        return self.read.get(call.id, call.body) if known else call.body


class GivesIdsAgain(Sin):
    """After a delete the next continuation gets the id that was deleted."""

    def __init__(self) -> None:
        self.free: list[str] = []

    def learn(self, call: Call, answer: Answer) -> None:
        if call.method == "DELETE" and answer.status == 200:
            self.free.append(call.id)

    def concerns(self, call: Call) -> bool:
        continues = call.creates and "previous_interaction_id" in call.body and not call.body.get("stream")
        return continues and bool(self.free)

    def spoilt(self, call: Call, answer: Answer) -> Answer:
        return Answer(200, {**answer.json, "id": self.free.pop()}) if answer.status == 200 else answer


class OverwritesWhatIsContinued(Family):
    """What was continued shows what continued it."""

    def __init__(self) -> None:
        super().__init__()
        self.made: dict[str, Json] = {}

    def learn(self, call: Call, answer: Answer) -> None:
        super().learn(call, answer)
        if call.creates and answer.status == 200 and answer.events is None:
            self.made[str(call.body.get("previous_interaction_id", ""))] = answer.json

    def concerns(self, call: Call) -> bool:
        return call.method == "GET" and call.id in self.made and not call.asks("stream")

    def spoilt(self, call: Call, answer: Answer) -> Answer:
        later = self.made[call.id].get("steps", [])
        return Answer(200, {**answer.json, "steps": later}) if later and answer.status == 200 else answer


class UndoesTheCancel(Sin):
    """What was cancelled is so once, and then completes."""

    def __init__(self) -> None:
        self.cancelled: dict[str, int] = {}

    def learn(self, call: Call, answer: Answer) -> None:
        if call.action == "cancel" and answer.status == 200:
            self.cancelled[call.id] = 0

    def concerns(self, call: Call) -> bool:
        return call.method == "GET" and call.id in self.cancelled and not call.asks("stream")

    def spoilt(self, call: Call, answer: Answer) -> Answer:
        self.cancelled[call.id] += 1
        late = self.cancelled[call.id] > 1 and answer.status == 200
        return Answer(200, {**answer.json, "status": "completed"}) if late else answer


class CancelsAll(Sin):
    """A cancel stops all the work there is."""

    def __init__(self) -> None:
        self.running: set[str] = set()
        self.stopped: set[str] = set()

    def learn(self, call: Call, answer: Answer) -> None:
        if call.creates and call.body.get("background") and answer.status == 200:
            self.running.add(id_of(answer))
        if call.action == "cancel" and answer.status == 200:
            self.stopped |= self.running - {call.id}

    def concerns(self, call: Call) -> bool:
        return call.method == "GET" and call.id in self.stopped and not call.asks("stream")

    def spoilt(self, call: Call, answer: Answer) -> Answer:
        return Answer(200, {**answer.json, "status": "cancelled"}) if answer.status == 200 else answer


class ContinuesWhatRuns(Sin):
    """What still runs is continued as if there were nothing before."""

    def __init__(self) -> None:
        self.running: set[str] = set()

    def learn(self, call: Call, answer: Answer) -> None:
        if call.creates and call.body.get("background"):
            self.running.add(id_of(answer))

    def replaces(self, call: Call) -> Json | Answer:
        if not call.creates or call.body.get("previous_interaction_id") not in self.running:
            return call.body
        return {name: value for name, value in call.body.items() if name != "previous_interaction_id"}


class StoresWhatContinues(Sin):
    """What is not to be stored is, where it continues something."""

    def replaces(self, call: Call) -> Json | Answer:
        if not call.creates or "previous_interaction_id" not in call.body:
            return call.body
        return {name: value for name, value in call.body.items() if name != "store"}


class TellsTheLastEventAgain(Sin):
    """A stream that is resumed begins with the event that was named."""

    def __init__(self) -> None:
        self.whole: dict[str, tuple[Any, ...]] = {}

    def learn(self, call: Call, answer: Answer) -> None:
        if call.method == "GET" and answer.events and not _after(call):
            self.whole[call.id] = answer.events

    def concerns(self, call: Call) -> bool:
        return bool(_after(call)) and call.id in self.whole

    def spoilt(self, call: Call, answer: Answer) -> Answer:
        last = [event for event in self.whole[call.id] if event.get("event_id") == _after(call)]
        return Answer(200, events=(*copy.deepcopy(last), *(answer.events or ())))


class WearsOut(Sin):
    """The second time that a stream is told a piece of it is missing."""

    def __init__(self) -> None:
        self.told: set[str] = set()

    def learn(self, call: Call, answer: Answer) -> None:
        if call.method == "GET" and answer.events is not None:
            self.told.add(call.id)

    def concerns(self, call: Call) -> bool:
        return call.method == "GET" and call.asks("stream") and not _after(call) and call.id in self.told

    def spoilt(self, call: Call, answer: Answer) -> Answer:
        deltas = [event for event in answer.events or () if "delta" in event]
        return Answer(200, events=tuple(e for e in answer.events or () if e not in deltas[-1:])) if deltas else answer


class BreaksOnOrphans(DeletesTheParent):
    """To read what continued a deleted interaction ends in an error of the server."""

    def learn(self, call: Call, answer: Answer) -> None:
        Family.learn(self, call, answer)
        if call.method == "DELETE" and answer.status == 200:
            self.gone |= {child for child, parent in self.parents.items() if parent == call.id}

    def replaces(self, call: Call) -> Json | Answer:
        failed = Answer(500, {"error": {"message": "Oops.", "code": "api_error"}})
        return failed if super().replaces(call) is GONE else call.body


def _after(call: Call) -> str:
    return dict(call.query).get("last_event_id", "")


SINS: dict[type[Sin], tuple[str, int]] = {
    SeesItsSibling: ("apart", 4),
    ForgetsTheFirstTurn: ("remembers", 3),
    DeletesTheParent: ("kept", 4),
    KeepsTheParentOfOthers: ("deletes", 3),
    BringsBackTheDeleted: ("gone", 5),
    GivesIdsAgain: ("own-id", 4),
    OverwritesWhatIsContinued: ("same-content", 3),
    UndoesTheCancel: ("final", 5),
    CancelsAll: ("cancels", 5),
    ContinuesWhatRuns: ("waits-for-what-runs", 3),
    StoresWhatContinues: ("unstored", 3),
    TellsTheLastEventAgain: ("resumes", 4),
    WearsOut: ("replays", 3),
    BreaksOnOrphans: ("answers", 4),
}
"""Each sin, the rule that it breaks, and the most steps that are needed to show it: it opens with a plain create."""
