"""The documented areas, one module each: what the documentation promises, how to elicit it, what is required."""

from __future__ import annotations

# In the order in which the documentation introduces them; reports follow it.
CONTENTS = (
    "create",
)
