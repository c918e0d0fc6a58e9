"""Lists in pages: how many, and from where on."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping

from conformance.emulator.errors import invalid, shown

USUAL, MOST = 50, 1000


def page(parameters: Mapping[str, str]) -> tuple[str, int]:
    """``(after, size)``: the id that a page comes after (``""`` for the first), and how many it may hold.

    Raises 400 for a ``page_size`` that is no number from 0 to 1000 or a ``page_token`` that we did not give out.
    """
    size = parameters.get("page_size", "") or "0"
    if not size.isascii() or not size.isdigit() or int(size) > MOST:
        raise invalid(f"The value '{shown(size)}' is invalid for 'page_size': give a number from 1 to {MOST}.")
    given = parameters.get("page_token", "")
    try:
        after = base64.urlsafe_b64decode(given.encode("ascii")).decode()
    except (binascii.Error, ValueError):
        raise invalid(f"The value '{shown(given)}' is invalid for 'page_token'.") from None
    return after, int(size) or USUAL


def token(last: str) -> str:
    """The ``next_page_token`` of a page that ends with the id ``last``."""
    return base64.urlsafe_b64encode(last.encode()).decode()
