"""What the scripted model says: an ordered list of rules, of which the first that has something to say is taken."""

from __future__ import annotations

import re
from collections.abc import Callable

from conformance.emulator.attachments import Attachment
from conformance.emulator.model.knowledge import CAPITALS, CITIES, FINDINGS, JOKE, essay
from conformance.emulator.model.memory import greeting, recalled
from conformance.emulator.model.prompt import Prompt
from conformance.emulator.model.results import told
from conformance.emulator.model.tools import pages

Rule = Callable[[Prompt], "str | None"]

SUM = re.compile(r"(-?\d+)\s*(?:([+*x×-])|plus|times|minus)\s*(-?\d+)")
SPOKEN = ("reply", "respond", "answer", "say", "repeat")
ANY_SPOKEN = re.compile("|".join(SPOKEN))
SPEAK = rf"\b(?:{'|'.join(SPOKEN)})\b"
EXACTLY = (
    re.compile(SPEAK + r"[^.?!]{0,20}?\bexactly:? (?!(?:one|two|three|a|\d+) )[\"'“]?([^\"'”.\n!?]+)", re.IGNORECASE),
    re.compile(SPEAK + r"[^.?!]{0,30}?[\"“']([^\"”']+)[\"”']", re.IGNORECASE),
    re.compile(r"\b(?:[Rr]eply|[Rr]espond|[Aa]nswer|[Ss]ay|[Rr]epeat)\b[^.?!A-Z]{0,30}? ([A-Z][A-Z0-9_-]+)\b"),
)
COUNT = re.compile(r"count (?:up )?(?:from (\d{1,6}) )?(?:up )?to (\d{1,6})", re.IGNORECASE)
CAPITAL = re.compile(r"capital (?:city )?of (\w+)", re.IGNORECASE)
COUNTRY = (
    re.compile(r"cit(?:y|ies)\b.*?\b(?:in|of|from) (\w+)", re.IGNORECASE),
    re.compile(r"(\w+) cit(?:y|ies)\b", re.IGNORECASE),
)
LONG = re.compile(r"\b(?:explain|describe|story|essay|write|tell me about|research|history of|how (?:do|does)|poem)\b")
SAY_HI = re.compile(r"\s*say hi\b", re.IGNORECASE)
HI = re.compile(r"\s*(?:hi|hello|hey)\b[\s.!]*$", re.IGNORECASE)
PLACE = re.compile(r"\b(first|second|third)\b")
MAX_COUNT = 2000


def answer(prompt: Prompt) -> str:
    """The text of the answer, as if there were no limits and no formats."""
    for rule in RULES:
        text = rule(prompt)
        if text is not None:
            return text
    return otherwise(prompt)


def results(prompt: Prompt) -> str | None:
    """A sentence for each function result that was just handed in."""
    return told(prompt) if prompt.results else None


def memory(prompt: Prompt) -> str | None:
    """What the user told about themselves, when they ask for it."""
    return recalled(prompt)


def media(prompt: Prompt) -> str | None:
    """What media the question came with: how many of which kind, and what is known of each."""
    if not prompt.attachments:
        return None
    kinds = dict.fromkeys(one.kind for one in prompt.attachments)
    given = " and ".join(_given(kind, [one for one in prompt.attachments if one.kind == kind]) for kind in kinds)
    return f"I was given {given}. You asked: {prompt.question or 'nothing'}"


def _given(kind: str, attachments: list[Attachment]) -> str:
    number = len(attachments)
    return f"{number} {kind}{'s' if number > 1 else ''} ({'; '.join(one.told for one in attachments)})"


def counting(prompt: Prompt) -> str | None:
    """The numbers, one after another."""
    if "count" not in prompt.lowered:
        return None
    found = COUNT.search(prompt.question)
    if not found:
        return None
    first, last = int(found[1] or 1), int(found[2])
    return ", ".join(map(str, range(first, min(last, first + MAX_COUNT) + 1)))


