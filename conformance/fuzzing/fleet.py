"""Generated requests from several processes at once: workers of pytest-xdist, each of which plays all with a seed of
its own (``--dist each``), and one result of all.

This module is the plugin of the workers, and holds what the controller sends to them and makes of what comes back.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

import pytest

from conformance.courtesy import Courtesy
from conformance.drawing import Drawing
from conformance.fuzzing.merging import Line, merged_generations, worst
from conformance.play import Stage
from conformance.plugin.own import EXCHANGES, RESULT, Plugin, execute
from conformance.requirement import Requirement, requirements
from conformance.run import Run
from conformance.session import Manner, opened
from conformance.target import Target

if TYPE_CHECKING:
    from conformance.run_target import Wanted

Write = Callable[[Iterable[Line]], None]
ORDER = "conformance.order"
"""The key of what a worker is told to do, and of what it found beside results."""
APART = 10_000_000
"""Exchanges of each worker, so that no two have the same number."""


def seed_of(seed: int, worker: int) -> int:
    """The seed of one of the workers of a run with ``seed``: another for each, the same every time."""
    return int.from_bytes(hashlib.sha256(f"{seed} {worker}".encode()).digest()[:4])


@dataclass(slots=True)
class Fleet:
    """The controller's plugin. ``order`` is what all workers do, each its part of examples, requests and rate;
    ``lines`` are those of the results of all, each exchange once, and of what was generated.
    """

    processes: int
    order: dict[str, Any]
    write: Write
    crashes: list[str] = field(default_factory=list)
    exchanges: dict[str, Line] = field(default_factory=dict)
    generations: list[Line] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    _results: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    @classmethod
    def of(cls, stage: Stage, wanted: Wanted, chosen: Sequence[Requirement], write: Write) -> Self:
        """The fleet of a run that was opened; each process has its part of examples, requests and rate."""
        drawing, many = stage.drawing, wanted.processes
        share = {"examples": -(-drawing.examples // many), "tiers": list(drawing.tiers)}
        names = ("seed", "seconds", "workers", "first_failure", "cost")
        order: dict[str, Any] = {
            "drawing": {name: getattr(drawing, name) for name in names} | share,
            "target": stage.target.model_dump() | {"webhook_receiver": ""},  # one port is not for several
            "revision": stage.revision.name,
            "key": stage.client.key,
            "workers": wanted.workers,
            "keep": wanted.keep,
            "max_requests": wanted.max_requests and max(wanted.max_requests // many, 1),
            "rate": wanted.rate and wanted.rate / many,
            "keeps": drawing.database is not None,
            "database": wanted.database,
            "chosen": [requirement.id for requirement in chosen],
        }
        return cls(many, order, write)

    def play(self) -> None:
        """Have all of them play; raises as ``execute`` does."""
        execute(self, *self.options)

    @property
    def options(self) -> list[str]:
        """What pytest is told beside the rest."""
        return ["-p", "xdist.plugin", "-p", __name__, "-n", str(self.processes), "--dist", "each"]

    @property
    def told(self) -> tuple[list[Line], dict[str, Line], list[str]]:
        """What the scenarios of all did, the exchanges that show it, and troubles."""
        return self.generations, self.exchanges, self.troubles

    def pytest_configure_node(self, node: Any) -> None:
        """Tell a worker what to do."""
        number = int(node.gateway.id.removeprefix("gw"))
        drawing = dict(self.order["drawing"], seed=seed_of(self.order["drawing"]["seed"], number))
        node.workerinput[ORDER] = json.dumps({**self.order, "number": number, "drawing": drawing})

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep what a worker found; what all have told is written."""
        found: dict[str, Any] = dict(report.user_properties) if report.when == "call" else {}
        if RESULT not in found:
            return
        self._take(json.loads(found[EXCHANGES]))
        line = json.loads(found[RESULT])
        told = self._results.setdefault(line["id"], [])
        told.append(line)
        if len(told) == self.processes:
            self._settle(line["id"])

    def pytest_testnodedown(self, node: Any, error: object) -> None:
        """Keep what a worker generated, and that it died."""
        found, troubles = json.loads(getattr(node, "workeroutput", {}).get(ORDER, "[[], []]"))
        self._take(line for line in found if line["kind"] == "exchange")
        self.generations += [line for line in found if line["kind"] == "generation"]
        self.troubles += troubles
        if error:
            self.crashes.append(f"worker {node.gateway.id}: {error}")

    def finish(self) -> list[Line]:
        """Write what not all workers told; the lines of what was generated by all."""
        for id in list(self._results):  # noqa: A001
            self._settle(id)
        self.generations = merged_generations(self.generations, self.order["drawing"]["seed"])
        return self.generations

    def _take(self, exchanges: Iterable[Line]) -> None:
        new = [line for line in exchanges if line["id"] not in self.exchanges]
        self.exchanges |= {str(line["id"]): line for line in new}
        self.write(new)

    def _settle(self, id: str) -> None:  # noqa: A002
        self.write([worst(self._results.pop(id))])


@dataclass(slots=True)
class Worker:
    """The plugin of a worker: a stage of its own on the target."""

    config: pytest.Config
    order: dict[str, Any]
    _stack: ExitStack = field(default_factory=ExitStack)
    _run: Run | None = None

    def begin(self) -> None:
        """Open the target, and let the items of this process be those of the run."""
        from conformance.fuzzing.failures import database
        from conformance.fuzzing.progress import watched

        order = self.order
        kept = database(order["database"]) if order["keeps"] else None
        drawing = Drawing(**{**order["drawing"], "tiers": tuple(order["drawing"]["tiers"])}, database=kept)
        courtesy = Courtesy(order["max_requests"], order["rate"])
        manner = Manner(
            order["workers"], drawing.seed, courtesy, order["keep"], drawing, order["number"] * APART + APART
        )
        target = Target.model_validate(order["target"])
        stage = self._stack.enter_context(opened(target, order["revision"], manner, order["key"]))
        self._stack.enter_context(watched(stage.drawn, f"gw{order['number']} "))
        self._run = Run(stage, tuple(requirements()[id] for id in order["chosen"]), drawn=True)  # noqa: A001
        self.config.pluginmanager.register(Plugin(self._run, lambda _: None))

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self) -> Any:
        """Send lines as JSON: what travels has to be of the plainest types."""
        report = yield
        told = (RESULT, EXCHANGES)
        report.user_properties = [
            (name, json.dumps(value) if name in told else value) for name, value in report.user_properties
        ]
        return report

    def pytest_sessionfinish(self) -> None:
        """Send what was generated, and leave the target as it was found."""
        if self._run is not None:
            troubles = [api.tally.trouble for api in self._run.stage.drawn.values() if api.tally.trouble]
            found = [list(self._run.generated()), troubles]
            self.config.workeroutput[ORDER] = json.dumps(found)  # type: ignore[attr-defined]
        self._stack.close()


def pytest_configure(config: pytest.Config) -> None:
    """Begin, in a worker."""
    told = getattr(config, "workerinput", {}).get(ORDER)
    if told:
        worker = Worker(config, json.loads(told))
        config.pluginmanager.register(worker)
        worker.begin()
