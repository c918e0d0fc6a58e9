"""Recordings beside the schemas of a revision: what they show that is not documented, and what they never show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from conformance.drift.change import Change, Seen
from conformance.drift.compare import Drift
from conformance.drift.documented import Library
from conformance.drift.observe import without_texts
from conformance.drift.question import Observation, Question
from conformance.schema import load

_ROOTS = {"create": "Interaction", "get": "Interaction", "cancel": "Interaction", "delete": "DeleteResponse"}
_EVENTS = "$.events"


def beside(revision: str, observations: Sequence[Observation]) -> Drift:
    """The schemas of ``revision`` as the older side, ``observations`` as the newer; raises ``ValueError``.

    What is shown and not documented is sure; what is documented and never shown is sure only where it is required.
    """
    library = Library(load(revision))
    asked: dict[Question, list[Observation]] = {}
    for observation in without_texts(observations):
        for question in observation.answers:
            if question.aspect in {"field", "value"} and question.path.startswith("$"):
                asked.setdefault(question, []).append(observation)
    found: list[Change] = []
    compared = 0
    for question, could in sorted(asked.items(), key=lambda item: item[0]):
        known = _known(library, question)
        if known is not None:
            compared += 1
            found += _differences(question, could, *known)
    return Drift(tuple(sorted(found, key=Change.sort_key)), compared, len(asked) - compared)


def _known(library: Library, question: Question) -> tuple[frozenset[str], frozenset[str]] | None:
    """What may be the answers to ``question``, and what must be among them; ``None`` where anything may."""
    place, _, how = question.place.partition(", ")
    root, path = ("ErrorResponse" if how == "refused" else _ROOTS.get(place)), question.path
    if how == "streamed":
        if not path.startswith((f"{_EVENTS}[", f"{_EVENTS}.")):
            return None
        root, path = "Event", path.removeprefix(_EVENTS)
    nodes = library.at(root, path) if root else []
    if not nodes:
        return None
    if question.aspect == "field":
        fields = library.fields(nodes)
        return None if fields is None else (fields, library.required(nodes))
    values = library.values(nodes)
    return None if values is None else (values, frozenset())


def _differences(
    question: Question, could: Sequence[Observation], known: frozenset[str], needed: frozenset[str]
) -> Iterator[Change]:
    answers = frozenset[str]().union(*(observation.answers[question] for observation in could))
    for answer in sorted(answers - known):
        yield _change(question, answer, could, sure=True)
    for answer in sorted(known - answers):
        yield _change(question, answer, could, sure=answer in needed)


def _change(question: Question, answer: str, could: Sequence[Observation], *, sure: bool) -> Change:
    did = [observation for observation in could if answer in observation.answers[question]]
    days = sorted(observation.day for observation in did or could if observation.day)
    example = min((observation.day or "9999", observation.recording) for observation in did or could)[1]
    ends = (days[0], days[-1]) if days else ("", "")
    field = question.aspect == "field"
    words = ("", "") if field else ("", answer) if did else (answer, "")
    return Change(
        place=question.place,
        aspect=question.aspect,
        kind="appeared" if did else "vanished",
        path=f"{question.path}.{answer}" if field else question.path,
        before=words[0],
        after=words[1],
        sure=sure,
        chance=0.0 if sure else 1.0,
        old=Seen(),
        new=Seen(len(could), len(did), *ends, example),
    )
