"""The table about the SDKs says what the tests of the SDKs hold."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.sdk.matrix import BEHAVIOURS, CLIENTS, ODDITIES
from tests.sdk.table import PAGE, on_page, rendered

TESTS = Path(__file__).resolve().parent
SOURCES = {"python": (TESTS / "sdk", "test_*.py")}


def code(language: str) -> str:
    folder, pattern = SOURCES[language]
    return "\n".join(path.read_text("utf-8") for path in folder.glob(pattern))


def test_the_page_has_the_table() -> None:
    assert on_page(PAGE.read_text("utf-8")) == rendered(), "write it anew: python -m tests.sdk.table"


@pytest.mark.parametrize("language", SOURCES)
def test_every_behaviour_has_a_test_in_each_language(language: str) -> None:
    shown = set(re.findall(r'behaviour\("([\w-]+)"', code(language)))
    assert shown == BEHAVIOURS.keys()


@pytest.mark.parametrize("slug", ODDITIES)
def test_every_oddity_is_asked_for_by_a_test(slug: str) -> None:
    oddity = ODDITIES[slug]
    assert oddity.behaviour in BEHAVIOURS
    concerned = [client for client in CLIENTS if client.name in oddity.clients]
    assert len(concerned) == len(oddity.clients) > 0
    for language in {client.language for client in concerned}:
        assert f'"{slug}"' in code(language)


def test_there_is_an_environment_for_every_version() -> None:
    environments = (TESTS.parent / "tox.ini").read_text("utf-8")
    pinned = re.findall(r"^ +(\S+): google-genai==\1$", environments, re.MULTILINE)
    assert pinned == [client.version for client in CLIENTS if client.language == "python"]
