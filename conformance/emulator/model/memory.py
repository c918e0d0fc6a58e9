"""Remembering: facts of the form "my name is Phil" anywhere in the conversation, recalled when asked for."""

from __future__ import annotations

import re

from conformance.emulator.model.prompt import Prompt

NAME = re.compile(r"\b(?:my name(?:'s| is)|call me)\s+([\w'’-]+)", re.IGNORECASE)
INTRODUCED = re.compile(r"\bI(?:'| a)m ([A-Z][\w'’-]+)\b")
FACT = re.compile(r"\b(?:my|the) ([a-z][a-z ]{1,40}?) (?:is|are|was)(?: called)? ([\w'’#-]+)", re.IGNORECASE)
ASKED = re.compile(
    r"\b(?:what|who|which|tell me|repeat|remind me)\b.*?\b(?:my|the) ([a-z][a-z ]{1,40}?)\s*(?:[?.!,]|$|again|i )",
    re.IGNORECASE,
)
ASKED_NAME = re.compile(r"\b(?:my name|who am i|who i am)\b", re.IGNORECASE)
QUESTION = re.compile(r"\b(?:what|who|which|tell|remind|know|remember|recall)\b", re.IGNORECASE)


def recalled(prompt: Prompt) -> str | None:
    """The fact that the question asks for, "I don't know" for a name never told, None if nothing is asked for."""
    question = prompt.question
    if "?" not in question and NAME.search(question):
        return None
    if ASKED_NAME.search(question) and QUESTION.search(question):
        name = _name(prompt.user_texts)
        return f"Your name is {name}." if name else "I don't know your name yet."
    asked = ASKED.search(question)
    value = _fact(prompt.user_texts[:-1], asked[1]) if asked else None
    return f"Your {asked[1].strip()} is {value}." if asked and value else None


def greeting(question: str) -> str | None:
    """A welcome for somebody who says their name."""
    name = _name([question])
    return f"Hello {name}! It is nice to meet you. How can I help you today?" if name else None


def _name(texts: list[str]) -> str | None:
    for text in reversed(texts):
        found = NAME.search(text) or INTRODUCED.search(text)
        if found and found[1].lower() not in ("what", "who"):
            return found[1]
    return None


def _fact(texts: list[str], wanted: str) -> str | None:
    key = wanted.strip().lower()
    for text in reversed(texts):
        for found in FACT.finditer(text):
            if found[1].strip().lower().endswith(key) or key.endswith(found[1].strip().lower()):
                return found[2]
    return None
