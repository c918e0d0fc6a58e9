"""Counting tokens: a word of any script or a mark is one, long words are several."""

from __future__ import annotations

import json
import re
from typing import Any

Json = dict[str, Any]

LONGEST = 8
TOKEN = re.compile(r"\w{1,8}|[^\w\s]")
LETTER, MARK, SPACE = b"w", b".", b" "
KINDS = b"".join(
    LETTER if re.match(r"\w", chr(code)) else SPACE if chr(code).isspace() else MARK for code in range(128)
).ljust(256)
"""What each character of ASCII is, for ``bytes.translate``."""
MEDIA_TOKENS = {"image": 258, "audio": 64, "video": 263, "document": 258}


def count(text: str) -> int:
    """Tokens of ``text``; never fewer for a longer text."""
    if not text.isascii():
        return len(TOKEN.findall(text))
    # The same, many times as fast: every eight letters are a mark, then marks and the words that are left are counted.
    told = text.encode().translate(KINDS).replace(LETTER * LONGEST, MARK)
    return told.count(MARK) + (SPACE + told.replace(MARK, SPACE)).count(SPACE + LETTER)


def count_steps(steps: list[Json]) -> dict[str, int]:
    """Tokens of ``steps`` by modality, text first; modalities without tokens are left out."""
    totals = {"text": 0, "image": 0, "audio": 0, "video": 0, "document": 0}
    for step in steps:
        contents = step["content"] if step["type"] in ("user_input", "model_output") else [step]
        for content in contents:
            if content["type"] in MEDIA_TOKENS:
                totals[content["type"]] += MEDIA_TOKENS[content["type"]]
            elif content["type"] != "thought":
                totals["text"] += count(_words(content))
    return {modality: tokens for modality, tokens in totals.items() if tokens}


def _words(content: Json) -> str:
    if content["type"] == "text":
        return str(content["text"])
    told = {key: value for key, value in content.items() if key not in ("id", "call_id", "signature", "type")}
    return json.dumps(told, ensure_ascii=False)
