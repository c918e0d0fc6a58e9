"""``python -m conformance.generate.corpus --write | --check [REVISION …]``: make the corpora, or compare with them."""

from __future__ import annotations

import argparse
import gzip
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from conformance.generate.corpus import stored
from conformance.generate.export import made
from conformance.revisions import NAMES

Json = dict[str, Any]

FOLDER = Path(__file__).resolve().parent / "corpora"
AGAIN = "python -m conformance.generate.corpus --write makes it anew"


def main(arguments: Sequence[str]) -> int:
    """Write or compare; 0 where nothing differs."""
    parser = argparse.ArgumentParser(prog="python -m conformance.generate.corpus", description=__doc__)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--write", action="store_true", help="make the files anew")
    what.add_argument("--check", action="store_true", help="say what would become different")
    parser.add_argument("revisions", nargs="*", metavar="REVISION", help="all where none is named")
    wanted = parser.parse_args(arguments)
    if unknown := set(wanted.revisions).difference(NAMES):
        parser.error(f"no revision {unknown.pop()!r}: known are {', '.join(NAMES)}")
    complaints = 0
    for revision in wanted.revisions or NAMES:
        new = made(revision)
        if wanted.write:
            (FOLDER / f"{revision}.json.gz").write_bytes(packed(new))
            print(f"{revision}: {len(new['cases'])} cases")
        else:
            for complaint in differences(stored(revision), new):
                complaints += 1
                print(f"{revision}: {complaint}")
    return 1 if complaints else 0


def packed(corpus: Json) -> bytes:
    """``corpus`` as its file holds it: a case a line, without a date."""
    lines = [json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in corpus["cases"]]
    head = json.dumps({name: value for name, value in corpus.items() if name != "cases"})
    text = head[:-1] + ', "cases": [\n' + ",\n".join(lines) + "\n]}\n"
    return gzip.compress(text.encode(), 9, mtime=0)


def differences(old: Json, new: Json) -> Iterator[str]:
    """What the committed corpus has otherwise than the one just made, in words that say what to do."""
    if old["cases"] == new["cases"] and old["openapi"] == new["openapi"]:
        return
    before, after = ({json.dumps(row, sort_keys=True) for row in corpus["cases"]} for corpus in (old, new))
    makers = [
        f"{name} is {new['made_by'][name]} here and was {made_by}"
        for name, made_by in old["made_by"].items()
        if new["made_by"].get(name) != made_by
    ]
    causes = [*makers, *(["openapi.json has changed since"] if old["openapi"] != new["openapi"] else [])]
    why = "; ".join(causes) or "with the same versions, so conformance/generate/export.py has changed"
    yield f"{len(after - before)} new cases, {len(before - after)} gone ({why}): {AGAIN}"
