"""Cassettes: what went over the wire, kept in files that vcrpy can replay and we can judge."""

from __future__ import annotations

from conformance.cassettes.cassette import Cassette, NotACassette, load, read, write
from conformance.cassettes.provenance import Provenance

__all__ = ["Cassette", "NotACassette", "Provenance", "load", "read", "write"]
