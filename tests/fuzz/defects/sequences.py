"""Servers that go wrong only after certain calls in a certain order."""

from __future__ import annotations

from tests.fuzz.defects.declaring import id_of
from tests.fuzz.defects.defect import Answer, Call, Json, Sin, defect

HELLO: Json = {"input": "Hello."}
GONE = Answer(404, {"error": {"message": "Not found.", "code": "not_found"}})


class Family(Sin):
    """Knows which interaction continues which."""

    def __init__(self) -> None:
        self.parents: dict[str, str] = {}

    def learn(self, call: Call, answer: Answer) -> None:
        made = id_of(answer)
        if call.creates and answer.status == 200 and made:
            self.parents[made] = str(call.body.get("previous_interaction_id", ""))


@defect(
    "sequence",
    HELLO,
    {**HELLO, "previous_interaction_id": "{0}"},
    {**HELLO, "previous_interaction_id": "{0}"},
    "DELETE {1}",
    "GET {2}",
)
class DeletesTheOtherBranch(Family):
    """Deleting one of two continuations of an interaction deletes the other."""

    def __init__(self) -> None:
        super().__init__()
        self._gone: set[str] = set()

    def learn(self, call: Call, answer: Answer) -> None:
        super().learn(call, answer)
        parent = self.parents.get(call.id)
        if call.method == "DELETE" and answer.status == 200 and parent:
            self._gone |= {child for child, other in self.parents.items() if other == parent} - {call.id}

    def replaces(self, call: Call) -> Json | Answer:
        return GONE if call.id in self._gone and call.method == "GET" else call.body


@defect(
    "sequence",
    HELLO,
    {**HELLO, "previous_interaction_id": "{0}"},
    "DELETE {0}",
    {**HELLO, "previous_interaction_id": "{0}"},
)
class ContinuesWhatWasDeleted(Family):
    """What was continued before it was deleted can be continued again."""

    def __init__(self) -> None:
        super().__init__()
        self._gone: set[str] = set()

    def learn(self, call: Call, answer: Answer) -> None:
        super().learn(call, answer)
        if call.method == "DELETE" and call.id in self.parents.values():
            self._gone.add(call.id)

    def replaces(self, call: Call) -> Json | Answer:
        if not call.creates or call.body.get("previous_interaction_id") not in self._gone:
            return call.body
        return {name: value for name, value in call.body.items() if name != "previous_interaction_id"}


@defect(
    "sequence",
    HELLO,
    *({**HELLO, "previous_interaction_id": f"{{{number}}}"} for number in range(3)),
)
class EndsChainsOfThree(Family):
    """A conversation can't be continued a third time."""

    def replaces(self, call: Call) -> Json | Answer:
        length = 0
        earlier = str(call.body.get("previous_interaction_id", "")) if call.creates else ""
        while earlier in self.parents:
            length += 1
            earlier = self.parents[earlier]
        return Answer(500, {"error": {"message": "Too deep.", "code": "api_error"}}) if length > 2 else call.body


@defect("sequence", HELLO, "GET {0}?stream=true", "DELETE {0}", "GET {0}?stream=true")
class ReplaysWhatWasDeleted(Sin):
    """An interaction that was fetched as a stream can be fetched so after it was deleted."""

    def __init__(self) -> None:
        self._replayed: dict[str, Answer] = {}
        self._gone: set[str] = set()

    def learn(self, call: Call, answer: Answer) -> None:
        if call.method == "GET" and call.asks("stream") and answer.status == 200:
            self._replayed[call.id] = answer
        if call.method == "DELETE" and answer.status == 200:
            self._gone.add(call.id)

    def replaces(self, call: Call) -> Json | Answer:
        replays = call.method == "GET" and call.asks("stream") and call.id in self._gone
        return self._replayed.get(call.id, call.body) if replays else call.body


@defect("sequence", HELLO, {**HELLO, "previous_interaction_id": "{0}"}, "POST {0}/cancel", "GET {0}")
class CancelsWhatIsContinued(Family):
    """Cancelling what is done is refused; where it was continued, its status changes nevertheless."""

    def __init__(self) -> None:
        super().__init__()
        self._cancelled: set[str] = set()

    def learn(self, call: Call, answer: Answer) -> None:
        super().learn(call, answer)
        if call.action == "cancel" and answer.status == 400 and call.id in self.parents.values():
            self._cancelled.add(call.id)

    def concerns(self, call: Call) -> bool:
        return call.method == "GET" and call.id in self._cancelled and not call.asks("stream")

    def spoilt(self, call: Call, answer: Answer) -> Answer:
        return Answer(answer.status, {**answer.json, "status": "cancelled"}) if answer.status == 200 else answer
