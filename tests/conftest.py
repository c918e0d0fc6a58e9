"""What every test may ask for."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

BESIDE_THE_CHECKOUT = Path(__file__).resolve().parents[2] / "shared"

# A shell starts what runs in its background with Ctrl-C ignored, and so would the commands be that tests interrupt.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder with the recordings and facts; a test that asks for it is skipped where there is none."""
    named = os.environ.get("CONFORMANCE_CORPUS")
    folder = Path(named) if named else BESIDE_THE_CHECKOUT
    if (folder / "recordings" / "INDEX.json").is_file():
        return folder
    if named:
        pytest.fail(f"CONFORMANCE_CORPUS={named} has no recordings/INDEX.json")
    pytest.skip(f"no recordings: CONFORMANCE_CORPUS is not set and {folder} does not exist")
