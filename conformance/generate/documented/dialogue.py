"""The input of a request, in whatever form, as a conversation that the documentation grants.

While there are outputs a history is a list of turns, later a list of steps; plain text and contents go anywhere.
Clauses input.*, stateless.*, state.previous-id.*, fcc.*, mix.modality-compat, env.antigravity.*.
"""

from __future__ import annotations

from typing import Any

from conformance.generate.documented import media
from conformance.generate.documented.choice import pick
from conformance.generate.documented.story import CLOSING, OPENING, RESULT, Piece, Speaker, Story, user
from conformance.generate.documented.tools import function
from conformance.generate.documented.world import Stored, World

Json = dict[str, Any]

SAID = ("text", *media.KINDS)
SPOKEN_TO = ("user_input", "model_output")
READ = {"audio": ("text",), "image": ("text", "image"), "video": ("text", "image", "video")}
"""What the makers of a kind of output can be given."""
MOST_PAGES = 20
"""URL context reads no more of them (tool.uc.max-20-urls)."""


def mend(body: Json, kind: str, world: World) -> None:
    """Make the input of ``body``, which asks for output of ``kind``, a conversation, or go on with a stored one."""
    given = body.get("input", OPENING)
    previous = body.pop("previous_interaction_id", None)
    if isinstance(given, str):
        body["input"] = given if given.strip() else OPENING
        if previous is not None and kind != "audio":
            _continue(body, previous, world.done)
        return
    pieces = [_outer(piece) for piece in _read(given)]
    limited = _readable(body, kind, world)
    if limited is not None:
        pieces = _talk(pieces, limited)
    stored = None if limited == ("text",) and kind == "audio" else _before(pieces, previous, world)
    if stored is not None:
        body["previous_interaction_id"] = stored.id
    places = world if "agent" not in body else world.placeless()  # managed agents take no addresses
    for content in media.contents([piece.value for piece in pieces]):
        _mend_content(content, places)
    story = Story(
        user(CLOSING if len(pieces) else OPENING), list(stored.calls) if stored else [], continued=bool(stored)
    )
    told = story.tell(pieces)
    _say_something(told)
    body["input"] = _steps(told, given) if world.steps else _turns(told, given)


def _continue(body: Json, previous: str, stored: tuple[Stored, ...]) -> None:
    if stored:
        known = next((one for one in stored if one.id == previous), None)
        body["previous_interaction_id"] = (known or pick(stored, previous)).id


def _before(pieces: list[Piece], previous: str | None, world: World) -> Stored | None:
    """The stored interaction that ``pieces`` go on with: none for a history, one that waits where there are results."""
    if any(piece.speaker == "model" for piece in pieces):
        return None
    results = [piece.kind for piece in pieces].count(RESULT)
    if not results and previous is None:
        return None
    if any(piece.kind != RESULT for piece in pieces[:results]):
        return None  # what comes after a word of the user answers no call before it
    stored = tuple(one for one in world.waiting if len(one.calls) >= results) if results else world.done
    if not stored:
        return None
    return next((one for one in stored if one.id == previous), None) or pick(stored, previous or pieces[0].value)


# --- reading ---------------------------------------------------------------------------------------------------------


def _read(given: Any) -> list[Piece]:
    items = given if isinstance(given, list) else [given]
    pieces: list[Piece] = []
    for place, item in enumerate(items):
        if "role" in item and "type" not in item:
            pieces += _of_turn(item, place)
        elif item["type"] == "user_input":
            pieces += _of_user_input(item, place)
        else:
            speaker: Speaker = "user" if item["type"] in (*SAID, RESULT) else "model"
            pieces.append(Piece(speaker, item, place))
    return pieces


def _of_turn(turn: Json, place: int) -> list[Piece]:
    speaker: Speaker = "model" if turn["role"] == "model" else "user"
    content = turn["content"]
    if isinstance(content, str):
        return [Piece(speaker, content, place)]
    found = []
    for item in content:
        by: Speaker = speaker if item["type"] in SAID else "user" if item["type"] == RESULT else "model"
        found.append(Piece(by, item, place))
    return found


def _of_user_input(step: Json, place: int) -> list[Piece]:
    """A step of the user, after the results that stand among its contents: they belong to what was before."""
    content = step.get("content")
    if isinstance(content, str):
        return [Piece("user", step if content.strip() else {**step, "content": OPENING}, place)]
    results = [item for item in content or () if item["type"] == RESULT]
    others = [item for item in content or () if item["type"] != RESULT]
    found = [Piece("user", item, place) for item in results]
    return [*found, Piece("user", {**step, "content": others}, place)] if others or not results else found


