"""A pytest session of our own: what ``conformance run`` is underneath.

The items are collected from the feature modules, so node ids read ``create.py::create.accepted``.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import pytest

from conformance import features
from conformance.fuzzing.progress import drawn_lines, watched
from conformance.plugin.items import Line, RequirementItem
from conformance.requirement import requirements
from conformance.run import Run

RESULT, EXCHANGES = "conformance.result", "conformance.exchanges"


class OwnItem(RequirementItem):
    """What it found travels in ``report.user_properties``: what a worker finds reaches the controller that way too."""

    def keep(self, exchanges: Sequence[Line], line: Line) -> None:
        """Hand on what was found."""
        self.user_properties += [(EXCHANGES, exchanges), (RESULT, line)]


class FeatureFile(pytest.File):
    """The requirements of one feature module that the run selects."""

    run: Run

    def collect(self) -> Iterator[OwnItem]:
        """The selected requirements of this module, in the order of the page."""
        for requirement in self.run.selected:
            if requirement.feature.replace("-", "_") == self.path.stem:
                yield OwnItem.from_parent(self, requirement=requirement, opened=lambda _: self.run)


@dataclass(slots=True)
class Plugin:
    """Collects the items of a run and hands each finished one's lines to ``write``."""

    run: Run
    write: Callable[[Iterable[Line]], None]
    crashes: list[str] = field(default_factory=list)

    def play(self) -> None:
        """Play and judge everything; raises as ``execute`` does."""
        with watched(self.run.stage.drawn) if self.run.drawn else nullcontext():
            execute(self)

    def finish(self) -> Iterable[Mapping[str, object]]:
        """The lines that are known only when everything was played, or the run was stopped."""
        return self.run.generated()

    @property
    def told(self) -> tuple[list[Line], dict[str, Line], list[str]]:
        """What was generated, as lines; the exchanges that show it; troubles."""
        return drawn_lines(self.run.stage.drawn)

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
