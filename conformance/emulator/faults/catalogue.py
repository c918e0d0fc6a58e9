"""All faults by name, in the order in which they are listed."""

from __future__ import annotations

from conformance.emulator.faults import delays, refusals
from conformance.emulator.faults.fault import Fault

FAULTS: dict[str, type[Fault]] = {kind.name: kind for module in (delays, refusals) for kind in module.FAULTS}
