"""The reference emulator of the Gemini Interactions API: deterministic, stateful, without a network or a real key.

It stands alone: of this project it uses the revisions and the schemas, nothing else.
"""

from __future__ import annotations

from conformance.emulator.app import create_app
from conformance.emulator.server import serving
from conformance.emulator.settings import Settings

__all__ = ["Settings", "create_app", "serving"]
