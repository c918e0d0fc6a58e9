"""One pytest item for each requirement."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from conformance.record import exchange_line, result_line
from conformance.requirement import Requirement
from conformance.run import Run

Line = dict[str, object]


class Broken(Exception):
    """A requirement that the target breaks; the message is what a reader needs."""


class RequirementItem(pytest.Item):
    """One requirement, judged on what its scenarios showed; ``opened`` gives the run that plays them."""

    def __init__(self, requirement: Requirement, opened: Callable[[Requirement], Run], **details: object) -> None:
        super().__init__(requirement.id, **details)  # type: ignore[arg-type]  # what pytest hands on to a node
        self.requirement, self.opened = requirement, opened

    def runtest(self) -> None:
        """Judge; a failure or error fails the item, what could not be judged here skips it."""
        run, begin = self.opened(self.requirement), time.perf_counter()
        result = run.result_of(self.requirement)
        exchanges = [exchange_line(exchange) for exchange in run.new_exchanges(result)]
        line = result_line(result, time.perf_counter() - begin)
        self.keep(exchanges, line)
        self.decide(line)

    def keep(self, exchanges: Sequence[Line], line: Line) -> None:
        """Hand on what was found."""
        raise NotImplementedError

    def decide(self, line: Mapping[str, object]) -> None:
        """Raise what makes pytest say of the item what ``line`` says of the requirement."""
        if line["status"] in {"fail", "error", "unexpected-pass"}:
            raise Broken(f"{line['id']}: {line['sentence']}\n{line['status']}: {line['message']}")
        if line["status"] in {"unsupported", "not-applicable"}:
            pytest.skip(str(line["message"]))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: object = None) -> str:  # noqa: ARG002
        """The finding in plain lines; a traceback only for what is our bug."""
        return str(excinfo.value) if isinstance(excinfo.value, Broken) else str(excinfo.getrepr())

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the requirement is written, and its id."""
        return self.path, self.requirement.defined[1] - 1, self.requirement.id
