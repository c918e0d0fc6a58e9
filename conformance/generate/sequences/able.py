"""What a target can do: sequences hold nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from conformance.revisions import STEPS, Revision
from conformance.target import Target


@dataclass(frozen=True, slots=True)
class Able:
    """What may be part of a sequence; creates and gets always are."""

    continues: bool = True
    deletes: bool = True
    streams: bool = True
    background: bool = True
    resumes: bool = True
    cancels: bool = True
    input: bool = True

    @staticmethod
    def of(target: Target, revision: Revision) -> Able:
        """What ``target`` does not declare absent, and the revision has. Background work is of models only, which are
        cheap: before 2026-05-20 only agents worked there (clause agent.background.models).
        """
        background = not revision < STEPS and not target.lacks("background")
        return Able(
            continues=not target.lacks("stateful-chat"),
            deletes=not target.lacks("deletion"),
            streams=not target.lacks("streaming"),
            background=background,
            resumes=background and not target.lacks("streaming") and not target.lacks("stream-resumption"),
            cancels=not target.lacks("cancellation"),
            input=revision.name >= "2026-05-07",
        )