def exact_words(prompt: Prompt) -> str | None:
    """Just the words that the user asks to hear."""
    if not ANY_SPOKEN.search(prompt.lowered):
        return None
    return _first_group(EXACTLY, prompt.question).strip() or None


def hello(prompt: Prompt) -> str | None:
    """A short greeting for those who ask for one, or who introduce themselves."""
    if SAY_HI.match(prompt.question):
        return "Hi!"
    if HI.match(prompt.question):
        return "Hi there! How can I help you today?"
    return greeting(prompt.question)


def capital(prompt: Prompt) -> str | None:
    """The capital of a country."""
    if "capital" not in prompt.lowered:
        return None
    found = CAPITAL.search(prompt.question)
    if not found or found[1].lower() not in CAPITALS:
        return None
    return f"The capital of {found[1]} is **{CAPITALS[found[1].lower()]}**."


def cities(prompt: Prompt) -> str | None:
    """Three cities of a country."""
    if "cit" not in prompt.lowered:
        return None
    country = _first_group(COUNTRY, prompt.question).lower()
    for name, (label, listed, _) in CITIES.items():
        if country.startswith(name):
            return f"Three cities in {label} are:\n\n1. {listed[0]}\n2. {listed[1]}\n3. {listed[2]}"
    return None


def landmark(prompt: Prompt) -> str | None:
    """A landmark of a city that was listed before, when the user points at it by number."""
    asked = PLACE.search(prompt.lowered)
    if not asked:
        return None
    place = ("first", "second", "third").index(asked[1])
    for said in reversed([*prompt.user_texts[:-1], *prompt.model_texts]):
        for _, listed, sights in CITIES.values():
            if all(city in said for city in listed):
                return f"The most famous landmark of {listed[place]}, the {asked[1]} one, is {sights[place]}."
    return None


def arithmetic(prompt: Prompt) -> str | None:
    """The result of one sum, difference or product."""
    found = SUM.search(prompt.question)
    if not found:
        return None
    left, right = int(found[1][:15]), int(found[3][:15])
    sign = found[2] or {"plus": "+", "minus": "-"}.get(found[0].split()[1], "*")
    return str({"+": left + right, "-": left - right}.get(sign, left * right))


def joke(prompt: Prompt) -> str | None:
    """The one joke it knows."""
    return JOKE if "joke" in prompt.lowered else None


def long_text(prompt: Prompt) -> str | None:
    """Several paragraphs, for whoever wants to see a stream."""
    return essay(prompt.question) if LONG.search(prompt.lowered) else None


def searched(prompt: Prompt) -> str | None:
    """What a search brings up."""
    if not _declares(prompt, "google_search"):
        return None
    known = next((finding for word, finding in FINDINGS.items() if word in prompt.lowered), None)
    return known or f"A page of example.com came up for that. I searched for: {prompt.question}"


def read(prompt: Prompt) -> str | None:
    """A sentence about each page that was read, or could not be."""
    urls = pages.addresses(prompt.question) if _declares(prompt, "url_context") else []
    return " ".join(_about(url, pages.status(url)) for url in urls) or None


def _about(url: str, status: str) -> str:
    if status != "success":
        return f"I could not read {url} ({status})."
    return f"{url} is a page that tells its readers what it is there for."


def _declares(prompt: Prompt, kind: str) -> bool:
    return any(tool["type"] == kind for tool in prompt.options.tools) and prompt.choice != "none"


def _first_group(patterns: tuple[re.Pattern[str], ...], text: str) -> str:
    """What the first pattern that fits has in its group, or nothing."""
    return next((str(found[1]) for pattern in patterns if (found := pattern.search(text))), "")


def otherwise(prompt: Prompt) -> str:
    """The answer to everything else."""
    return f"I am a scripted model and know no better answer. You said: {prompt.question}"


RULES: tuple[Rule, ...] = (
    results,
    exact_words,
    memory,
    media,
    counting,
    hello,
    capital,
    cities,
    landmark,
    arithmetic,
    joke,
    long_text,
    read,
    searched,
)
