"""The words for tools that the service runs itself: their calls, their results, citations of what they found."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from conformance.conversation import CREATE, Conversation, acceptance
from conformance.exchange import Exchange
from conformance.interaction import Json, contents, objects, of_type, sent_pieces, text
from conformance.path import MISSING
from conformance.requirement import NotElicited
from conformance.verdict import Verdict, all_of, every, that

BUILT_IN = ("google_search", "url_context", "code_execution")
"""The tools of the first page."""


def declared(tool: str, x: Exchange) -> list[Json]:
    """The declarations of ``tool`` in a request."""
    return of_type(objects(x.sent.get("tools")), tool)


def used(tool: str, x: Exchange) -> list[Json]:
    """The calls of a built-in tool in an answer."""
    return of_type(contents(x.interaction), f"{tool}_call")


def returned(tool: str, x: Exchange) -> list[Json]:
    """The results of a built-in tool in an answer."""
    return of_type(contents(x.interaction), f"{tool}_result")


def notes(kind: str, x: Exchange) -> list[tuple[bytes, Json]]:
    """The citations of a kind in an answer, each with the text that it stands at, in UTF-8."""
    texts = of_type(contents(x.interaction), "text")
    return [
        (str(block.get("text")).encode(), note)
        for block in texts
        for note in of_type(objects(block.get("annotations")), kind)
    ]


def using(tool: str) -> Conversation:
    """A create in which the service ran ``tool``."""
    return Conversation(CREATE.where(lambda x: bool(used(tool, x)), f"create that uses {tool}"))


def telling(tool: str) -> Conversation:
    """A create in which the service ran ``tool`` and told of it in prose, where citations can be."""
    return Conversation(
        CREATE.where(lambda x: bool(used(tool, x)) and "response_format" not in x.sent, f"{tool}, told in prose")
    )


def declaring(tool: str, holds: Callable[[Json], bool] = lambda _: True, how: str = "") -> Conversation:
    """A create that declares ``tool``, in a way of which ``holds`` is true, beside one that declares nothing."""
    return acceptance(f"create with {tool}{how}", lambda x: any(map(holds, declared(tool, x))))


def replaying(tool: str) -> Conversation:
    """A create that is not stored and uses ``tool``, and one that sends its steps back unchanged."""
    opening = CREATE.where(lambda x: bool(used(tool, x)) and x.sent.get("store") is False, f"{tool}, not stored")
    return Conversation(opening, CREATE.where(sends_history, "create with the history").after(sends_back))


def sends_history(x: Exchange) -> bool:
    """The request sends a list and names no interaction before it."""
    return isinstance(x.sent.get("input"), list) and "previous_interaction_id" not in x.sent


def sends_back(before: tuple[Exchange, ...], x: Exchange) -> bool:
    """The request holds every piece of the answer before, unchanged."""
    sent, made = sent_pieces(x.sent), contents(before[-1].interaction)
    return bool(made) and all(piece in sent for piece in made)


def need(tool: str, answer: Exchange) -> None:
    """Go on only if the service ran ``tool``."""
    if "status" in answer.interaction and not used(tool, answer):
        raise NotElicited(f"the model did not use {tool}, and said {text(answer.interaction)[:80]!r}")


def lists_texts(name: str) -> Callable[[object], bool]:
    """Whether an object has a list of texts, with something in it, as its field ``name``."""
    return lambda value: (
        isinstance(value, dict) and bool(value.get(name)) and all(isinstance(item, str) for item in value[name])
    )


def called_with(created: Exchange, tool: str, holds: Callable[[object], bool], expected: str) -> Verdict:
    """Every call of ``tool`` has an id, and arguments of which ``holds`` is true."""
    return every(
        (
            all_of(
                that(call.get("id", MISSING), "id of a call", created).is_text(),
                that(call.get("arguments", MISSING), "arguments of a call", created).meets(holds, expected),
            )
            for call in used(tool, created)
        ),
        "calls",
    )


def paired(created: Exchange, tool: str) -> Verdict:
    """Every result of ``tool`` has the id of one of its calls."""
    ids = [call.get("id") for call in used(tool, created)]
    return every(
        (
            that(result.get("call_id", MISSING), "call_id of a result", created).is_one_of(*ids)
            for result in returned(tool, created)
        ),
        "results",
    )


def complete(created: Exchange, kind: str, *fields: str) -> Verdict:
    """There are citations of ``kind``, and each has these ``fields``."""
    found = [note for _, note in notes(kind, created)]
    return all_of(that(found, f"citations of type {kind}", created).is_list(), *_complete(found, fields, created))


def _complete(found: list[Json], fields: tuple[str, ...], created: Exchange) -> Iterator[Verdict]:
    for note in found:
        yield that([field for field in fields if field not in note], "missing in a citation", created).equals([])
