"""One pytest item for each requirement; what it found travels in ``report.user_properties``: what a worker of
pytest-xdist finds reaches the controller that way too.
"""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from conformance.judge import Result
from conformance.record import exchange_line, result_line
from conformance.requirement import Requirement
from conformance.run import Run
from conformance.verdict import Status

RESULT, EXCHANGES = "conformance.result", "conformance.exchanges"
Line = dict[str, object]


class Broken(Exception):
    """A requirement that the target breaks; the message is what a reader needs."""


class RequirementItem(pytest.Item):
    """One requirement, judged on what its scenarios showed."""

    def __init__(self, requirement: Requirement, run: Run, **details: object) -> None:
        super().__init__(requirement.id, **details)  # type: ignore[arg-type]  # what pytest hands on to a node
        self.requirement, self.run = requirement, run

    def runtest(self) -> None:
        """Judge; a failure or error fails the item, what could not be judged here skips it."""
        begin = time.perf_counter()
        result = self.run.result_of(self.requirement)
        exchanges = [exchange_line(exchange) for exchange in self.run.new_exchanges(result)]
        self.user_properties.append((EXCHANGES, exchanges))
        self.user_properties.append((RESULT, result_line(result, time.perf_counter() - begin)))
        if result.status in {Status.FAIL, Status.ERROR}:
            raise Broken(self._explained(result))
        if result.status in {Status.UNSUPPORTED, Status.NOT_APPLICABLE}:
            pytest.skip(result.message)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: object = None) -> str:  # noqa: ARG002
        """The finding in plain lines; a traceback only for what is our bug."""
        return str(excinfo.value) if isinstance(excinfo.value, Broken) else str(excinfo.getrepr())

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the requirement is written, and its id."""
        return self.path, self.requirement.defined[1] - 1, self.requirement.id

    def _explained(self, result: Result) -> str:
        return f"{result.requirement.id}: {result.requirement.sentence}\n{result.status}: {result.message}"
