"""The page itself, from the corpus: its code blocks, and what of the API each of them uses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

LABELS = {"Python": "python", "JavaScript": "js", "REST": "curl", "PUSHTIM": "curl"}
"""The line above a code block; that over curl is translated in one of the copies."""

LAST_LINE = {"python": re.compile(r".*"), "js": re.compile(r".*[;}]"), "curl": re.compile(r"\}'|#.*|-H .*")}
"""What the code of a language can end with; what follows up to the next label is prose."""

QUOTED_PROSE = re.compile(r"""(?<![\w'"])(["'`])(?:(?!\1).)*[ ](?:(?!\1).)*\1""")
COMMENT = re.compile(r"^ *(?:#|//) [A-Z0-9].*$", re.MULTILINE)
CALL = re.compile(r"client\.(\w+\.\w+)\(")
REQUEST = re.compile(r"curl\b[^\n]*? -X (POST|GET) \S*?/v1beta/(\w+)")
MAKER = re.compile(r"\b(?:gemini-\d|deep-research-)[\w.-]+")


@dataclass(frozen=True)
class Block:
    """One code block: its language and its lines, which have lost their indentation on the way into the corpus."""

    language: str
    code: str


def blocks(page: Path) -> list[Block]:
    """The code blocks of ``page``, in its order."""
    lines = page.read_text("utf-8").splitlines()
    starts = [number for number, line in enumerate(lines) if line in LABELS]
    found = []
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        language = LABELS[lines[start]]
        while not LAST_LINE[language].fullmatch(lines[end - 1]):
            end -= 1
        found.append(Block(language, "\n".join(lines[start + 1 : end]) + "\n"))
    return found


def calls(code: str) -> list[str]:
    """What ``code`` asks of the API, in order: methods of the client, or requests of curl."""
    return CALL.findall(code) or [f"{method} {path}" for method, path in REQUEST.findall(code.replace("\\\n", " "))]


def makers(code: str) -> set[str]:
    """The models and agents in ``code``."""
    return set(MAKER.findall(code))


def words(code: str, vocabulary: frozenset[str]) -> set[str]:
    """The words of the ``vocabulary`` that ``code`` uses as names, which is: outside of comments and quoted prose."""
    return set(re.findall(r"\w+", QUOTED_PROSE.sub("", COMMENT.sub("", code)))) & vocabulary
