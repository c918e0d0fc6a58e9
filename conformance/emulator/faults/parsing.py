"""From the text of a fault to the fault: ``NAME[:ARGUMENTS]``, arguments being ``key=value``, separated by commas.

The first argument may be a bare value, which is that of the first field: ``cut:5`` is ``cut:event=5``. Values may be
percent-encoded, for those with a comma in them.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable
from dataclasses import Field, fields
from typing import Any, get_type_hints
from urllib.parse import unquote

from conformance.emulator.faults.catalogue import FAULTS
from conformance.emulator.faults.fault import Fault, When

BOOLEANS = {"yes": True, "no": False, "true": True, "false": False}
MOST_SECONDS = 86400.0


def parse(text: str) -> Fault:
    """The fault that ``text`` names; raises ``ValueError`` with one line that says what is wrong and what there is."""
    name, _, rest = text.strip().partition(":")
    name = name.strip()
    if name not in FAULTS:
        near = difflib.get_close_matches(name, FAULTS, n=3, cutoff=0.5)
        hint = f"nearest: {', '.join(near)}" if near else "conformance serve --list-faults lists them"
        raise ValueError(f"there is no fault {name[:80]!r}; {hint}")
    kind = FAULTS[name]
    own, when = {item.name: item for item in kind.arguments().values()}, {item.name: item for item in fields(When)}
    given: dict[str, Any] = {}
    for number, item in enumerate(piece for piece in rest.split(",") if piece.strip()):
        key, value = _pair(item, tuple(own), bare=number == 0)
        if key not in own and key not in when:
            raise ValueError(f"fault {name} has no argument {key[:80]!r}; it has {', '.join([*own, *when])}")
        if key in given:
            raise ValueError(f"fault {name}: {key} is given twice")
        given[key] = _value(name, own.get(key) or when[key], kind if key in own else When, value)
    try:
        chosen = When(**{key: value for key, value in given.items() if key in when and key not in own})
        return kind(when=chosen, **{key: value for key, value in given.items() if key in own})
    except ValueError as error:
        raise ValueError(f"fault {name}: {error}") from None


def parse_all(texts: Iterable[str]) -> tuple[Fault, ...]:
    """The faults of several options or headers, of which each may name several, separated by commas."""
    return tuple(parse(text) for line in texts for text in _split(line))


def _split(line: str) -> list[str]:
    """``line`` at the commas that separate faults: those after which no argument (``key=…``) follows."""
    found: list[str] = []
    for piece in line.split(","):
        is_argument = "=" in piece.partition(":")[0]
        if is_argument and found:
            found[-1] += "," + piece
        elif piece.strip():
            found.append(piece)
    return found


def _pair(item: str, names: tuple[str, ...], *, bare: bool) -> tuple[str, str]:
    key, equals, value = item.partition("=")
    if not equals and bare and names:
        return names[0], item.strip()
    return key.strip(), unquote(value.strip())


def _value(name: str, item: Field[Any], owner: type, text: str) -> Any:
    """``text`` as the type that the field has; numbers are finite, bounded and not negative."""
    kind = get_type_hints(owner)[item.name]
    choices = getattr(kind, "__args__", None)
    if choices and text not in choices:
        raise ValueError(f"fault {name}: {item.name} is one of {', '.join(choices)}, not {text[:80]!r}")
    if kind is bool:
        if text not in BOOLEANS:
            raise ValueError(f"fault {name}: {item.name} is yes or no, not {text[:80]!r}")
        return BOOLEANS[text]
    if kind not in (int, float):
        return text
    try:
        number = kind(text)
    except ValueError:
        number = math.nan
    if not 0 <= number <= MOST_SECONDS:
        word = "a whole number" if kind is int else "a number"
        raise ValueError(f"fault {name}: {item.name} is {word} from 0 to {MOST_SECONDS:g}, not {text[:80]!r}")
    return number
