"""Results and lists of known failures, made by hypothesis or by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from conformance.known.complaints import Judged
from conformance.known.loading import KnownFailures, parsed
from conformance.revisions import REVISIONS

SOME = settings(max_examples=40, deadline=None)
"""A list and a run take milliseconds to make: so many find what a hundred find."""
IDS = ("a.one", "a.two", "b.one", "b.two")
NAMES = [revision.name for revision in REVISIONS]
TODAY = date(2026, 11, 22)
MESSAGES = ("lines outside of frames: found 1", "lines outside of frames: found 2", "the answer is no object", "boom")
REASONS = ('reason = "why"', 'reason = """\n[[known]]\n# no comment"""', "reason = 'x' # y")
ORDER = ("not-applicable", "unsupported", "pass", "warn", "fail", "error")


def result(name: str = "a.one", status: str = "fail", message: str = "boom", **more: Any) -> dict[str, Any]:
    """A result as it was judged, with one observation unless it says otherwise."""
    seen = [{"exchange": "x1", "exchanges": ["x1"], "status": status, "message": message}]
    level = {"level": "must", "revision": NAMES[-1], "observations": seen if status in {"pass", "warn", "fail"} else []}
    return {"kind": "result", "id": name, "status": status, "message": message} | level | more


def judged(*results: dict[str, Any], ids: tuple[str, ...] = IDS, optional: tuple[str, ...] = ()) -> Judged:
    """What a list is held against."""
    return Judged({line["id"]: line for line in results}, ids, frozenset(optional))


def listed(text: str, today: date = TODAY) -> KnownFailures:
    """The list in a text."""
    return parsed(text, "known.toml", today)


@st.composite
def results(draw: st.DrawFn, name: str, revision: str) -> dict[str, Any]:
    """A result of one requirement, as the judge makes them: the worst of its observations decides."""
    level = draw(st.sampled_from(["must", "must", "should"]))
    wrong = "fail" if level == "must" else "warn"
    one = st.fixed_dictionaries(
        {
            "exchange": st.just("x1"),
            "exchanges": st.just(["x1"]),
            "status": st.sampled_from(["pass", "warn", wrong, wrong]),
            "message": st.sampled_from(MESSAGES),
        }
    )
    seen: list[dict[str, Any]] = draw(st.lists(one, max_size=3))
    if revision == "auto":
        seen = [{**each, "revision": draw(st.sampled_from(NAMES))} for each in seen]
    if not seen:
        status = draw(st.sampled_from(["not-applicable", "unsupported", "error"]))
        return result(name, status, level=level, revision=revision)
    worst = max(seen, key=lambda each: ORDER.index(each["status"]))
    return result(name, worst["status"], worst["message"], level=level, revision=revision, observations=seen)


@st.composite
def runs(draw: st.DrawFn, *revisions: str) -> Judged:
    """The results of a whole run at one revision."""
    revision = draw(st.sampled_from(revisions or [*NAMES, "auto"]))
    return judged(*(draw(results(name, revision)) for name in IDS))


@st.composite
def entries(draw: st.DrawFn, lists: tuple[str, ...] = ("known", "known", "flaky")) -> str:
    """An entry in TOML, with whatever people write around it."""
    of = draw(st.sampled_from(lists))
    lines = [f"[[{of}]]" + draw(st.sampled_from(["", "  # of a kind", "   "]))]
    lines.append(f'requirement = "{draw(st.sampled_from([*IDS, *IDS, "a.*", "*.two", "*", "c.gone"]))}"')
    lines.append(draw(st.sampled_from(REASONS)))
    if of == "known" and draw(st.booleans()):
        beginnings = [*MESSAGES, "lines outside of frames", "the", "other"]
        lines.append(f'message = "{draw(st.sampled_from(beginnings))}"')
    since, until = sorted(draw(st.lists(st.sampled_from([None, *NAMES]), min_size=2, max_size=2)), key=str)
    if since and since != until:
        lines.append(f'since = "{since}"')
    if until and since != until:
        lines.append(f'until = "{until}"')
    lines += draw(st.sampled_from([[], [], [], ["expires = 2026-11-21"], ["expires = 2026-11-22"]]))
    lines += draw(st.lists(st.sampled_from(["", "", "# a comment of people", "  # [[known]]"]), max_size=3))
    return "\n".join(lines)


@st.composite
def lists(draw: st.DrawFn, of: tuple[str, ...] = ("known", "known", "flaky")) -> KnownFailures:
    """A list of known failures."""
    text = "\n".join([draw(st.sampled_from(["# ours", "", "\n"])), *draw(st.lists(entries(of), max_size=5)), ""])
    return listed(text.replace("\n", draw(st.sampled_from(["\n", "\n", "\r\n"]))))