def _outer(piece: Piece) -> Piece:
    """A step of the model or the user that says nothing says something."""
    if piece.kind == "user_input" and not piece.value["content"]:
        piece.value["content"] = [user(OPENING)]
    elif piece.kind == "model_output" and not piece.value.get("content"):
        piece.value["content"] = [user("All is well.")]
    return piece


def _readable(body: Json, kind: str, world: World) -> tuple[str, ...] | None:
    """The contents that the maker of the answer takes, where it does not take whole histories."""
    if "agent" in body:
        managed = body["agent"] == world.models.get("managed")
        return ("text", "image") if managed else SAID
    return READ.get(kind)


def _talk(pieces: list[Piece], kinds: tuple[str, ...]) -> list[Piece]:
    """What of ``pieces`` is talk in contents of ``kinds``."""
    found = []
    for piece in pieces:
        if piece.kind in SPOKEN_TO and isinstance(piece.value.get("content"), list):
            piece.value["content"] = [item for item in piece.value["content"] if item["type"] in kinds]
            if piece.value["content"]:
                found.append(piece)
        elif piece.kind in kinds or piece.kind in SPOKEN_TO:
            found.append(piece)
    if kinds == ("text",):
        found = [piece for piece in found if piece.speaker == "user"]
    return found


def _mend_content(content: Json, world: World) -> None:
    kind = content.get("type")
    if kind in media.KINDS:
        media.mend(content, world)
    elif kind == "function" and "name" in content:
        function(content, set())
    for note in content.get("annotations", ()) if kind == "text" else ():
        if {"start_index", "end_index"} <= note.keys():
            note["start_index"], note["end_index"] = sorted((note["start_index"], note["end_index"]))


def _say_something(told: list[Piece]) -> None:
    """Not all of it is silence (input.empty-string)."""
    if all(_is_blank(piece) for piece in told):
        last = told[-1]
        if isinstance(last.value, str):
            last.value = OPENING
        elif last.kind == "text":
            last.value["text"] = OPENING
        else:
            last.value["content"] = [user(OPENING)]


def _is_blank(piece: Piece) -> bool:
    value = piece.value
    if piece.kind in SPOKEN_TO:
        content = value["content"]
        return not content.strip() if isinstance(content, str) else all(map(is_silent, content))
    return is_silent(value) if isinstance(value, dict) else not value.strip()


def is_silent(content: Json) -> bool:
    """Whether ``content`` is a text of nothing but white space."""
    return content["type"] == "text" and not content["text"].strip()


# --- writing ---------------------------------------------------------------------------------------------------------


def _steps(told: list[Piece], given: Any) -> Any:
    """``told`` as contents where it is nothing else, else as steps."""
    if all(piece.kind in SAID for piece in told):
        values = [piece.value for piece in told]
        return values[0] if isinstance(given, dict) and len(values) == 1 else values
    found: list[Json] = []
    within = -2  # the step of the user that the last results stood in
    for piece in told:
        value = piece.value
        if piece.kind in SAID:
            value = {"type": "user_input", "content": [value]}
        if piece.kind == RESULT and _stood_within(given, piece.turn):
            if within != piece.turn:
                found.append({"type": "user_input", "content": []})
            found[-1]["content"].append(value)
            within = piece.turn
        elif piece.kind == "user_input" and within == piece.turn:
            found[-1]["content"] += value["content"]
            within = -2
        else:
            found.append(value)
            within = -2
    return found


def _stood_within(given: Any, place: int) -> bool:
    return place >= 0 and isinstance(given, list) and given[place].get("type") == "user_input"


def _turns(told: list[Piece], given: Any) -> Any:
    """``told`` as contents where only the user speaks in such, else as turns."""
    speaks_in_turns = isinstance(given, list) and any("role" in item for item in given)
    if all(piece.speaker == "user" for piece in told) and not speaks_in_turns:
        values = [piece.value for piece in told]
        return values[0] if isinstance(given, dict) and len(values) == 1 else values
    found: list[Json] = []
    last: Piece | None = None
    for piece in told:
        joins = (
            last is not None
            and last.speaker == piece.speaker
            and not isinstance(last.value, str)
            and not isinstance(piece.value, str)
            and (last.turn == piece.turn or -1 in (last.turn, piece.turn) or not speaks_in_turns)
        )
        if joins:
            found[-1]["content"].append(piece.value)
        else:
            found.append(
                {"role": piece.speaker, "content": piece.value if isinstance(piece.value, str) else [piece.value]}
            )
        last = piece
    return found
