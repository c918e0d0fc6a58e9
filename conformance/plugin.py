"""pytest glue: one item per requirement, scenarios played once per session, results as report properties.

Nothing else in the package imports pytest. The items are collected from the feature modules, so node ids read
``create.py::create.accepted`` and pytest's own selection works. Results and exchanges travel in
``report.user_properties``: what a worker of pytest-xdist finds reaches the controller that way too.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import pytest

from conformance import features
from conformance.judge import Result
from conformance.record import exchange_line, result_line
from conformance.requirement import Requirement, requirements
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
        return self.path, self.requirement.check.__code__.co_firstlineno - 1, self.requirement.id

    def _explained(self, result: Result) -> str:
        return f"{result.requirement.id}: {result.requirement.sentence}\n{result.status}: {result.message}"


class FeatureFile(pytest.File):
    """The requirements of one feature module that the run selects."""

    run: Run

    def collect(self) -> Iterator[RequirementItem]:
        """The selected requirements of this module, in the order of the page."""
        for requirement in self.run.selected:
            if requirement.feature.replace("-", "_") == self.path.stem:
                yield RequirementItem.from_parent(self, requirement=requirement, run=self.run)


@dataclass(slots=True)
class Plugin:
    """Collects the items of a run and hands each finished one's lines to ``write``."""

    run: Run
    write: Callable[[Iterable[Line]], None]
    crashes: list[str] = field(default_factory=list)

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> FeatureFile | None:
        """Feature modules hold requirements; other files of the folder hold nothing for us."""
        if file_path.stem not in features.CONTENTS:
            return None
        collector: FeatureFile = FeatureFile.from_parent(parent, path=file_path)
        collector.run = self.run
        return collector

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Start to play what the collected items need, in their order."""
        order = list(requirements())
        items.sort(key=lambda item: order.index(item.name))
        self.run.open([item.requirement for item in items if isinstance(item, RequirementItem)])

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep what an item found as soon as it is known."""
        found: dict[str, Any] = dict(report.user_properties) if report.when == "call" else {}
        self.write(found.get(EXCHANGES, []))
        self.write([found[RESULT]] if RESULT in found else [])

    def pytest_internalerror(self, excrepr: object) -> None:
        """Keep what went wrong inside pytest, so that the run can say so."""
        self.crashes.append(str(excrepr))

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Keep what could not be collected."""
        if report.failed:
            self.crashes.append(str(report.longrepr))


# Plugins that the items do without: each costs start-up time, and the cache would write into the installed package.
_OFF = "cacheprovider doctest junitxml unittest pastebin stepwise faulthandler terminal logging capture"


class Crashing(Protocol):
    """A plugin that notes what went wrong."""

    crashes: list[str]


def execute(plugin: Crashing, *further: str) -> None:
    """Run pytest over the feature modules with ``plugin``, and with nothing else that is installed or set for pytest
    but for ``further`` options.

    Raises ``KeyboardInterrupt`` where the user stopped it, ``RuntimeError`` where pytest itself failed.
    """
    folder = Path(features.__file__).parent
    arguments = [str(folder), f"--rootdir={folder}", "-c", str(folder / "pytest.ini"), "--disable-plugin-autoload"]
    arguments += [part for name in _OFF.split() for part in ("-p", f"no:{name}")]
    for name in ("PYTEST_ADDOPTS", "PYTEST_PLUGINS"):  # they speak of the tests of whoever set them
        os.environ.pop(name, None)
    code = pytest.main([*arguments, *further], plugins=[plugin])
    if code == pytest.ExitCode.INTERRUPTED:
        raise KeyboardInterrupt
    if plugin.crashes or code not in {pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED}:
        raise RuntimeError("\n".join(plugin.crashes) or f"pytest ended with {code!r}")
