"""Faults on demand: ways to misbehave that a client can be tested against.

``parse`` reads ``NAME[:ARGUMENTS]``, ``Faulty`` is the ASGI middleware that applies faults, ``add`` lets one come over
the request that is being handled.
"""

from __future__ import annotations

from conformance.emulator.faults.catalogue import FAULTS
from conformance.emulator.faults.fault import Dropped, Fault, When
from conformance.emulator.faults.live import habits
from conformance.emulator.faults.middleware import CLOSE, Faulty, add, closable
from conformance.emulator.faults.parsing import parse, parse_all

__all__ = ["CLOSE", "FAULTS", "Dropped", "Fault", "Faulty", "When", "add", "closable", "habits", "parse", "parse_all"]
