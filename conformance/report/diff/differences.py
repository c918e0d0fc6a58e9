"""In what two runs differ as runs: said before anything is compared, with what follows from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance.report import view
from conformance.report.diff.comparison import Difference

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conformance.report.results import Run

UNSAID = "not recorded"


def differences(old: Run, new: Run) -> list[Difference]:
    """Everything that sets the two runs apart but for when they were made."""
    return [found for found in _all(old, new) if found.old != found.new]


def _all(old: Run, new: Run) -> Iterator[Difference]:
    one, other = old.header, new.header
    yield Difference("target", view.target_name(old), view.target_name(new))
    yield Difference(
        "revision", one["revision"], other["revision"], "what exists at one of them alone is not comparable"
    )
    yield Difference(
        "lane", view.LANES[one["lane"]], view.LANES[other["lane"]], "what one of them cannot show is not comparable"
    )
    yield Difference("suite version", one["suite"]["version"], other["suite"]["version"])
    yield Difference(
        "requirement set",
        one["suite"]["requirements"],
        other["suite"]["requirements"],
        "compared by id; what one suite alone has is not comparable",
    )
    yield _capabilities(one.get("capabilities"), other.get("capabilities"))
    yield Difference("selection", _selected(old), _selected(new), "what one run did not select it does not cover")
    yield Difference("end", _end(old), _end(new), "what was not reached is not covered")


def _capabilities(old: dict[str, str] | None, new: dict[str, str] | None) -> Difference:
    """Only the declarations that are not the same; what is not declared is present."""
    if old is None or new is None:
        said = [UNSAID if side is None else _declared(side) for side in (old, new)]
        return Difference("capabilities", said[0], said[1])
    names = [name for name in sorted(old | new) if old.get(name, "present") != new.get(name, "present")]
    sides = [_declared({name: side.get(name, "present") for name in names}) for side in (old, new)]
    return Difference("capabilities", sides[0], sides[1], "what is declared absent is not covered")


def _declared(capabilities: dict[str, str]) -> str:
    return ", ".join(f"{name} {said}" for name, said in sorted(capabilities.items())) or "all present"


def _selected(run: Run) -> str:
    return view.selection(run) or UNSAID


def _end(run: Run) -> str:
    return "interrupted" if run.interrupted else "whole"
