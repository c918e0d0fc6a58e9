"""What changed in the contract from one revision to another, and for whom it breaks something."""

from __future__ import annotations

from conformance.schemadiff.change import Change, Diff, Side
from conformance.schemadiff.compare import between, compared

__all__ = ["Change", "Diff", "Side", "between", "compared"]
