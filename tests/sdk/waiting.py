"""The pauses of an SDK between two attempts, noted and left out."""

from __future__ import annotations

import importlib
from types import ModuleType
from typing import Any

import pytest

# Where each generation of the SDK waits, and what with: blocking, and in a coroutine.
PLACES = {
    "google.genai._interactions._base_client": ("time", "anyio"),
    "google.genai._gaos.utils.retries": ("time", "asyncio"),
}


class Waits:
    """Stands in for a module with a ``sleep``: the seconds are appended to ``noted``, the rest is as it was."""

    def __init__(self, module: ModuleType, noted: list[float], *, is_async: bool) -> None:
        self._module = module
        self._noted = noted
        self.sleep = self._later if is_async else self._noted.append

    async def _later(self, seconds: float) -> None:
        self._noted.append(seconds)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._module, name)


def noted(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that the installed SDK would have waited from here on, in order."""
    seconds: list[float] = []
    for place in PLACES:
        try:
            module = importlib.import_module(place)
        except ModuleNotFoundError:
            continue
        for name, is_async in zip(PLACES[place], (False, True), strict=True):
            monkeypatch.setattr(module, name, Waits(getattr(module, name), seconds, is_async=is_async))
        return seconds
    raise AssertionError(f"this SDK waits in none of {', '.join(PLACES)}")
