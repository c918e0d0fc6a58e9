"""Servers that a plain run finds nothing wrong with, and generated requests do."""

from __future__ import annotations

from tests.fuzz.defects import accepted, answers, refused, seam, sequences, stored
from tests.fuzz.defects.defect import DEFECTS, Defect
from tests.fuzz.defects.serving import defective

__all__ = [
    "DEFECTS",
    "Defect",
    "accepted",
    "answers",
    "defective",
    "refused",
    "seam",
    "sequences",
    "stored",
]
