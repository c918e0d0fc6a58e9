"""The emulator can be used without the suite."""

from __future__ import annotations

import subprocess
import sys

LISTED = """
import sys, conformance.revisions, conformance.schema
before = set(sys.modules)
import conformance.emulator
print(*(name for name in set(sys.modules) - before if name.startswith("conformance.")))
"""


def test_it_loads_nothing_of_the_suite_but_revisions_and_schemas() -> None:
    done = subprocess.run([sys.executable, "-c", LISTED], capture_output=True, text=True, check=True)
    loaded = done.stdout.split()
    assert "conformance.emulator.app" in loaded
    assert [name for name in loaded if not name.startswith("conformance.emulator")] == []
