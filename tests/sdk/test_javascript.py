"""The same behaviours in JavaScript: each pinned @google/genai against ``conformance serve`` as a process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.proxy.running import proxy
from tests.sdk.matrix import BEHAVIOURS, DAY_WITHOUT_OUTPUTS, RULES, Client, behaviours, clients

HERE = Path(__file__).resolve().parent / "js"
# What the oldest version says on standard error.
EXPERIMENTAL = "Interactions usage is experimental"

pytestmark = [
    pytest.mark.node,
    pytest.mark.skipif(not (HERE / "node_modules").is_dir(), reason="@google/genai is not there: tox -e sdk-js"),
]


@dataclass(frozen=True)
class Result:
    """How one test in JavaScript ended."""

    name: str
    file: str
    passed: bool
    told: str

    @property
    def behaviour(self) -> str:
        """The behaviour of the matrix that it shows."""
        return self.name.partition(":")[0]


@pytest.fixture(scope="module", params=clients("javascript").values(), ids=lambda client: client.version)
def results(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[Result]:
    """What node says of all tests with one version of the SDK."""
    client: Client = request.param
    log = tmp_path_factory.mktemp("emulator") / "access.log"
    found = list(ran(client, log))
    assert found, "node ran no test"
    return found


def ran(client: Client, log: Path) -> Iterator[Result]:
    """Run the tests in JavaScript against an emulator of the client's day."""
    day = ["--as-of", client.day, "--flavor", "live", "--rules", str(RULES), "--access-log"]
    with ExitStack() as stack:
        url = stack.enter_context(serve(day, log))
        later = stack.enter_context(serve(["--as-of", DAY_WITHOUT_OUTPUTS], log.with_name("later.log")))
        if out := os.environ.get("CONFORMANCE_PROXY"):
            url = stack.enter_context(proxy(url, Path(out) / client.version)).url
        environment = os.environ | {
            "CONFORMANCE_SDK": client.version,
            "EMULATOR_URL": url,
            "EMULATOR_LOG": str(log),
            "EMULATOR_WITHOUT_OUTPUTS": later,
        }
        node = ["node", "--test-reporter=./reporter.mjs", "all.mjs"]
        ended = subprocess.run(node, cwd=HERE, env=environment, capture_output=True, text=True, check=False)
    unexpected = [line for line in ended.stderr.splitlines() if EXPERIMENTAL not in line]
    assert not unexpected, ended.stderr
    yield from (Result(**json.loads(line)) for line in ended.stdout.splitlines())


@contextmanager
def serve(options: list[str], log: Path) -> Iterator[str]:
    """``conformance serve`` with ``options`` as a process, its standard error in ``log``; yields its base URL."""
    command = [sys.executable, "-m", "conformance", "serve", "--port", "0", *options]
    with log.open("w") as told, subprocess.Popen(command, stdout=subprocess.PIPE, stderr=told, text=True) as server:
        try:
            assert server.stdout is not None
            line = server.stdout.readline()
            assert line.startswith("Listening on "), f"{' '.join(command)}: {line!r}, {log.read_text()}"
            yield line.split()[-1]
        finally:
            server.terminate()


@pytest.mark.parametrize("behaviour", behaviours("javascript"))
def test_the_sdk_shows(results: list[Result], behaviour: str) -> None:
    shown = [result for result in results if result.behaviour == behaviour]
    assert shown
    failed = [f"{result.name}\n{result.told}" for result in shown if not result.passed]
    assert not failed, "\n".join(failed)


def test_nothing_else_failed(results: list[Result]) -> None:
    assert [result.told for result in results if not result.passed and result.behaviour not in BEHAVIOURS] == []
