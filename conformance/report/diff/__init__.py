"""What changed between two runs, requirement by requirement; nothing is guessed of what cannot be compared."""

from __future__ import annotations

from conformance.report.diff.comparison import Comparison
from conformance.report.diff.pairing import compared

__all__ = ["Comparison", "compared"]
