"""What others recorded and wrote is read by tests and never becomes a part of this project."""

from __future__ import annotations

import hashlib
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.packaging.conftest import ROOT

# Any run of this many characters, white space aside, that is also in the corpus counts as copied. A quoted error
# message or a list of field names stays below it.
RUN = 200


@pytest.fixture(scope="module")
def ours() -> dict[str, bytes]:
    """Every file that is or may become part of the project, by its path; not what is generated from others of them."""
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    done = subprocess.run(listed, cwd=ROOT, capture_output=True, check=True, text=True)
    paths = [ROOT / name for name in done.stdout.split("\0") if name and not name.startswith("schemas/20")]
    return {str(path.relative_to(ROOT)): path.read_bytes() for path in paths if path.is_file()}


def squeezed(raw: bytes) -> str:
    """The text without white space, so that a copy is one however it is indented."""
    return "".join(raw.decode("utf-8", "replace").split())


class Theirs:
    """A text to compare with, by its neighbouring pieces of half a run: any run has at least one of them whole."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.pieces = {text[start : start + RUN // 2] for start in range(0, len(text), RUN // 2)}

    def run_in(self, text: str) -> str | None:
        """The first run that ``text`` shares with this one, if there is any."""
        for start in range(len(text) - RUN // 2 + 1):
            if text[start : start + RUN // 2] in self.pieces:
                around = range(max(0, start - RUN // 2), min(start, len(text) - RUN) + 1)
                shared = next((text[at : at + RUN] for at in around if text[at : at + RUN] in self.text), None)
                if shared:
                    return shared
        return None


def descriptions(value: Any) -> Iterator[str]:
    """The prose of an OpenAPI document."""
    if isinstance(value, dict):
        yield from (text for key, text in value.items() if key in ("description", "summary") and isinstance(text, str))
        yield from (found for item in value.values() for found in descriptions(item))
    elif isinstance(value, list):
        yield from (found for item in value for found in descriptions(item))


@pytest.mark.parametrize("start", [0, 333, 1280 - RUN])
def test_the_comparison_finds_a_copy(start):
    text = "".join(hashlib.sha256(bytes([number])).hexdigest() for number in range(20))
    assert Theirs(text).run_in("ours" + text[start : start + RUN] + "ours") == text[start : start + RUN]
    assert Theirs(text).run_in(text[start : start + RUN]) == text[start : start + RUN]
    assert Theirs(text).run_in("ours" + text[start : start + RUN - 1] + "ours") is None


def test_no_file_of_the_corpus_is_in_the_tree(corpus, ours):
    theirs = {hashlib.sha256(path.read_bytes()).digest(): path for path in corpus.rglob("*") if path.is_file()}
    found = {name: theirs.get(hashlib.sha256(raw).digest()) for name, raw in ours.items() if raw}
    assert {name: path for name, path in found.items() if path} == {}


def test_no_recording_is_in_the_tree(corpus, ours):
    recorded = [path for part in ("recordings", "seeds") for path in sorted((corpus / part).rglob("*.*"))]
    theirs = Theirs("".join(squeezed(path.read_bytes()) for path in recorded))
    assert len(theirs.pieces) > 1000
    found = {name: theirs.run_in(squeezed(raw)) for name, raw in ours.items()}
    assert {name: run for name, run in found.items() if run} == {}


def test_no_description_of_the_openapi_documents_is_in_the_tree(corpus: Path, ours):
    documents = [json.loads(path.read_bytes()) for path in sorted((corpus / "facts" / "openapi").glob("*.json"))]
    prose = {squeezed(text.encode()) for document in documents for text in descriptions(document)}
    # Shorter ones are names with an article, which two people write alike.
    prose = {text for text in prose if len(text) >= 60}
    assert len(prose) > 100
    whole = {name: squeezed(raw) for name, raw in ours.items()}
    assert {(name, text) for name, text_of in whole.items() for text in prose if text in text_of} == set()
