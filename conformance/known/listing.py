"""A list of known failures as one run uses it: it marks results as they come, and complains in the end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from conformance.known.complaints import Complaint, Judged, complaints
from conformance.known.loading import KnownFailures, load, parsed
from conformance.known.marking import Line, marked
from conformance.known.updating import updated
from conformance.requirement import is_drawn, requirements
from conformance.target import ConfigurationError

BEGUN = """\
# What is known to fail here, and why; conformance run --known-failures checks it, docs/known-failures.md explains it.
"""


@dataclass(slots=True)
class Listing:
    """``known`` is what the list says, ``judged`` what it is held against. Where results are to change the list
    (``updates``), none is marked before all are there.
    """

    known: KnownFailures
    judged: Judged
    updates: bool = False
    strict: bool = False
    complaints: list[Complaint] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    _results: dict[str, Line] = field(default_factory=dict)

    @classmethod
    def of(
        cls, path: Path | None, *, updates: bool = False, strict: bool = False, ids: Iterable[str] | None = None
    ) -> Self | None:
        """The list in the file at ``path``, if one is named; one that is to be updated need not be there yet. ``ids``
        are the requirements there are, where those are not on servers.

        Raises ``ConfigurationError`` where it can't be read, and where none is named that could be updated.
        """
        if path is None:
            if updates:
                raise ConfigurationError("--update-known-failures: say which with --known-failures FILE")
            return None
        results: dict[str, Line] = {}
        known = parsed(BEGUN, str(path)) if updates and not path.exists() else load(path)
        drawn = frozenset(name for name, requirement in requirements().items() if is_drawn(requirement))
        named = tuple(requirements() if ids is None else ids)
        return cls(known, Judged(results, named, drawn), updates, strict, _results=results)

    def take(self, line: Line) -> Line | None:
        """A result as the list has it; ``None`` where it waits for the others."""
        self._results[line["id"]] = line
        return None if self.updates else marked(line, self.known)

    def settle(self, *, whole: bool) -> Iterable[Line]:
        """The lines to write when no result comes any more: of those that waited, then of complaints.

        The file is written anew where it is to be, and the run was ``whole`` and without errors.
        """
        waiting = self.updates
        if self.updates:
            self.updates = False
            self._update(whole=whole and not any(line["status"] == "error" for line in self._results.values()))
        if waiting:
            yield from (marked(line, self.known) for line in self._results.values())
        self.complaints = list(complaints(self.known, self.judged))
        yield from (complaint.line for complaint in self.complaints)

    def _update(self, *, whole: bool) -> None:
        file = self.known.file
        if not whole:
            self.told = [f"{file} is left as it was: the run is incomplete"]
            return
        revision = next((line["revision"] for line in self._results.values()), "auto")
        text, self.told = updated(self.known, self.judged, revision, strict=self.strict)
        self.told = [f"{file}: {told}" for told in self.told] or [f"{file}: nothing to change"]
        if text == self.known.text and Path(file).exists():
            return
        try:
            Path(file).write_bytes(text.encode())
        except OSError as error:
            self.told = [f"{file} can't be written: {error.strerror}"]
            return
        self.known = parsed(text, file, self.known.today)
