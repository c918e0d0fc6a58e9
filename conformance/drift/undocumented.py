"""Fields of an answer that no document of its shape knows: worth a warning with their path, never a failure."""

from __future__ import annotations

from conformance.schema import Violation, load
from conformance.schema_source import shape_of


def undocumented(name: str, value: object, revision: str) -> list[str]:
    """The JSON paths of the fields of ``value``, an answer of the type ``name``, that nobody documents.

    The live service sends what came later in the shape of ``revision`` at any time, so a field counts as documented
    when one revision of the shape has it. Raises ``ValueError`` for an unknown revision or type.
    """
    found = [load(other).drift(name, value) for other in shape_of(revision)]
    paths = {drift.path for violations in found for drift in violations if drift.rule == "additionalProperties"}
    return sorted(path for path in paths if all(any(_covers(drift, path) for drift in at) for at in found))


def _covers(drift: Violation, path: str) -> bool:
    """Whether ``drift`` is about the field at ``path``, or about something around it that is unknown as a whole."""
    around = drift.path.rpartition(".")[0] if drift.rule == "discriminator" else drift.path
    return path == around or path.startswith((f"{around}.", f"{around}["))
