"""The table about the SDKs says what the tests of the SDKs hold."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.sdk.matrix import BEHAVIOURS, CLIENTS, ODDITIES, behaviours, clients
from tests.sdk.table import PAGE, on_page, rendered

TESTS = Path(__file__).resolve().parent
SOURCES = {"python": (TESTS / "sdk", "test_*.py"), "javascript": (TESTS / "sdk" / "js", "*.test.mjs")}


def code(language: str) -> str:
    folder, pattern = SOURCES[language]
    return "\n".join(path.read_text("utf-8") for path in folder.glob(pattern))


def test_the_page_has_the_table() -> None:
    assert on_page(PAGE.read_text("utf-8")) == rendered(), "write it anew: python -m tests.sdk.table"


@pytest.mark.parametrize("language", SOURCES)
def test_every_behaviour_has_a_test_in_each_language(language: str) -> None:
    shown = re.findall(r"""(?:behaviour|shows)\(["']([\w-]+)["']""", code(language))
    assert set(shown) == set(behaviours(language))


@pytest.mark.parametrize("slug", ODDITIES)
def test_every_oddity_is_asked_for_by_a_test(slug: str) -> None:
    oddity = ODDITIES[slug]
    assert oddity.behaviour in BEHAVIOURS
    concerned = [client for client in CLIENTS if client.name in oddity.clients]
    assert len(concerned) == len(oddity.clients) > 0
    for language in {client.language for client in concerned}:
        assert re.search(f"""["']{slug}["']""", code(language))


def test_there_is_an_environment_for_every_version() -> None:
    environments = (TESTS.parent / "tox.ini").read_text("utf-8")
    section = environments.partition("[testenv:sdk-{")[2].partition("\n[")[0]
    pinned = re.findall(r"^ +(\S+): google-genai==\1$", section, re.MULTILINE)
    assert pinned == list(clients("python"))


def test_every_version_for_javascript_is_installed_under_its_name() -> None:
    installed = json.loads((TESTS / "sdk" / "js" / "package.json").read_text("utf-8"))["dependencies"]
    assert installed == {f"genai-{version}": f"npm:@google/genai@{version}" for version in clients("javascript")}
