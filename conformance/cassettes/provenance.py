"""Where a cassette comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields

from conformance.revisions import BY_NAME, NEWEST, Revision


@dataclass(frozen=True, slots=True)
class Provenance:
    """The header of a cassette.

    ``target`` is the name of what answered, ``revision`` that of the revision that the answers are judged by,
    ``recorded`` the time (``YYYY-MM-DDThh:mm:ssZ``, or a part of it), ``suite`` our version and ``model`` the model or
    agent asked. ``scenario`` was played and came to the ``end`` (``played`` if all went well) for a ``reason``;
    ``corpus`` is the collection that an imported recording was in. What is empty is not known.
    """

    target: str = ""
    revision: str = ""
    recorded: str = ""
    suite: str = ""
    model: str = ""
    scenario: str = ""
    end: str = ""
    reason: str = ""
    corpus: str = ""

    @classmethod
    def of(cls, metadata: object) -> Provenance:
        """What the metadata of a cassette, of ours or anybody's, say of it."""
        known = metadata if isinstance(metadata, Mapping) else {}
        return cls(**{f.name: str(known[f.name]) for f in fields(cls) if isinstance(known.get(f.name), str)})

    @property
    def metadata(self) -> dict[str, str]:
        """What is known, as a cassette says it."""
        return {name: value for name, value in asdict(self).items() if value}

    @property
    def judged_by(self) -> Revision:
        """The revision; the newest where it is not known."""
        return BY_NAME.get(self.revision, NEWEST)
