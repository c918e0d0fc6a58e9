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
    text, media = 0, dict[str, int]()
    for step in steps:
        for content in step["content"] if step["type"] in ("user_input", "model_output") else (step,):
            kind = content["type"]
            if kind == "text":
                text += count(content["text"])
            elif kind in MEDIA_TOKENS:
                media[kind] = media.get(kind, 0) + MEDIA_TOKENS[kind]
            elif kind != "thought":
                text += count(_words(content))
    totals = {"text": text} if text else {}
    return totals | {kind: media[kind] for kind in MEDIA_TOKENS if kind in media} if media else totals


def _words(content: Json) -> str:
    told = {key: value for key, value in content.items() if key not in ("id", "call_id", "signature", "type")}
    return json.dumps(told, ensure_ascii=False)
