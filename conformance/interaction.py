"""Reading an interaction of either shape: its blocks, the pieces of content in them, the text, the calls.

Everything here takes the parsed JSON of an interaction from any source, so it assumes nothing about it: what has the
wrong type is left out, and judging that is the schemas' work.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Mapping

Json = dict[str, object]

USUAL = {"stream": False, "background": False, "store": True}
"""What a create means that leaves these out, as documented."""

# What the client, a tool or a model puts in as it likes.
_FREE = frozenset({"arguments", "result", "parameters", "schema", "response_format", "custom_metadata", "labels"})


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


def fields(value: object, where: str = "$") -> Iterator[tuple[str, str, object]]:
    """Every field in ``value`` as path, name and value, however deep; what is free in form (arguments, results,
    schemas) is given itself and not looked into.
    """
    if isinstance(value, dict):
        for name, inner in value.items():
            yield f"{where}.{name}", name, inner
            if name not in _FREE:
                yield from fields(inner, f"{where}.{name}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from fields(inner, f"{where}[{number}]")


def second_in(id: str) -> int | None:  # noqa: A002
    """The Unix second of the request that an id carries; ``None`` where it has another form than the live service's.

    That form is ``v1_`` and base64url of a protobuf with two ids, the one that began the chain and the own one; each
    begins with the second, in four bytes, little-endian (WIRE.md section 0). Where the own one has been spoiled, the
    first one tells.
    """
    try:
        raw = _bytes_of(id.removeprefix("v1_")) if id.startswith("v1_") else b""
        if raw[0] != 0x0A:
            return None
        root, rest = raw[2 : 2 + raw[1]], raw[2 + raw[1] :]
        whole = rest[:1] == b"\x12" and rest[1] == len(rest) - 2
        return int.from_bytes(_bytes_of((rest[2:] if whole else root).decode("ascii"))[:4], "little")
    except (ValueError, IndexError):
        return None


def _bytes_of(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def given(interaction: Mapping[str, object]) -> object:
    """What the user put in, as far as an interaction shows it: its ``input``, else its ``user_input`` steps."""
    return interaction.get("input") or of_type(blocks(interaction), "user_input")


def sent_pieces(sent: Mapping[str, object]) -> list[Json]:
    """What the input of a request holds, piece by piece and alike in all forms: contents, thoughts, calls, results.

    Turns, ``user_input`` and ``model_output`` are opened, whoever speaks; a plain string holds no pieces.
    """
    given = sent.get("input")
    pieces: list[Json] = []
    for item in objects([given] if isinstance(given, dict) else given):
        pieces += objects(item["content"]) if isinstance(item.get("content"), list) else [item]
    return pieces
