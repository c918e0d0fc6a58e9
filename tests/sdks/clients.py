"""The released clients that are judged, each in a published report: ``reports/sdks/<name>-<version>``."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REPORTS = ROOT / "reports" / "sdks"
DRIVERS = Path("conformance", "sdk", "drivers")
LOCKED = ROOT / "tests" / "sdks" / "js"

PYTHON = ("1.55.0", "1.61.0", "1.75.0", "2.0.1", "2.14.0", "2.34.0", "3.4.0")
JAVASCRIPT = ("1.33.0", "1.52.0", "2.0.0", "2.32.0", "3.1.0")


@dataclass(frozen=True)
class Client:
    """One release of an SDK with one of its faces; ``folder`` names its report."""

    folder: str
    package: str
    version: str
    driver: tuple[str, ...]

    def command(self, environments: Path) -> str:
        """What starts its driver, from the top of the tree; ``environments`` has one of each version."""
        script, *options = self.driver
        if self.package == "google-genai":
            program = python_of(environments, self.version)
            return shlex.join([str(program), str(DRIVERS / script), *options])
        return shlex.join(["node", str(DRIVERS / script), str(environments / "js"), f"genai-{self.version}"])

    @property
    def told(self) -> str:
        """The same where the release is simply there, as reports tell it."""
        script, *options = self.driver
        return shlex.join(["python" if self.package == "google-genai" else "node", str(DRIVERS / script), *options])


def python_of(environments: Path, version: str) -> Path:
    """The interpreter that has this version of google-genai."""
    return environments / f"google-genai-{version}" / "bin" / "python"


def _clients() -> tuple[Client, ...]:
    sync = [Client(f"google-genai-{v}", "google-genai", v, ("google_genai.py",)) for v in PYTHON]
    aio = [Client(f"google-genai-async-{v}", "google-genai", v, ("google_genai.py", "--async")) for v in PYTHON]
    js = [Client(f"google-genai-js-{v}", "@google/genai", v, ("google_genai.mjs",)) for v in JAVASCRIPT]
    return (*sync, *aio, *js)


CLIENTS = _clients()
