"""A rules file in use: read and checked once, asked for each create."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from conformance.emulator import faults
from conformance.emulator.create_request import CreateRequest
from conformance.emulator.errors import ApiError
from conformance.emulator.model import Prompt
from conformance.emulator.scripting import checking
from conformance.emulator.scripting.answer import Scripted, answered
from conformance.emulator.scripting.document import Document, Problem, Unreadable, parse
from conformance.emulator.scripting.form import Error, Rule
from conformance.emulator.scripting.matching import Seen, fits
from conformance.emulator.scripting.planned import BadStep, Planned, planned
from conformance.emulator.scripting.recorded_errors import recorded
from conformance.emulator.scripting.templates import filled
from conformance.emulator.scripting.validity import violations

__all__ = ["RulesError", "Script", "Scripted"]


class RulesError(ValueError):
    """A rules file that can't be used; ``lines`` has a line for each problem, ``FILE:LINE: what``."""

    def __init__(self, path: Path, problems: list[Problem]) -> None:
        self.lines = [f"{path}:{problem.line}: {problem.message}" for problem in problems]
        super().__init__("; ".join(self.lines))


@dataclass(slots=True)
class _Entry:
    """One rule, what it is called in messages, what it answers, and how often it has answered."""

    rule: Rule
    title: str
    plan: list[Planned] | None = None
    faults: tuple[faults.Fault, ...] = ()
    used: int = 0


@dataclass(slots=True)
class Script:
    """The rules of one file, in its order."""

    path: Path
    entries: list[_Entry] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def load(cls, path: str | Path) -> Script:
        """The rules in the file at ``path``; raises ``RulesError`` with everything that is wrong with them."""
        path = Path(path)
        try:
            document = parse(path.read_bytes())
        except OSError as error:
            raise RulesError(path, [Problem(1, f"can't be read: {error.strerror}: give the path of a file")]) from None
        except Unreadable as error:
            raise RulesError(path, [error.problem]) from None
        file, problems = checking.formed(document)
        entries = []
        for number, rule in enumerate(file.rules if file else ()):
            entry, wrong = _entry(rule, number, document, path)
            problems += wrong
            entries.append(entry)
        if problems:
            raise RulesError(path, sorted(problems, key=lambda problem: problem.line))
        return cls(path, entries)

    @property
    def faulty(self) -> bool:
        """Whether any of the rules has a fault."""
        return any(entry.faults for entry in self.entries)

    def reply(self, request: CreateRequest, prompt: Prompt, new_id: Callable[[], str]) -> Scripted | None:
        """What the first rule that is for ``request`` answers; None if there is none.

        ``prompt`` is the conversation with the request at its end, ``new_id`` gives an id for a call. Raises
        ``ApiError``: the refusal that the rule or its fault wants, or 500 for what the revision does not have.
        """
        seen = Seen(request, prompt)
        for entry in self.entries:
            groups = fits(entry.rule.match, seen)
            if groups is not None and self._taken(entry):
                for fault in entry.faults:
                    faults.add(fault)
                return _answer(entry, request, seen.names() | groups, new_id)
        return None

    def _taken(self, entry: _Entry) -> bool:
        """Whether the rule still answers; counts it."""
        with self._lock:
            if entry.rule.times is not None and entry.used >= entry.rule.times:
                return False
            entry.used += 1
            return True


def _entry(rule: Rule, number: int, document: Document, file: Path) -> tuple[_Entry, list[Problem]]:
    path = ("rules", number)
    raw: Any = document.value["rules"][number]
    line = document.line(path)
    entry = _Entry(rule, f"{rule.name or f'rules[{number}]'} ({file.name}:{line})")
    problems = [*checking.template_problems(rule, raw, document, path), *checking.match_problems(rule, document, path)]
    try:
        entry.faults = faults.parse_all(rule.fault or ())
    except ValueError as error:
        problems.append(Problem(document.line((*path, "fault")), f"rules[{number}].fault: {error}"))
    try:
        entry.plan = planned(rule, file.parent)
    except BadStep as error:
        where = (*path, "steps", error.number)
        return entry, [*problems, Problem(document.line(where), f"rules[{number}].steps[{error.number}]: {error}")]
    if not problems:
        problems = list(checking.answer_problems(rule, entry.plan, document, path))
    return entry, problems


def _answer(entry: _Entry, request: CreateRequest, names: dict[str, str], new_id: Callable[[], str]) -> Scripted:
    rule = entry.rule
    if isinstance(rule.error, str):
        raise recorded(rule.error)
    if rule.error is not None:
        raise _refusal(rule.error, names)
    try:
        scripted = answered(rule, entry.plan, names, new_id)
    except ValueError as error:
        raise _useless(entry, str(error)) from None
    if scripted.reply is not None and not rule.unchecked:
        wrong = violations(scripted, request.revision, strict=False)
        if wrong:
            raise _useless(entry, f"is not valid at {request.revision.name}: {wrong[0]}")
    return scripted


def _refusal(error: Error, names: dict[str, str]) -> ApiError:
    headers = {} if error.retry_after is None else {"retry-after": str(error.retry_after)}
    return ApiError(error.status, error.code, filled(error.message, names), headers)


def _useless(entry: _Entry, why: str) -> ApiError:
    return ApiError(500, "api_error", f"The answer of the rule {entry.title} {why}")
