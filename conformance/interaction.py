"""Reading an interaction of either shape: its blocks, the pieces of content in them, the text, the calls.

Everything here takes the parsed JSON of an interaction from any source, so it assumes nothing about it: what has the
wrong type is left out, and judging that is the schemas' work.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

Json = dict[str, object]


def objects(value: object) -> list[Json]:
    """The objects of a JSON list; an empty list for anything else."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def blocks(interaction: Mapping[str, object]) -> list[Json]:
    """The steps (or, in the first beta, the outputs) of an interaction."""
    return objects(interaction.get("steps", interaction.get("outputs")))


def contents(interaction: Mapping[str, object]) -> list[Json]:
    """What was produced, piece by piece and alike in all revisions: texts, images, thoughts, calls, results.

    In the steps shape texts and media sit inside ``model_output`` steps and are taken out of them; what the user put in
    (``user_input``) is left out.
    """
    pieces: list[Json] = []
    for block in blocks(interaction):
        if block.get("type") == "model_output":
            pieces += objects(block.get("content"))
        elif block.get("type") != "user_input":
            pieces.append(block)
    return pieces


def of_type(pieces: Iterable[Json], *types: str) -> list[Json]:
    """The pieces whose ``type`` is one of ``types``."""
    return [piece for piece in pieces if piece.get("type") in types]


def text(interaction: Mapping[str, object]) -> str:
    """All text that the model wrote, in order."""
    return "".join(str(piece.get("text", "")) for piece in of_type(contents(interaction), "text"))


def calls(interaction: Mapping[str, object]) -> list[Json]:
    """The function calls that the client is asked to make."""
    return of_type(contents(interaction), "function_call")


def said(value: object) -> list[str]:
    """Every text in an input, a history or a stored input, of whatever documented form, in order."""
    match value:
        case str():
            return [value]
        case list():
            return [words for item in value for words in said(item)]
        case {"type": "text", "text": str(words)}:
            return [words]
        case {"content": inner}:
            return said(inner)
    return []
