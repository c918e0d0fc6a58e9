"""The little that the scripted model knows."""

from __future__ import annotations

CAPITALS = {
    "france": "Paris",
    "spain": "Madrid",
    "germany": "Berlin",
    "italy": "Rome",
    "japan": "Tokyo",
    "portugal": "Lisbon",
}

CITIES = {
    "spa": (
        "Spain",
        ("Madrid", "Barcelona", "Valencia"),
        ("the Prado Museum", "the Sagrada Família", "the City of Arts and Sciences"),
    ),
    "fr": ("France", ("Paris", "Lyon", "Marseille"), ("the Eiffel Tower", "the Basilica of Fourvière", "the Old Port")),
    "ital": ("Italy", ("Rome", "Milan", "Naples"), ("the Colosseum", "the Duomo", "the Castel Nuovo")),
    "germ": (
        "Germany",
        ("Berlin", "Hamburg", "Munich"),
        ("the Brandenburg Gate", "the Elbphilharmonie", "Marienplatz"),
    ),
    "jap": ("Japan", ("Tokyo", "Osaka", "Kyoto"), ("Sensō-ji", "Osaka Castle", "Kinkaku-ji")),
}

# What a search finds, by a word of the question, as it was when the API was new.
FINDINGS = {
    "super bowl": "The Philadelphia Eagles won the last Super Bowl, 40 to 22 against the Kansas City Chiefs.",
    "euro": "Spain won the last European Championship, 2 to 1 against England.",
}

JOKE = "Why did the stream go to therapy?\n\nIt could not get over its first delta."

ESSAY = """\
Here is what there is to say about it. You asked: {question}

It begins with small parts that follow simple rules. None of them knows the whole, and yet together they behave in a \
way that can be described, measured and predicted.

What makes it interesting is how the parts depend on each other. Change one of them a little, and the others adapt; \
change it a lot, and something new appears that nobody had planned.

It helps to look at an example. Picture a busy market in the morning: everybody follows their own errand, the paths \
cross, and still the goods find their buyers before noon – naïve as it may sound, no one is in charge.

In short: start from the parts, follow the connections, and the whole explains itself."""


def essay(question: str) -> str:
    """Several paragraphs about whatever ``question`` asks for."""
    return ESSAY.replace("{question}", question)
