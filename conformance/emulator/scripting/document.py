"""A YAML (or JSON) file as plain values, with the line on which each of them stands.

Values are built by hand from the nodes, so no tag can construct anything; scalars are those of JSON (``no`` and
``2025-12-11`` stay text). Size, nesting and aliases are bounded.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import Any

import yaml

MAX_BYTES = 1 << 20
MAX_NODES = 100_000
"""Values in one file, each alias counted as what it stands for: a small file cannot stand for a huge one."""
MAX_DEPTH = 60

Path = tuple[str | int, ...]
TAG = "tag:yaml.org,2002:"
SCALARS = (
    ("null", re.compile(r"(?:~|null|)\Z"), "~n\0"),
    ("bool", re.compile(r"(?:true|false)\Z"), "tf"),
    ("int", re.compile(r"-?(?:0|[1-9][0-9]*)\Z"), "-0123456789"),
    ("float", re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?\Z"), "-0123456789"),
)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a rules file: the line, what is wrong and what to do about it."""

    line: int
    message: str


class Unreadable(Exception):
    """The file is no document at all."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.problem = Problem(line, message)


@dataclass(frozen=True, slots=True)
class Document:
    """``value`` is what the file says; ``lines`` has the line (from 1) of each path into it."""

    value: Any
    lines: dict[Path, int] = field(default_factory=dict)

    def line(self, path: Path) -> int:
        """The line of ``path``, or of the nearest thing around it that is there."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


class _Loader(yaml.SafeLoader):
    """Parses; what it would construct is never used."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 - as in the base class


for _name, _pattern, _first in SCALARS:
    _Loader.add_implicit_resolver(TAG + _name, _pattern, ["" if letter == "\0" else letter for letter in _first])


def parse(raw: bytes) -> Document:
    """The document in ``raw``; raises ``Unreadable`` for what is no YAML, too large, too deep, or has a key twice."""
    if len(raw) > MAX_BYTES:
        raise Unreadable(1, f"the file is larger than {MAX_BYTES} bytes: split it")
    try:
        node = yaml.compose(raw.decode("utf-8"), Loader=_Loader)
    except UnicodeDecodeError as error:
        raise Unreadable(raw[: error.start].count(b"\n") + 1, "not UTF-8: save the file as UTF-8") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise Unreadable(mark.line + 1 if mark else 1, f"not YAML: {error.problem or error.context}") from None
    except yaml.YAMLError as error:
        raise Unreadable(1, f"not YAML: {str(error).splitlines()[0]}") from None
    except RecursionError:
        raise Unreadable(1, f"nested more than {MAX_DEPTH} levels deep") from None
    builder = _Builder()
    return Document(builder.value(node, ()), builder.lines)


class _Builder:
    """Values of nodes, counted."""

    def __init__(self) -> None:
        self.lines: dict[Path, int] = {}
        self.nodes = 0

    def value(self, node: yaml.Node | None, path: Path) -> Any:
        if node is None:
            return None
        line = node.start_mark.line + 1
        self.nodes += 1
        self.lines.setdefault(path, line)
        if self.nodes > MAX_NODES or len(path) > MAX_DEPTH:
            limit = f"more than {MAX_NODES} values" if self.nodes > MAX_NODES else f"more than {MAX_DEPTH} levels deep"
            raise Unreadable(line, f"{limit}, aliases counted")
        if not isinstance(node, yaml.ScalarNode) and node.tag not in (TAG + "map", TAG + "seq"):
            raise _tagged(node, line)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*path, number)) for number, item in enumerate(node.value)]
        return _scalar(node, line)

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        built: dict[str, Any] = {}
        for key, item in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                raise Unreadable(line, "a key has to be a word")
            if key.value in built:
                raise Unreadable(line, f"the key '{key.value}' is there twice: remove one")
            self.lines[(*path, key.value)] = line
            built[key.value] = self.value(item, (*path, key.value))
        return built


def _scalar(node: yaml.Node, line: int) -> Any:
    kind, text = node.tag.removeprefix(TAG), str(node.value)
    match kind:
        case "str":
            return text
        case "null":
            return None
        case "bool":
            return text == "true"
        case "int" | "float":
            number = float(text)
            if math.isinf(number) or len(text) > 300:
                raise Unreadable(line, "the number is too large")
            return int(text) if kind == "int" else number
    raise _tagged(node, line)


def _tagged(node: yaml.Node, line: int) -> Unreadable:
    return Unreadable(line, f"the tag {node.tag!r} is not allowed: write plain values")
