"""What was worked out a moment ago, for what comes again and again: tests and loads send the same over and over."""

from __future__ import annotations

from typing import TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")

MOST = 1000


class Recent(dict[Key, Value]):
    """Values by what they were worked out from. In memory alone; when there are ``MOST``, all are forgotten."""

    def keep(self, key: Key, value: Value) -> None:
        """Remember ``value``, which nobody may change from now on."""
        if len(self) >= MOST:
            self.clear()
        self[key] = value
