"""``conformance run``: play, judge, report."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path

from conformance.outcome import INCOMPLETE, conclude, default_folder, header, outcome
from conformance.run import Run, check_declarations, select
from conformance.session import opened
from conformance.target import find_target


def run_target(
    wanted: str,
    revision: str | None,
    globs: Sequence[str],
    level: str,
    folder: Path | None,
    *,
    strict: bool,
    workers: int,
) -> int:
    """Test the target ``wanted`` and write everything into ``folder``; the exit code.

    Raises ``ConfigurationError`` for what the user asked in vain.
    """
    from conformance.plugin import Plugin, execute

    target = find_target(wanted)
    check_declarations(target)
    chosen = select(globs, level)
    with opened(target, revision or target.revision, workers) as stage:
        spoken = stage.revision.name
        folder = folder or default_folder(target.slug, spoken)
        first = header(
            target={"name": target.name, "base_url": stage.target.base_url, "argument": wanted},
            revision=spoken,
            lane="socket",
            command=shlex.join(["conformance", "run", "--target", wanted, "--revision", spoken]),
        )
        with outcome(folder, first, len(chosen), f"{target.name} at {spoken}") as found:
            try:
                execute(Plugin(Run(stage, chosen), found.write))
            except KeyboardInterrupt:
                stage.close()
            except RuntimeError as error:
                print(f"the run itself failed: {error}")
                conclude(found, strict=strict)
                return INCOMPLETE
            else:
                found.finish()
        return conclude(found, strict=strict)
