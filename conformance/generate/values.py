"""The values at the leaves: ordinary ones, and those that servers trip over. Nothing here looks at a body."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from conformance.generate.shape import Number, Text

LONG_NAME = "a_name_of_sixty_four_letters_as_a_generator_of_clients_makes_one"
PLAIN = ("a", "Hello", "What is the weather in Paris?", "call_1", "2", "Two lines\nof text.", "Grüße, 世界!", LONG_NAME)

# Empty and blank, beyond the basic plane, combining, from right to left, controls, what escapes, what looks like code.
STRANGE = (
    "",
    " ",
    "\U0001f600",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "\U0001d11e\U00010348",
    "e\u0301\u0323",
    "\u05e9\u05dc\u05d5\u05dd \u202e\u0645\u0631\u062d\u0628\u0627",
    "\x01\x1f\x7f\x85",
    "\x00",
    "\t\r\n",
    "\u2028\u2029\ufeff",
    "\\\"'/</script>",
    "data: [DONE]\n\n",
    "null",
    '{"a": 1}',
    "%00%0A&=?#",
    "x" * 1_025,
    "\u00e9" * 4_096,
)
ALPHABET = "abcXYZ019 _-./\\\"'\n\té\u0301ßж中\u05d0\u0627\u202e\ufeff\x7f\U0001f600\U0001d11e"

KEYS = ("a", "name", "type", "input", "x-custom", "snake_case", "ключ", "\U0001f511", "a.b", "$ref", "0", "with space")

BASE64 = tuple(
    b64encode(data).decode() for data in (b"a", b"ab", b"abc", b"", b"\xfb\xef\xbe\xff", bytes(range(256)), b"\0" * 300)
)

SCALARS: tuple[Any, ...] = (None, True, False, 0, -1, 0.5, 1e-7, 2**53 - 1, 1e15, "", "a", "\U0001f600", "2")

# Texts for each pattern that the schemas have; a test compares the two.
PATTERNS = {
    r"^\d+$": ("0", "1", "42", "2147483647", "007"),
    r"^Bearer .+": ("Bearer a", "Bearer x.y.z"),
    r"^\d{4}-\d{2}-\d{2}$": ("2026-05-20", "0000-00-00"),
    r"^files/[a-z0-9-]{1,40}$": ("files/a", "files/abc-123", f"files/{'z' * 40}"),
}

# Within 32 bits: what a wider number means, no schema says.
INTEGERS = (0, 1, 2, 3, 10, 255, 256, 65_536, 2**31 - 1, -1, -(2**31))
NUMBERS = (0, 1, 0.5, 2, 0.1, 1e-6, 100, 1e6, -1, -0.5, 1.7976931348623157e308)


def plain(shape: Text) -> tuple[str, ...]:
    """Ordinary texts, the simplest first; all that are known where the documents name some."""
    if shape.known:
        return shape.known
    return _fitting(shape, BASE64 if shape.base64 else PLAIN) or ("a" * (shape.max_length or shape.min_length),)


def strange(shape: Text) -> tuple[str, ...]:
    """Texts at the edges of what ``shape`` allows; none where only known ones are understood."""
    if shape.known or shape.base64 or shape.pattern:
        return ()
    edges = [shape.min_length] if shape.max_length is None else [shape.min_length, shape.max_length]
    return _fitting(shape, (*STRANGE, *("\U0001f600" * length for length in edges)))


def longest(shape: Text) -> str:
    """A long text of ordinary letters where any is understood, as long as a name may be; else none."""
    if shape.known or shape.base64 or shape.pattern:
        return ""
    return LONG_NAME[: shape.max_length]


def numbers(shape: Number) -> tuple[float, ...]:
    """Numbers at the edges of what ``shape`` allows and common ones, the simplest first."""
    bounds = [bound for bound in (shape.minimum, shape.maximum) if bound is not None]
    inner = [bound + step for bound, step in zip(bounds, (1, -1), strict=False)] if len(bounds) == 2 else []
    wanted = (*bounds, *inner, *(INTEGERS if shape.integer else NUMBERS))
    low = wanted[0] if shape.minimum is None else shape.minimum
    kept = [number for number in wanted if _within(shape, number)]
    return tuple(dict.fromkeys(kept or [low]))


def _within(shape: Number, number: float) -> bool:
    above = shape.minimum is None or number >= shape.minimum
    return above and (shape.maximum is None or number <= shape.maximum)


def _fitting(shape: Text, texts: tuple[str, ...]) -> tuple[str, ...]:
    if shape.pattern is not None:
        texts = PATTERNS[shape.pattern]
    longest = shape.max_length
    return tuple(text for text in texts if len(text) >= shape.min_length and (longest is None or len(text) <= longest))
