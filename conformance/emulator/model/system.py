"""System instructions that the scripted model obeys, so that one can see whether they arrived."""

from __future__ import annotations

import re

ENDING = re.compile(
    r"\b(?:end|finish|sign off)\b.*?\bwith (?:the (?:word|phrase|words) )?[\"'“]?([\w !-]+)", re.IGNORECASE
)
BEGINNING = re.compile(r"\b(?:begin|start)\b.*?\bwith (?:the (?:word|phrase|words) )?[\"'“]?([\w !-]+)", re.IGNORECASE)
ONLY = re.compile(
    r"\b(?:reply|answer|respond)\b[^.]*?\b(?:(?:only|exactly|always)(?: with)?|with the)"
    r"(?: (?:the )?(?:single )?words?)? [\"'“]?([A-Z][A-Z0-9_-]+)\b"
)


def obeyed(system: str, text: str) -> str:
    """``text`` as ``system`` wants it: one word only, an opening, an ending, capitals, the voice of a pirate."""
    if not system:
        return text
    if only := ONLY.search(system):
        return only[1]
    if re.search(r"\bpirate\b", system, re.IGNORECASE):
        text = f"Arr, matey! {text}"
    if opening := BEGINNING.search(system):
        text = f"{opening[1].strip()} {text}"
    if ending := ENDING.search(system):
        text = f"{text} {ending[1].strip()}"
    if re.search(r"\b(?:upper ?case|capital letters|all caps)\b", system, re.IGNORECASE):
        text = text.upper()
    return text
