"""Every type and field says what it is, in words of our own, and what it rests on."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from conformance.projection import PROFILES, SCHEMAS
from conformance.revisions import NAMES
from conformance.schema import load

EVIDENCE = {"documented", "spec", "sdk", "recorded"}


@pytest.mark.parametrize("revision", NAMES)
@pytest.mark.parametrize("profile", PROFILES)
def test_every_type_and_field_is_described_and_has_evidence(revision: str, profile: Any) -> None:
    schemas = load(revision)
    mute = []
    for name in schemas.names(profile):
        document = schemas.document(name, profile)
        fields = {f"{name}.{field}": value for field, value in _fields(document) if isinstance(value, dict)}
        for where, schema in {name: document, **fields}.items():
            if not schema.get("description", "").endswith(".") or schema.get("x-evidence") not in EVIDENCE:
                mute.append(where)
    assert mute == []


def test_no_sentence_is_google_s(corpus: Path) -> None:
    theirs = {_plain(sentence) for text in _their_texts(corpus) for sentence in re.split(r"(?<=[.!?])\s", text)}
    assert len(theirs) > 700
    ours = {
        sentence
        for revision in NAMES
        for profile in PROFILES
        for name in load(revision).names(profile)
        for text in _texts(load(revision).document(name, profile))
        for sentence in re.split(r"(?<=[.!?])\s", text)
    }
    assert len(ours) > 500
    # Three words, such as "The model.", are nobody's.
    assert sorted(sentence for sentence in ours if _plain(sentence).count(" ") > 2 and _plain(sentence) in theirs) == []


def test_every_word_of_the_glossary_is_used() -> None:
    import yaml

    words = yaml.safe_load((SCHEMAS / "source" / "glossary" / "fields.yaml").read_text("utf-8"))
    said = {
        text
        for revision in NAMES
        for profile in PROFILES
        for name in load(revision).names(profile)
        for text in _texts(load(revision).document(name, profile))
    }
    assert [name for name, text in words.items() if text not in said] == []


def _fields(document: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    yield from document.get("properties", {}).items()
    for branch in document.get("$defs", {}).values():
        yield from branch["properties"].items()


def _texts(value: Any, key: str = "description") -> Iterator[str]:
    """Every description inside ``value``."""
    if isinstance(value, dict):
        if isinstance(value.get(key), str):
            yield value[key]
        for item in value.values():
            yield from _texts(item, key)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item, key)


def _their_texts(corpus: Path) -> Iterator[str]:
    for file in sorted((corpus / "facts" / "openapi").glob("*.json")):
        yield from _texts(json.loads(file.read_text()))
    for file in sorted((corpus / "facts" / "surface").glob("*.json")):
        yield from _texts(json.loads(file.read_text()), "doc")


def _plain(sentence: str) -> str:
    return re.sub(r"[^a-z0-9 ]", "", " ".join(sentence.lower().split()))
