"""Names for addresses: what our suite calls something as it is, whatever else a file holds by its hash."""

from __future__ import annotations

import re
from hashlib import sha256

_FILE = re.compile(r"[a-z][a-z0-9-]{0,79}")  # lower case: "Create" must not take the place of "create" on any disk
_ANCHOR = re.compile(r"[A-Za-z][A-Za-z0-9._-]{0,159}")
_RESERVED = "at-"  # what begins so is a place of the page itself


def file_name(feature: str) -> str:
    """The name of the page of a feature, without its ending; the same for the same feature in every site."""
    return feature if _FILE.fullmatch(feature) else _hashed(feature)


def anchor(requirement: str) -> str:
    """The place of a requirement on its page; the same for the same id in every site."""
    usable = _ANCHOR.fullmatch(requirement) and not requirement.startswith(_RESERVED)
    return requirement if usable else _hashed(requirement)


def _hashed(text: str) -> str:
    return f"x-{sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"
