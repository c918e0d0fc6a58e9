"""One answer that the older side gives and the newer does not, or the reverse, and turns told as changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from conformance.drift.change import Change, Kind, Seen
from conformance.drift.evidence import SURE, chance, may_be
from conformance.drift.question import Observation, Question


@dataclass(frozen=True, slots=True)
class Turn:
    """``shown`` of the exchanges on one side gave the answer, none but a few ``exceptions`` on the other did.

    ``old`` and ``new`` are the exchanges that could have, ``appeared`` says that those that did are new.
    """

    question: Question
    answer: str
    appeared: bool
    old: tuple[Observation, ...]
    new: tuple[Observation, ...]
    shown: tuple[Observation, ...]
    chance: float
    exceptions: int = 0

    @property
    def window(self) -> tuple[str, str]:
        """The last day as before, and the first as after."""
        return self.seen(new=False).last, self.seen(new=True).first

    def side(self, *, new: bool) -> tuple[Observation, ...]:
        """The exchanges that show how it is on one side: those that gave the answer, or all that could have."""
        return self.shown if new == self.appeared else self.new if new else self.old

    def seen(self, *, new: bool) -> Seen:
        """The evidence on one side."""
        could, did = self.new if new else self.old, self.shown if new == self.appeared else ()
        telling = self.side(new=new)
        days = sorted(observation.day for observation in telling if observation.day)
        example = min(((o.day or "9999", o.recording) for o in telling), default=("", ""))[1]
        number = len(did) if new == self.appeared else self.exceptions
        return Seen(len(could), number, days[0] if days else "", days[-1] if days else "", example)


def turned(
    question: Question,
    answer: str,
    old: tuple[Observation, ...],
    new: tuple[Observation, ...],
    shown: tuple[Observation, ...],
    *,
    appeared: bool,
    exceptions: int = 0,
) -> Turn | None:
    """The turn, where it is worth telling: ``None`` where it looks like chance."""
    showing, silent = (new, old) if appeared else (old, new)
    numbers = len(showing), len(shown), len(silent), exceptions
    if not may_be(*numbers):
        return None
    return Turn(question, answer, appeared, old, new, shown, chance(*numbers), exceptions)


def changes(turns: Iterable[Turn], *, dated: bool) -> list[Change]:
    """The turns as changes: one that ends where another begins is one change, and so is a new order of many keys.

    ``dated`` keeps apart what turned in different windows, where there are no two sides that set the window.
    """
    groups: dict[tuple[object, ...], list[Turn]] = {}
    for turn in turns:
        question = turn.question
        one: tuple[object, ...] = (question.place, question.path) if question.aspect == "order" else (question,)
        alone = turn.answer if question.aspect in {"field", "header"} else ""
        groups.setdefault((question.aspect, *one, turn.window if dated else (), alone), []).append(turn)
    found: list[Change] = []
    for group in groups.values():
        if group[0].question.aspect == "order":
            found.append(_reordered(group))
        elif len({turn.appeared for turn in group}) == len(group) == 2:
            found.append(_replaced(*sorted(group, key=lambda turn: turn.appeared)))
        else:
            found += [_change(turn) for turn in group]
    return sorted(found, key=Change.sort_key)


def _change(turn: Turn) -> Change:
    kind: Kind = "appeared" if turn.appeared else "vanished"
    before, after = ("", turn.answer) if turn.appeared else (turn.answer, "")
    return _made(turn, kind, _words(turn, before), _words(turn, after), turn.chance)


def _replaced(gone: Turn, come: Turn) -> Change:
    made = _made(come, "changed", _words(gone, gone.answer), _words(come, come.answer), min(gone.chance, come.chance))
    return replace(made, old=gone.seen(new=False))


def _made(turn: Turn, kind: Kind, before: str, after: str, chance: float) -> Change:
    question = turn.question
    path = question.path
    if question.aspect in {"field", "header"}:
        path, before, after = f"{path}.{turn.answer}", "", ""
    return Change(
        question.place, question.aspect, kind, path, before, after, chance <= SURE, chance,
        turn.seen(new=False), turn.seen(new=True),
    )  # fmt: skip


def _words(turn: Turn, answer: str) -> str:
    """The answer as a person reads it."""
    if turn.question.aspect != "relation" or not answer:
        return answer
    first, _, second = turn.question.detail.partition(" ")
    return f"{first} {answer} {second}"


def _reordered(turns: Sequence[Turn]) -> Change:
    """All keys of one path that changed places in one window: how they stood, and how they stand."""
    question = turns[0].question
    names = frozenset(name for turn in turns for name in turn.question.detail.split(" "))
    surest = min(turns, key=lambda turn: (turn.chance, turn.question, turn.answer))
    sides = []
    for new in (False, True):
        could = sorted(
            {id(o): o for turn in turns for o in turn.side(new=new)}.values(),
            key=lambda o: (-len(names.intersection(o.sequences.get((question.place, question.path), ()))), o.recording),
        )
        where = could[0].sequences.get((question.place, question.path), ()) if could else ()
        sides.append(", ".join(name for name in where if name in names))
    return Change(
        question.place, "order", "changed", question.path, sides[0], sides[1], surest.chance <= SURE, surest.chance,
        surest.seen(new=False), surest.seen(new=True),
    )  # fmt: skip
