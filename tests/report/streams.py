"""Any valid result stream: whole and interrupted, of servers, recordings and clients, with hostile text everywhere."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from conformance.report.lines import STATUSES
from conformance.report.results import Run, read
from conformance.report.scores import summarise
from tests.report.hostile import POISON

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Draw = Callable[[st.SearchStrategy[Any]], Any]

# A few in every run of the tests, many in `tox -e formats`. One folder serves all examples: each overwrites the last.
examples = settings(
    max_examples=int(os.environ.get("CONFORMANCE_STREAM_EXAMPLES", "20")),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)

LEVELS, EVIDENCE = ("must", "should", "may"), ("documented", "spec", "recorded", "inferred")
LANES = ("socket", "replay", "client")

texts = st.one_of(
    st.sampled_from(["", POISON, "]]>", "\u202e\u0000", "{0} [a](b) \\", "|", "\n", "x" * 400, "2026-11-21T22:00:00Z"]),
    st.text(max_size=12),
)
addresses = st.one_of(st.none(), st.just("https://ai.google.dev/x#y"), texts, st.just("javascript:alert(1)"))
seconds = st.one_of(st.none(), st.floats(allow_nan=False, allow_infinity=False))
counts = st.dictionaries(texts, st.integers(0, 10**20), max_size=2)
values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), texts),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(texts, inner, max_size=3)),
    max_leaves=6,
)
headers = st.one_of(st.none(), st.dictionaries(texts, st.one_of(texts, st.lists(texts, max_size=2)), max_size=2))
ids = st.one_of(st.sampled_from(["create.a", "create.b", "usage.c", "background.resumes"]), texts)


def whole_or_not() -> st.SearchStrategy[list[dict[str, Any]]]:
    """The lines of a stream: the header first, the summary last where it has one."""
    return _lines()


@st.composite
def _lines(draw: Draw) -> list[dict[str, Any]]:
    exchanges = [_exchange(draw, f"x{number}") for number in range(draw(st.integers(0, 2)))]
    results = [_result(draw) for _ in range(draw(st.integers(0, 5)))]
    others = draw(st.lists(st.one_of(st.just({"kind": "later", "of": 2}), _generations()), max_size=1))
    made = draw(st.permutations([*exchanges, *results, *others]))
    ending = [{**summarise(results), **draw(_optional(finished=texts))}] if draw(st.booleans()) else []
    return [_header(draw), *made, *ending]


def written(lines: list[dict[str, Any]], folder: Path, *, torn: bool = False) -> Run:
    """The run as it is read back from a file of these lines, as another program would write them.

    A torn file ends in the middle of its last line.
    """
    path = folder / "results.jsonl"
    body = "\n".join(json.dumps(line) for line in lines)
    path.write_text(body[:-1] if torn and len(lines) > 1 else body + "\n", "utf-8")
    return read(path)


def _optional(**members: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=members)


def _header(draw: Draw) -> dict[str, Any]:
    target = {"name": draw(texts), "base_url": draw(addresses)}
    target |= draw(_optional(argument=texts, version=texts, kind=st.sampled_from(["server", "client"])))
    named = st.fixed_dictionaries({"name": texts, "title": texts, "about": texts, "source": addresses})
    clauses = st.fixed_dictionaries({name: st.integers(0, 9) for name in ("documented", "tested", "excluded")})
    chosen = {"whole": st.booleans(), "select": st.lists(texts, max_size=2)}
    selected = st.fixed_dictionaries({**chosen, "level": st.sampled_from(LEVELS), "cost": texts})
    declared = st.dictionaries(texts, st.sampled_from(["present", "absent"]), max_size=2)
    made: dict[str, Any] = {
        "kind": "run",
        "format": 1,
        "suite": {"version": draw(texts), "requirements": draw(texts)},
        "target": target,
        "revision": draw(st.one_of(texts, st.sampled_from(["auto", "2026-11-16"]))),
        "lane": draw(st.sampled_from(LANES)),
        "started": draw(texts),
        "command": draw(texts),
        "features": draw(st.lists(named, max_size=2)),
    }
    optional = {"ledger": st.dictionaries(texts, clauses, max_size=2), "selected": selected, "capabilities": declared}
    return {**made, **draw(_optional(**optional))}


def _exchange(draw: Draw, name: str) -> dict[str, Any]:
    event = st.fixed_dictionaries(
        {"offset": st.integers(0, 99), "time": seconds, "event": st.one_of(st.none(), texts), "data": values}
        | {"id": st.one_of(st.none(), texts)}
    )
    answer = st.fixed_dictionaries(
        {"status": st.integers(), "headers": headers, "body": values}
        | {"events": st.one_of(st.none(), st.lists(event, max_size=2))}
    )
    asked = {"method": texts, "url": texts, "headers": headers, "body": values, "known": st.booleans()}
    absent = st.one_of(st.none(), texts)
    return {
        "kind": "exchange",
        "id": name,
        "scenario": draw(absent),
        "recording": draw(absent),
        "started": draw(absent),
        "duration": draw(seconds),
        "request": draw(st.fixed_dictionaries(asked)),
        "response": draw(st.one_of(st.none(), answer)),
        "failure": draw(absent),
    }


def _result(draw: Draw) -> dict[str, Any]:
    seen = st.one_of(st.none(), st.sampled_from(["x0", "x1", "gone"]))
    extra = _optional(exchanges=st.lists(st.sampled_from(["x0", "gone"]), max_size=2), observed=values, expected=texts)
    observation = st.builds(
        dict.__or__,
        st.fixed_dictionaries({"exchange": seen, "status": st.sampled_from(STATUSES), "message": texts}),
        extra,
    )
    place = {"link": addresses, "file": st.one_of(st.none(), texts), "line": st.one_of(st.none(), st.integers())}
    known = st.fixed_dictionaries(
        {"reason": texts}, optional={**place, "list": st.sampled_from(["known", "flaky"])}
    )  # fmt: skip
    defined = st.fixed_dictionaries({"file": texts, "line": st.integers(1, 10**6)})
    made: dict[str, Any] = {
        "kind": "result",
        "id": draw(ids),
        "feature": draw(st.one_of(st.sampled_from(["create", "usage"]), texts)),
        "level": draw(st.sampled_from(LEVELS)),
        "status": draw(st.sampled_from(STATUSES)),
        "message": draw(texts),
        "revision": draw(texts),
        "lane": draw(st.sampled_from(LANES)),
        "sentence": draw(texts),
        "clauses": draw(st.lists(texts, max_size=2)),
        "source": draw(addresses),
        "evidence": draw(st.sampled_from(EVIDENCE)),
        "scenarios": draw(st.lists(texts, max_size=1)),
        "observations": draw(st.lists(observation, max_size=3)),
        "duration": draw(seconds),
    }
    return {**made, **draw(_optional(note=texts, known=known, defined=defined))}


def _generations() -> st.SearchStrategy[dict[str, Any]]:
    said = ("exchange", "requirement", "message", "about", "tier", "repeat", "id")
    sizes = ("after", "size", "found", "shrinking")
    found = st.fixed_dictionaries(
        {**dict.fromkeys(said, texts), **dict.fromkeys(sizes, st.integers())}, optional={"request": values}
    )
    return st.fixed_dictionaries(
        {
            "kind": st.just("generation"),
            "scenario": texts,
            "seed": st.integers(),
            "sent": counts,
            "seconds": st.dictionaries(texts, st.floats(0, 1e9), max_size=2),
            "coverage": st.dictionaries(texts, values, max_size=2),
            "failures": st.lists(found, max_size=2),
            "again": counts,
            "explained": counts,
            "whole": st.booleans(),
        }
    )
