"""Prints the JSON Schema of a rules file: ``python -m conformance.emulator.scripting``."""

from __future__ import annotations

from conformance.emulator.scripting.form import json_schema

print(json_schema(), end="")
