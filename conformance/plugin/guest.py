"""Requirements as a guest in the pytest session of another project, beside its own tests.

The target is opened when the first requirement is run, in each worker of pytest-xdist for itself; results travel as an
attribute of reports (``user_properties`` would end up in the host's JUnit file), and the controller writes the files.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from conformance import features
from conformance.fuzzing.fleet import APART
from conformance.known.listing import Listing
from conformance.known.marking import marked
from conformance.outcome import Outcome, default_folder, header, outcome
from conformance.plugin.items import Broken, Line, RequirementItem
from conformance.report.text import percent
from conformance.requirement import Requirement
from conformance.run import Run
from conformance.selection import check_declarations, select, selected
from conformance.session import Manner, opened
from conformance.target import ConfigurationError, Target, find_target

FOUND = "conformance"
"""The attribute of a report with the lines that its item found, as JSON."""


class GuestItem(RequirementItem):
    """A requirement in a session of others."""

    guest: Guest
    found: Sequence[Line] = ()

    def keep(self, exchanges: Sequence[Line], line: Line) -> None:
        """Hand on what was found, after what the run is where this is the first item of its process."""
        self.found = [*self.guest.introduction(), *exchanges, line]

    def decide(self, line: Mapping[str, object]) -> None:
        """As the list of known failures has it: what it expects to fail is an ``xfail``."""
        listing, strict = self.guest.listing, self.guest.option("strict")
        line = marked(line, listing.known) if listing else line
        if line["status"] == "expected-fail":
            pytest.xfail(f"{line['message']} (known: {line['known']['reason']})")  # type: ignore[index] # a table
        if line["status"] == "warn" and strict and "known" not in line:
            raise Broken(f"{line['id']}: {line['sentence']}\nwarn: {line['message']}")
        super().decide(line)


class GuestFile(pytest.File):
    """The requirements of one feature."""

    def collect(self) -> Iterator[GuestItem]:
        """None of itself: the guest puts them in."""
        yield from ()


@dataclass(slots=True, eq=False)  # pytest keeps plugins in sets where there is a conftest.py
class Guest:
    """The plugin: it adds requirements to what is collected, and writes down what they find."""

    config: pytest.Config
    target: Target | None = None
    listing: Listing | None = None
    whole: bool = True
    _items: list[GuestItem] = field(default_factory=list)
    _first: list[dict[str, object]] = field(default_factory=list)
    _run: Run | None = None
    _trouble: str = ""
    _opening: ExitStack = field(default_factory=ExitStack)
    _writing: ExitStack = field(default_factory=ExitStack)
    _book: Outcome | None = None

    def option(self, name: str) -> Any:
        """The value of ``--conformance-NAME``."""
        return getattr(self.config.option, f"conformance_{name}")

    @property
    def _worker(self) -> str:
        """The name of this process among the workers of pytest-xdist, if it is one."""
        return str(getattr(self.config, "workerinput", {}).get("workerid", ""))

    def pytest_sessionstart(self) -> None:
        """Complain of what was asked in vain, before anything runs; a worker could but crash."""
        if self.option("target"):
            try:
                self._chosen()
            except ConfigurationError as error:
                raise pytest.UsageError(f"conformance: {error}") from None

    def _chosen(self) -> tuple[Requirement, ...]:
        self.target = find_target(self.option("target"))
        check_declarations(self.target)
        named = self.option("known_failures") or self.target.known_failures
        self.listing = Listing.of(Path(named) if named else None, strict=self.option("strict"))
        return select(self.option("select"), self.option("level"))

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, session: pytest.Session, items: list[pytest.Item]) -> None:
        """Put requirements behind what was collected; ``-k``, ``-m`` and ``--lf`` choose among all of them."""
        chosen = self._chosen() if self.option("target") else ()
        files: dict[str, GuestFile] = {}
        for requirement in chosen:
            stem = requirement.feature.replace("-", "_")
            if stem not in files:
                path = Path(features.__file__).with_name(f"{stem}.py")
                files[stem] = GuestFile.from_parent(session, path=path, nodeid=f"conformance/{stem}.py")
            items.append(self._item(files[stem], requirement))

    def _item(self, file: GuestFile, requirement: Requirement) -> GuestItem:
        item: GuestItem = GuestItem.from_parent(file, requirement=requirement, opened=self.opened)
        item.guest = self
        item.add_marker("conformance")
        item.extra_keyword_matches.update({requirement.feature, requirement.level.value})
        self._items.append(item)
        return item

    def pytest_deselected(self, items: Sequence[pytest.Item]) -> None:
        """Some requirements are not run."""
        left = {id(item) for item in items}
        self.whole = self.whole and not any(id(item) in left for item in self._items)
        self._items = [item for item in self._items if id(item) not in left]

    def opened(self, requirement: Requirement) -> Run:
        """The run, whose scenarios begin with the first requirement: all of them, or in a worker those of each."""
        if self._trouble:
            pytest.skip(f"no requirement can be judged: {self._trouble}")
        if self._run is None:
            try:
                self._run = self._begin()
            except ConfigurationError as error:
                self._trouble = str(error)
                raise Broken(f"conformance: {error}") from None
            self._run.open([item.requirement for item in self._items] if not self._worker else [])
        self._run.open([requirement])
        return self._run

    def _begin(self) -> Run:
        assert self.target is not None
        worker = self._worker
        manner = Manner(workers=4, first=(int(worker.removeprefix("gw")) + 1) * APART if worker else 0)
        revision = self.option("revision") or self.target.revision
        stage = self._opening.enter_context(opened(self.target, revision, manner))
        asked = selected(self.option("select"), self.option("level"), plain=self.whole)
        named = {"base_url": stage.target.base_url, "argument": self.option("target")}
        self._first = [
            header(
                target=self.target.named | named,
                revision=stage.revision.name,
                lane=stage.lane,
                command=f"pytest -p conformance.plugin --conformance-target {self.option('target')}",
                selected=asked,
                capabilities=self.target.features,
            )
        ]
        return Run(stage, ())

    def introduction(self) -> list[dict[str, object]]:
        """The first line of the results, once."""
        first, self._first = self._first, []
        return first

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
        """Let the report carry what the item found."""
        report = yield
        if isinstance(item, GuestItem) and call.when == "call" and item.found:
            setattr(report, FOUND, json.dumps(item.found))
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Write what was found, in the process that writes."""
        if self._worker or not hasattr(report, FOUND):
            return
        lines = json.loads(getattr(report, FOUND))
        for line in lines:
            if line["kind"] == "run" and self._book is None:
                self._book = self._writing.enter_context(self._opened_book(line))
        if self._book is not None:
            self._book.write(line for line in lines if line["kind"] != "run")

    def _opened_book(self, first: dict[str, Any]) -> Any:
        assert self.target is not None
        out = self.option("out")
        folder = Path(out) if out else default_folder(self.target.slug, first["revision"])
        return outcome(folder, first, len(self._items), None, self.listing)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Leave the target as it was found, and write the reports; a list of known failures may fail the session."""
        self._opening.close()
        if self._book is None:
            return
        ended = session.exitstatus in {pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED}
        if ended and not (session.shouldfail or session.shouldstop):
            self._book.finish()
        self._book.render()
        self._writing.close()
        wrong = any(complaint.fails(strict=self.option("strict")) for complaint in self._book.complaints)
        if wrong and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """What the list of known failures says, the two numbers, and where the report is."""
        if self._book is None:
            return
        terminalreporter.section("conformance")
        for line in self._book.of_listing(strict=self.option("strict")):
            terminalreporter.write_line(line)
        summary: Any = self._book.summary
        numbers = [f"{name} {percent(summary[name])}" for name in ("conformance", "coverage")] if summary else []
        terminalreporter.write_line(" · ".join(numbers) or "interrupted: what is known is in the report")
        terminalreporter.write_line(f"report: {self._book.folder / 'report.html'}")
