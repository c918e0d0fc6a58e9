"""What generated requests need beside the suite itself: the extra ``fuzz``."""

from __future__ import annotations

from importlib.util import find_spec
from ipaddress import ip_address
from urllib.parse import urlsplit

from conformance.target import ConfigurationError, Target

NEEDED = ("hypothesis", "schemathesis")


def check_installed() -> None:
    """Raise ``ConfigurationError``, which says how to install it, where something is missing."""
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise ConfigurationError(
            f"generated requests need {' and '.join(missing)}: pip install 'interactions-conformance[fuzz]'"
        )


def check_budget(target: Target, most: int | None) -> None:
    """Raise ``ConfigurationError`` where generated requests would go to a target that is not on this machine without
    saying how many there may be: ``most``.
    """
    host = urlsplit(target.base_url).hostname or ""
    if most is None and target.base_url and host != "localhost" and not _is_loopback(host):
        raise ConfigurationError(
            f"target {target.name}: {host} is not on this machine, and generated requests are many: "
            "say with --max-requests how many it may get"
        )


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
