"""What is wrong with a rules file, found when it is read: a mistake is one clear line, not a broken answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from conformance.emulator.scripting import form
from conformance.emulator.scripting.answer import answered
from conformance.emulator.scripting.document import Document, Path, Problem
from conformance.emulator.scripting.form import KINDS, Rule, RulesFile
from conformance.emulator.scripting.matching import BUILT_IN
from conformance.emulator.scripting.planned import Planned
from conformance.emulator.scripting.recorded_errors import NAMES
from conformance.emulator.scripting.templates import names_in
from conformance.emulator.scripting.validity import violations
from conformance.revisions import BY_NAME, REVISIONS, Revision
from conformance.violation import Violation, hint

ANSWER_KEYS = ("text", "steps", "error", "errors", "usage")
STEP_OF = re.compile(r"\$\.steps\[(\d+)\](.*)")
_KEYS = sorted({name for part in form.PARTS for name in part.model_fields})
"""Every key that some part of a rules file may have: good enough to guess what was meant."""
INSIDE = re.compile(r"\.([A-Za-z_]\w*)|\[(\d+)\]")


def formed(document: Document) -> tuple[RulesFile | None, list[Problem]]:
    """The rules in ``document``, or what is wrong with their form."""
    if not isinstance(document.value, dict):
        return None, [Problem(1, "a rules file is a mapping with the key 'rules' and a list of rules below it")]
    try:
        return RulesFile.model_validate(document.value), []
    except ValidationError as error:
        by_path: dict[Path, list[Any]] = {}
        for item in error.errors():
            by_path.setdefault(_path(document, item["loc"]), []).append(item)
        # Of the alternatives of a value, the one that got furthest is what was meant.
        deepest = [path for path in by_path if not any(other[: len(path)] == path != other for other in by_path)]
        return None, [_told(document, path, by_path[path]) for path in deepest]


def _told(document: Document, path: Path, errors: list[Any]) -> Problem:
    """One problem for what is wrong at ``path``: several errors there are the alternatives of a value."""
    error = errors[0]
    where = _shown(path)
    what = " or ".join(str(item["msg"]).removeprefix("Input should be ") for item in errors)
    match error["type"]:
        case "extra_forbidden":
            return Problem(document.line(path), f"{where}: there is no such key{hint(path[-1], _KEYS)}: remove it")
        case "missing":
            return Problem(document.line(path), f"{_shown((*path, error['loc'][-1]))} is missing: add it")
        case "union_tag_not_found" | "union_tag_invalid":
            return Problem(document.line(path), f"{where}: a step is a mapping with one of {', '.join(KINDS)}")
        case "value_error":
            return Problem(document.line(path), f"{where}: {what.removeprefix('Value error, ')}")
    return Problem(document.line(path), f"{where}: has to be {what}, is {_value(error['input'])}")


def _path(document: Document, loc: tuple[Any, ...]) -> Path:
    """The part of ``loc`` that is in the file: a validator puts the names of alternatives between the keys."""
    path: Path = ()
    for part in loc:
        kind = path[2:3] == ("steps",) and len(path) == 4 and part in KINDS and loc[-1] != part
        if not kind and (*path, part) in document.lines:
            path = (*path, part)
    return path


def _shown(path: Path) -> str:
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.removeprefix(".") or "the file"


def _value(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:59] + "…"


def template_problems(rule: Rule, raw: Any, document: Document, path: Path) -> Iterator[Problem]:
    """Names that a template of the rule wants and no request gives, and groups that hide a built-in name."""
    patterns = [rule.match.text, rule.match.system_instruction, *rule.match.headers.values()]
    patterns += list(rule.match.labels.values())
    groups = {name for pattern in patterns if pattern is not None for name in pattern.compiled.groupindex}
    for name in sorted(groups & set(BUILT_IN)):
        yield Problem(
            document.line((*path, "match")), f"{_shown(path)}: the group {name!r} has a built-in name: rename it"
        )
    known = [*BUILT_IN, *sorted(groups)]
    for key in ANSWER_KEYS:
        for below, name in names_in(raw.get(key), (*path, key)):
            if name not in known:
                message = f"nothing is called '{name}' in ${{{name}}}{hint(name, known)}: known are {', '.join(known)}"
                yield Problem(document.line(below), f"{_shown(below)}: {message}")


def match_problems(rule: Rule, document: Document, path: Path) -> Iterator[Problem]:
    """Revisions and recorded errors that do not exist."""
    for name in rule.match.revision or ():
        if name not in BY_NAME:
            message = f"match.revision: unknown revision {name!r}: known are {', '.join(BY_NAME)}"
            yield Problem(document.line((*path, "match", "revision")), f"{_shown(path)}.{message}")
    if isinstance(rule.error, str) and rule.error not in NAMES:
        message = f"no recorded error is called {rule.error!r}{hint(rule.error, NAMES)}: known are {', '.join(NAMES)}"
        yield Problem(document.line((*path, "error")), f"{_shown(path)}.error: {message}")


def answer_problems(rule: Rule, plan: list[Planned] | None, document: Document, path: Path) -> Iterator[Problem]:
    """The first thing that is wrong with the answer at the newest revision, if it is wrong at each that it is for."""
    if plan is None or rule.unchecked:
        return
    names = {name: "0" for _, name in names_in([[planned.step, planned.cuts] for planned in plan])}
    try:
        scripted = answered(rule, plan, names, lambda: "00000000")
    except ValueError as error:
        yield Problem(document.line(path), f"{_shown(path)}: {error}")
        return
    newest: tuple[Revision, Violation] | None = None
    for revision in reversed(REVISIONS):
        if rule.match.revision is None or revision.name in rule.match.revision:
            wrong = violations(scripted, revision, strict=True)
            if not wrong:
                return
            newest = newest or (revision, wrong[0])
    if newest:
        yield _located(newest[0], newest[1], plan, document, path)


def _located(revision: Revision, wrong: Violation, plan: list[Planned], document: Document, path: Path) -> Problem:
    """``wrong`` where it was written, as far as that can be told: steps are found again, other blocks are not."""
    found = STEP_OF.match(wrong.path)
    below: Path = ()
    if found and int(found[1]) < len(plan):
        keys = [key[1] or int(key[2]) for key in INSIDE.finditer(found[2])]
        below = ("steps", plan[int(found[1])].source, *keys)
    message = f"the answer is not valid at {revision.name}: {wrong.path}: {wrong.message}"
    hope = "correct it, or say unchecked: true if that is what you want"
    return Problem(document.line((*path, *below)), f"{_shown(path)}: {message}: {hope}")
