"""One entry of a list of known failures, and the form of its file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from conformance.requirement import Span
from conformance.revisions import BY_NAME

ListName = Literal["known", "flaky"]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
_GLOB = set("*?[")


class Explained(BaseModel):
    """What fails, where, and why."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    requirement: Annotated[Text, Field(description="A requirement's id, or a glob of ids")]
    reason: Annotated[Text, Field(description="Why it fails, for whoever reads the report")]
    link: Annotated[str, Field(description="The URL where more is to be read: an issue, a commit")] = ""
    since: Annotated[str | None, Field(description="The first revision that the entry is for")] = None
    until: Annotated[str | None, Field(description="The first revision that it is not for any more")] = None
    expires: Annotated[date | None, Field(description="The last day on which the entry explains anything")] = None

    @field_validator("link")
    @classmethod
    def _is_a_link(cls, link: str) -> str:
        if link and not re.fullmatch(r"https?://\S+", link):
            raise ValueError(f"{link!r} is no http or https URL")
        return link

    @model_validator(mode="after")
    def _is_of_revisions(self) -> Self:
        for name in (self.since, self.until):
            if name is not None and name not in BY_NAME:
                raise ValueError(f"unknown revision {name!r}: there are {', '.join(BY_NAME)}")
        if self.since and self.until and self.since >= self.until:
            raise ValueError(f"no revision is from {self.since} on and before {self.until}")
        return self


class KnownFailure(Explained):
    """A requirement that fails."""

    message: Annotated[
        str, Field(description="How the message begins; what fails with another message is not explained")
    ] = ""


class FlakyRequirement(Explained):
    """A requirement that passes at one time and fails at another: either is reported as a warning."""


class KnownFailuresFile(BaseModel):
    """What is known to fail on a server. Each entry is a table of its own: `[[known]]`, or `[[flaky]]`."""

    model_config = ConfigDict(extra="forbid")

    known: list[KnownFailure] = Field(default=[], description="What fails, and is expected to")
    flaky: list[FlakyRequirement] = Field(default=[], description="What fails at times")


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry with the place where it is written; ``line`` counts from 1."""

    row: KnownFailure | FlakyRequirement
    list: ListName
    file: str
    line: int

    @property
    def place(self) -> str:
        """``known-failures.toml:12``"""
        return f"{self.file}:{self.line}"

    @property
    def is_glob(self) -> bool:
        """Whether it may be for several requirements."""
        return bool(_GLOB & set(self.row.requirement))

    @property
    def message(self) -> str:
        """How the message of what it explains begins; empty for any."""
        return self.row.message if isinstance(self.row, KnownFailure) else ""

    def names(self, requirement: str) -> bool:
        """Whether it is for the requirement of this id."""
        return fnmatchcase(requirement, self.row.requirement) if self.is_glob else requirement == self.row.requirement

    def is_for(self, revision: str) -> bool:
        """Whether it is for the revision of that name; what is of no revision is for entries that name none."""
        known = BY_NAME.get(revision)
        return known in Span(self.row.since, self.row.until) if known else not (self.row.since or self.row.until)

    def is_expired(self, today: date) -> bool:
        """Whether its last day is over."""
        return self.row.expires is not None and today > self.row.expires

    @property
    def told(self) -> dict[str, object]:
        """What a result says of the entry that explains it."""
        row = self.row
        return {"list": self.list, "reason": row.reason, "link": row.link, "file": self.file, "line": self.line}
