"""The corpora are what schemathesis makes today: half a minute, so an environment of its own, ``tox -e corpus``."""

from __future__ import annotations

import os

import pytest

from conformance.generate import corpus, corpus_command, export
from conformance.revisions import NAMES

if not os.environ.get("CONFORMANCE_CORPORA"):
    pytest.skip("tox -e corpus makes them anew and compares", allow_module_level=True)


@pytest.mark.parametrize("revision", NAMES)
def test_made_anew_it_is_the_same(revision: str) -> None:
    assert list(corpus_command.differences(corpus.stored(revision), export.made(revision))) == []
