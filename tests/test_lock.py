"""The ids of requirements are for ever."""

from __future__ import annotations

import subprocess
import sys

import pytest

from conformance.lock import FILE, Names, complaints, names, with_new
from conformance.requirement import requirements
from conformance.sdk.requirement import client_requirements

IDS = {"create.id", "create.status"}


def test_every_id_that_was_published_is_accounted_for():
    assert list(complaints(FILE.read_text("utf-8").splitlines(), [*requirements(), *client_requirements()])) == []


@pytest.mark.parametrize(
    ("lines", "word"),
    [
        (["create.id"], "create.status is not in requirements.lock: run python -m conformance.lock"),
        (["create.id", "create.old", "create.status"], "create.old was published and is gone"),
        (["create.id", "create.old -> create.none", "create.status"], "create.none, which does not exist"),
        (["create.id -> create.status", "create.status"], "create.id is renamed or retired"),
        (["create.id retired: too vague", "create.status"], "create.id is renamed or retired"),
        (["create.id", "create.old retired:", "create.status"], "'create.old retired:' is neither"),
        (["create.status", "create.id"], "not sorted"),
        (["create.id", "create.id", "create.status"], "an id has two"),
    ],
)
def test_a_complaint_says_what_to_do(lines, word):
    (complaint,) = complaints(lines, IDS)
    assert word in complaint


def test_renamed_and_retired_ids_are_accounted_for():
    lines = [
        "create.a -> create.b",
        "create.b -> create.id",
        "create.id",
        "create.old retired: said twice",
        "create.status",
    ]
    assert list(complaints(lines, IDS)) == []


def test_only_new_ids_are_added():
    lines = ["create.gone", "create.id -> create.status", "create.old retired: said twice"]
    assert with_new(lines, IDS) == [*lines, "create.status"]
    assert with_new([], IDS) == sorted(IDS)


def test_the_command_changes_nothing_where_nothing_is_new():
    before = FILE.read_bytes()
    subprocess.run([sys.executable, "-m", "conformance.lock"], check=True, capture_output=True)
    assert FILE.read_bytes() == before


def test_an_id_is_followed_to_what_it_is_called_today():
    known = names()
    assert known.newest("background.resumes") == "stream-resumption.resumes"
    assert known.newest("create.accepted") == "create.accepted"
    assert Names({"a": "b", "b": "c"}, {}).newest("a") == "c"
    assert Names({"a": "b", "b": "a"}, {}).newest("a") in {"a", "b"}
