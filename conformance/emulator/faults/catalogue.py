"""All faults by name, in the order in which they are listed."""

from __future__ import annotations

from conformance.emulator.faults import (
    additions,
    bodies,
    delays,
    endings,
    framing,
    incidents_codes,
    incidents_functions,
    incidents_order,
    incidents_requests,
    incidents_streams,
    incidents_usage,
    incidents_work,
    refusals,
)
from conformance.emulator.faults.fault import Fault

GENERAL = (delays, refusals, bodies, endings, framing, additions)
INCIDENTS = (
    incidents_streams,
    incidents_work,
    incidents_functions,
    incidents_requests,
    incidents_order,
    incidents_usage,
    incidents_codes,
)

FAULTS: dict[str, type[Fault]] = {kind.name: kind for module in (*GENERAL, *INCIDENTS) for kind in module.FAULTS}
