"""What a conversation's input says, whichever of the documented forms a client wrote it in.

The documentation makes some forms mean the same: a string is a turn of one text, a list of contents one turn of the
user. Requirements compare what is meant, so that a client may choose. Sources: clauses input.*, stateless.*.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.interaction import objects
from conformance.sdk.wire import Json

CONTENTS = frozenset({"text", "image", "audio", "video", "document"})


def meant(input: object) -> list[Json]:  # noqa: A002
    """``input`` as steps: contents of the user as ``user_input`` steps, neighbours joined, all else as it stands."""
    found: list[Json] = []
    for step in _steps(input):
        last = found[-1] if found else None
        if last and last.get("type") == step.get("type") == "user_input":
            last["content"] = [*last["content"], *step["content"]]
        else:
            found.append(step)
    return found


def of_kind(input: object, *types: str) -> list[Json]:  # noqa: A002
    """The steps of these types that ``input`` means."""
    return [step for step in meant(input) if step.get("type") in types]


def contents_of(input: object) -> list[Json]:  # noqa: A002
    """What the user says in ``input``: the contents of all ``user_input`` steps."""
    return [content for step in of_kind(input, "user_input") for content in objects(step["content"])]


def texts_of(input: object) -> list[str]:  # noqa: A002
    """The texts that the user says in ``input``."""
    return [str(content.get("text")) for content in contents_of(input) if content.get("type") == "text"]


def _steps(input: object) -> Iterator[Json]:  # noqa: A002
    for piece in [input] if isinstance(input, (str, dict)) else input if isinstance(input, list) else []:
        if isinstance(piece, str):
            yield _said({"type": "text", "text": piece})
        elif isinstance(piece, dict):
            yield from _of(piece)


def _of(piece: object) -> Iterator[Json]:
    match piece:
        case {"role": "model", "content": str(text)}:
            yield {"type": "text", "text": text}
        case {"role": "model", "content": list(content)}:
            yield from objects(content)
        case {"role": "user", "content": content} | {"type": "user_input", "content": content}:
            for each in content if isinstance(content, list) else [content]:
                yield from _of({"type": "text", "text": each} if isinstance(each, str) else each)
        case dict() if piece.get("type") in CONTENTS:
            yield _said(piece)
        case dict():
            yield piece


def _said(content: Json) -> Json:
    return {"type": "user_input", "content": [content]}
