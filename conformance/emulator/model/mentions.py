"""What a question says about people, days, hours and topics, for the arguments of a call that are named so.

Source: clause sample.fc-client.py, whose reader expects the meeting to be scheduled as it was asked for.
"""

from __future__ import annotations

import re
from datetime import time
from typing import Any

Json = dict[str, Any]

NAME = r"[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)*"
PEOPLE = re.compile(rf"\b(?:with|invite|among) ({NAME}(?:(?:, and |, | and ){NAME})*)")
BETWEEN_PEOPLE = re.compile(r", and |, | and ")
DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
HOUR = re.compile(r"\b(\d{1,2})(?::(\d{2}))? ?([ap])\.?m\b|\b(\d{1,2}):(\d{2})\b", re.IGNORECASE)
TOPIC = re.compile(r"\b(?:about|titled|called|regarding) (?:the |an? )?([^.?!\n]+)")

DAY_FIELDS = re.compile(r"date|day\b|when", re.IGNORECASE)
HOUR_FIELDS = re.compile(r"(?:^|_)(?:time|hour)|Time$", re.IGNORECASE)
TOPIC_FIELDS = re.compile(r"topic|subject|title|summary|about", re.IGNORECASE)


def mentioned(name: str, schema: Json, question: str) -> Any:
    """What ``question`` says for the argument ``name`` (a string, or an array of strings), None if it says nothing."""
    kind = schema.get("type")
    if kind == "array":
        items = schema.get("items")
        return people(question) or None if isinstance(items, dict) and items.get("type") == "string" else None
    if kind != "string":
        return None
    if schema.get("format") == "date-time":
        return f"{day(question)}T{hour(question)}:00Z" if day(question) and hour(question) else None
    if DAY_FIELDS.search(name):
        return day(question)
    if HOUR_FIELDS.search(name):
        return hour(question)
    return topic(question) if TOPIC_FIELDS.search(name) else None


def people(question: str) -> list[str]:
    """The names after "with": ``["Peter", "Amir"]``."""
    found = PEOPLE.search(question)
    return BETWEEN_PEOPLE.split(found[1]) if found else []


def day(question: str) -> str | None:
    """The first day that is written as ``YYYY-MM-DD``."""
    found = DAY.search(question)
    return found[0] if found else None


def hour(question: str) -> str | None:
    """The first time of day, as ``HH:MM`` of 24 hours: "3 pm" is ``15:00``."""
    found = HOUR.search(question)
    if not found:
        return None
    hours, minutes = int(found[1] or found[4]), int(found[2] or found[5] or 0)
    if found[3]:
        hours = hours % 12 + (12 if found[3].lower() == "p" else 0)
    return f"{time(hours, minutes):%H:%M}" if hours < 24 and minutes < 60 else None


def topic(question: str) -> str | None:
    """What comes after "about", to the end of the sentence."""
    found = TOPIC.search(question)
    return found[1].strip() if found else None
