"""What the schemas cannot say: which requests the documentation grants, and which it forbids."""

from __future__ import annotations

from conformance.generate.documented.granting import granted, renamed
from conformance.generate.documented.refusable import probes, refusable
from conformance.generate.documented.world import Call, Place, Stored, World

__all__ = ["Call", "Place", "Stored", "World", "granted", "probes", "refusable", "renamed"]
