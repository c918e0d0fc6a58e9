"""What was put into an interaction, and whether an answer gives it back as it was sent."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.exchange import Exchange
from conformance.interaction import Json, blocks
from conformance.verdict import Verdict, all_of, that

FREE = frozenset({"arguments", "result"})
"""What a client or a tool put in as it likes, nulls included."""
CONTENTS = ("text", "image", "audio", "video", "document")
OURS = frozenset({"signature", "annotations"})
"""What only the server can know to be right, and may leave out where it is not."""


def kept_input(made: Exchange, found: Exchange) -> Verdict:
    """The input that ``found`` shows is the one that ``made`` sent: the same pieces in order, each with all it had.

    A piece may have gained fields. Where the answer has no field ``input`` and shows the whole turn as steps instead,
    only what the user said is compared.
    """
    whole = "input" in found.interaction
    shown = list(pieces(found.interaction["input"] if whole else blocks(found.interaction), only_user=not whole))
    sent = list(pieces(made.sent.get("input"), only_user=not whole))
    return all_of(
        that([piece.get("type") for piece in shown], "the types of the stored input", found).equals(
            [piece.get("type") for piece in sent]
        ),
        *(_kept(number, *pair, found) for number, pair in enumerate(zip(sent, shown, strict=False))),
    )


def pieces(value: object, *, only_user: bool = False) -> Iterator[Json]:
    """The pieces of an input in order and alike in all its forms; a plain string is one of text.

    With ``only_user`` those alone that are the user's words.
    """
    if isinstance(value, str):
        yield {"type": "text", "text": value}
    elif isinstance(value, list):
        for item in value:
            yield from pieces(item, only_user=only_user)
    elif isinstance(value, dict):
        yield from _opened(value, only_user=only_user)


def _opened(item: Json, *, only_user: bool) -> Iterator[Json]:
    speaker, kind = item.get("role"), item.get("type")
    if kind == "user_input" or speaker == "user":
        yield from pieces(item.get("content"))
    elif kind == "model_output" or speaker is not None:
        yield from () if only_user else pieces(item.get("content"))
    elif kind in CONTENTS or not only_user:
        yield item


def _kept(number: int, sent: Json, shown: Json, found: Exchange) -> Verdict:
    lost = {
        name: shown.get(name)
        for name, value in sent.items()
        if value is not None and name not in OURS and not _same(value, shown.get(name), name)
    }
    kind = sent.get("type")
    where = f"what piece {number} ({kind}) of the stored input has otherwise than it was sent"
    return that(lost, where, found).equals({})


def _same(sent: object, shown: object, name: str) -> bool:
    """Whether ``shown`` is ``sent``, but for fields that were null or were added, and the case of a media type."""
    if name == "mime_type":
        return str(sent).lower() == str(shown).lower()
    if name in FREE:
        return sent == shown
    if isinstance(sent, dict) and isinstance(shown, dict):
        return all(value is None or _same(value, shown.get(key), key) for key, value in sent.items())
    if isinstance(sent, list) and isinstance(shown, list):
        return len(sent) == len(shown) and all(_same(one, other, name) for one, other in zip(sent, shown, strict=True))
    return sent == shown
