"""What generated requests need beside the suite itself: the extra ``fuzz``."""

from __future__ import annotations

from importlib.util import find_spec

from conformance.target import ConfigurationError

NEEDED = ("hypothesis", "schemathesis")


def check_installed() -> None:
    """Raise ``ConfigurationError``, which says how to install it, where something is missing."""
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise ConfigurationError(
            f"generated requests need {' and '.join(missing)}: pip install 'interactions-conformance[fuzz]'"
        )
