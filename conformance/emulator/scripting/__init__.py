"""The rules file: answers that users script, ahead of what the built-in model would say.

``Script.load`` reads and checks a file, ``Script.reply`` finds the rule for a request. ``conformance.emulator.rules``
is something else: what every create request is checked for.
"""

from __future__ import annotations

from conformance.emulator.scripting.document import Problem
from conformance.emulator.scripting.script import RulesError, Script, Scripted

__all__ = ["Problem", "RulesError", "Script", "Scripted"]
