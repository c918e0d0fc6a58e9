"""The page about the SDKs: ``python -m tests.sdk.table`` writes the table of the matrix into ``docs/emulator/sdks.md``.

Nothing in the table is there because somebody believes it: each behaviour has tests that every version runs, and each
oddity is asked for by a test, which fails in a version that has it unlisted, and in one that has it no longer.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.sdk.matrix import BEHAVIOURS, CLIENTS, ODDITIES, Client, behaviours

PAGE = Path(__file__).resolve().parents[2] / "docs" / "emulator" / "sdks.md"
BEGIN = "<!-- made by python -m tests.sdk.table -->"
END = "<!-- end of what was made -->"
PACKAGES = {"python": "google-genai", "javascript": "@google/genai"}


def rendered() -> str:
    """The table of each language, and below it what its footnotes stand for."""
    notes = {slug: number for number, slug in enumerate(_by_behaviour(), 1)}
    languages = dict.fromkeys(client.language for client in CLIENTS)
    parts = [_table([c for c in CLIENTS if c.language == language], notes) for language in languages]
    listed = "\n".join(f"{number}. {_note(slug)}" for slug, number in notes.items())
    return "\n\n".join([*parts, listed])


def on_page(page: str) -> str:
    """What ``page`` has between the two marks."""
    return page.partition(BEGIN)[2].partition(END)[0].strip()


def _by_behaviour() -> Iterator[str]:
    for behaviour in BEHAVIOURS:
        yield from (slug for slug, oddity in ODDITIES.items() if oddity.behaviour == behaviour)


def _table(clients: list[Client], notes: dict[str, int]) -> str:
    heads = [PACKAGES[clients[0].language], *(client.version for client in clients)]
    revisions = ["revision", *(client.revision.name for client in clients)]
    shown = behaviours(clients[0].language)
    rows = [[BEHAVIOURS[slug], *(_cell(slug, client, notes) for client in clients)] for slug in shown]
    lines = [heads, ["---"] * len(heads), revisions, *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _cell(behaviour: str, client: Client, notes: dict[str, int]) -> str:
    numbers = [
        str(number)
        for slug, number in notes.items()
        if ODDITIES[slug].behaviour == behaviour and client.name in ODDITIES[slug].clients
    ]
    return "works" + (f" ({', '.join(numbers)})" if numbers else "")


def _note(slug: str) -> str:
    said = ODDITIES[slug].says
    return said[0].upper() + said[1:] + "."


def main() -> None:
    """Write the page anew."""
    page = PAGE.read_text("utf-8")
    before, _, rest = page.partition(BEGIN)
    PAGE.write_text(f"{before}{BEGIN}\n\n{rendered()}\n\n{END}{rest.partition(END)[2]}", "utf-8")


if __name__ == "__main__":
    main()
