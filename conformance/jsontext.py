"""JSON as it may come from anybody: read by RFC 8259, or the reason why it can't be.

Python's own reader is more lenient: it takes ``NaN`` for a number, the last of two members of one name, and text in any
Unicode encoding. What one client reads so and another refuses is no answer to rely on.
"""

from __future__ import annotations

import json
from typing import NoReturn

from conformance.path import MISSING


def parsed(body: bytes) -> object:
    """``body`` as JSON, or ``MISSING`` where it is none that every reader understands alike (see ``flaw``)."""
    try:
        return _read(body)
    except (ValueError, RecursionError):
        return MISSING


def flaw(body: bytes) -> str:
    """Why ``body`` is no such JSON, in a few words; empty where it is."""
    try:
        _read(body)
    except RecursionError:
        return "it nests deeper than can be read"
    except UnicodeDecodeError as error:
        return f"byte {error.start} is not UTF-8"
    except json.JSONDecodeError as error:
        return f"at character {error.pos}: {error.msg}"
    except ValueError as error:
        return str(error)[:200]
    return ""


def _read(body: bytes) -> object:
    value: object = _DECODER.decode(body.decode("utf-8").removeprefix("\ufeff"))
    return value


def _members(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        seen: set[str] = set()
        twice = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
        raise ValueError(f"an object has the member {twice[:60]!r} twice")
    return members


def _constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number in JSON")


_DECODER = json.JSONDecoder(parse_constant=_constant, object_pairs_hook=_members)
