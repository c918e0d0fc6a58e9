"""Texts that match a regular expression, by reading it and writing the first or a chosen way through it.

What is read is the common ground of the dialects: groups, alternatives, classes, counts, anchors. What looks ahead or
back is passed over, so a text is a proposal, and whoever asks for it checks it.
"""

from __future__ import annotations

from collections.abc import Callable

Choose = Callable[[int], int]

ESCAPES = {"d": "7", "w": "a", "s": " ", "D": "a", "S": "a", "W": "-", "n": "\n", "t": "\t", "r": "\r", "f": "\f"}
CLASS_MEMBERS = {"d": "0123456789", "w": "abcxyz_019", "s": " \t", "D": "ab-", "S": "ab-", "W": "- !"}
ORDINARY = "aZ7-_ é!.,#0b"
MAX_REPEATS = 1000
MAX_ATOMS = 20_000


def matching(pattern: str, choose: Choose, more: int = 0) -> str:
    """A text for ``pattern``; ``choose(n)`` picks one of ``n`` ways, open counts go up to ``more`` beyond the least.

    Raises ``ValueError`` for a pattern that cannot be read.
    """
    reader = _Reader(pattern, choose, more)
    text = reader.alternatives()
    if reader.at < len(pattern):
        raise ValueError(f"cannot read {pattern!r}")
    return text


class _Reader:
    def __init__(self, pattern: str, choose: Choose, more: int) -> None:
        self.pattern = pattern
        self.choose = choose
        self.more = more
        self.at = 0
        self.atoms = 0

    def alternatives(self) -> str:
        options = [self.sequence()]
        while self._next() == "|":
            self.at += 1
            options.append(self.sequence())
        return options[self.choose(len(options))]

    def sequence(self) -> str:
        text = ""
        while (letter := self._next()) and letter not in "|)":
            start = self.at
            once = self.atom()
            end = self.at
            least, most = self.count()
            extra = min(self.more, most - least)
            times = least + extra - self.choose(extra + 1)
            text += once
            for _ in range(min(times, MAX_REPEATS) - 1):
                text += self._again(start, end)
            if times == 0:
                text = text[: len(text) - len(once)]
        return text

    def _again(self, start: int, end: int) -> str:
        """The atom between ``start`` and ``end`` once more, perhaps another way."""
        after, self.at = self.at, start
        text = self.atom()
        assert self.at == end
        self.at = after
        return text

    def atom(self) -> str:
        letter = self._take()
        self.atoms += 1
        if self.atoms > MAX_ATOMS:
            raise ValueError(f"too long: {self.pattern!r}")
        match letter:
            case "^" | "$":
                return ""
            case ".":
                return ORDINARY[self.choose(2)]
            case "(":
                return self.group()
            case "[":
                return self.members()
            case "\\":
                return self.escape()
        return letter

    def group(self) -> str:
        silent = False
        if self._next() == "?":
            self.at += 1
            kind = self._take()
            silent = kind in "=!"
            if kind == "<" and self._next() in ("=", "!"):
                self.at += 1
                silent = True
            elif kind in ("<", "P"):
                self.at = self.pattern.index(">", self.at) + 1
            elif kind not in ":=!":
                raise ValueError(f"cannot read {self.pattern!r}")
        text = self.alternatives()
        if self._take() != ")":
            raise ValueError(f"cannot read {self.pattern!r}")
        return "" if silent else text

    def members(self) -> str:
        """One of a class in brackets, or one outside of it."""
        without = self._next() == "^"
        self.at += without
        found: list[str] = []
        while (letter := self._take()) != "]" or not found:
            if letter == "\\":
                known = CLASS_MEMBERS.get(self._next())
                found += known or self.escape(inside=True)
                self.at += known is not None
            elif letter == "-" and found and self._next() not in ("]", ""):
                last = self._take()
                last = self.escape() if last == "\\" else last
                found += [chr(code) for code in range(ord(found[-1]), min(ord(last), ord(found[-1]) + 64) + 1)]
            else:
                found.append(letter)
        if not without:
            return found[self.choose(len(found))]
        return next((one for one in ORDINARY if one not in found), "ż")

    def escape(self, *, inside: bool = False) -> str:
        letter = self._take()
        if letter in "bB" and not inside:
            return ""
        if letter in ("x", "u"):
            width = 2 if letter == "x" else 4
            self.at += width
            return chr(int(self.pattern[self.at - width : self.at], 16))
        if letter in "pP" and self._next() == "{":
            self.at = self.pattern.index("}", self.at) + 1
            return "a" if letter == "p" else "-"
        return ESCAPES.get(letter, letter)

    def count(self) -> tuple[int, int]:
        """How often what was just read may be repeated: the least and the most."""
        letter = self._next()
        bounds = {"*": (0, MAX_REPEATS), "+": (1, MAX_REPEATS), "?": (0, 1)}.get(letter)
        end = self.pattern.find("}", self.at) if letter == "{" else -1
        inner = self.pattern[self.at + 1 : end] if end > 0 else ""
        if inner and inner.replace(",", "", 1).isdigit():
            low, comma, high = inner.partition(",")
            bounds = int(low or 0), int(high or MAX_REPEATS) if comma else int(low)
            self.at = end
        if bounds is None:
            return 1, 1
        self.at += 1
        self.at += self._next() in ("?", "+") and self._next() != ""
        return bounds

    def _next(self) -> str:
        return self.pattern[self.at : self.at + 1]

    def _take(self) -> str:
        letter = self._next()
        if not letter:
            raise ValueError(f"cannot read {self.pattern!r}")
        self.at += 1
        return letter
