"""Tier 2: a fixed set of requests for every revision, one for every word of the schemas, right and wrong.

The files in ``corpora/`` are made of ``openapi.json`` by :mod:`conformance.generate.export` and committed. Whether
they still are what it makes, ``python -m conformance.generate.corpus --check`` says; ``--write`` makes them anew.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from conformance.generate.case import Case
from conformance.revisions import NAMES

__all__ = ["cases", "labelled", "stored"]

Sample = Literal["pointer", "all"]
Json = dict[str, Any]


def cases(revision: str, sample: Sample = "pointer") -> Iterator[Case]:
    """The cases of ``revision``, in an order that never changes: ``all`` of them (5,000–7,500), or of those that are
    against the same place of the schemas one (1,600–2,300).

    Valid ones are all there in both. ``pointer`` of an invalid case is where its body is wrong, and ``repeat`` its
    label, which names its body. Whether the documentation forbids what the schemas call invalid is not said here.
    Raises ``ValueError`` for a revision that there is not.
    """
    seen: set[str] = set()
    for body, about, schema_pointer, *wrong in stored(revision)["cases"]:
        if sample == "pointer" and wrong and schema_pointer in seen:
            continue
        seen.add(schema_pointer)
        label = f"corpus {revision} {_digest(body)}"
        if wrong:
            path, rule = wrong
            yield Case(body, False, f"{about} [{rule}]", "corpus", label, pointer=path)
        else:
            yield Case(body, True, about, "corpus", label)


def labelled(label: str) -> Case:
    """The case whose ``repeat`` is ``label``; raises ``ValueError`` where no corpus has it."""
    revision = label.removeprefix("corpus ").partition(" ")[0]
    for case in cases(revision, "all") if revision in NAMES else ():
        if case.repeat == label:
            return case
    raise ValueError(f"no corpus has {label!r}: it was made by another release, or of other schemas")


@cache
def stored(revision: str) -> Json:
    """What the file of ``revision`` holds: ``made_by``, ``openapi`` (a digest of what it was made of) and ``cases``."""
    if revision not in NAMES:
        raise ValueError(f"unknown revision {revision!r}: known are {', '.join(NAMES)}")
    packed = (files("conformance.generate") / "corpora" / f"{revision}.json.gz").read_bytes()
    corpus: Json = json.loads(gzip.decompress(packed))
    return corpus


def _digest(body: object) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()[:10]


if __name__ == "__main__":
    import sys

    from conformance.generate.corpus_command import main

    sys.exit(main(sys.argv[1:]))
