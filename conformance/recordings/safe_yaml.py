"""YAML of strangers: plain values alone, nothing deep, nothing that grows when it is read.

libyaml composes nested nodes by recursion and ends the process some thousand levels down, so the levels are counted
before anything is composed. Merge keys multiply what they merge; an alias is cheap until somebody walks the value.
"""

from __future__ import annotations

from typing import Any

import yaml

from conformance.recordings.found import NotAnExchange
from conformance.recordings.limits import DEEPEST

MOST_NODES = 500_000
_BASE: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_OPENING = (yaml.MappingStartEvent, yaml.SequenceStartEvent)
_CLOSING = (yaml.MappingEndEvent, yaml.SequenceEndEvent)


class _Loader(_BASE):  # type: ignore[misc]  # PyYAML has no types for its C half
    """Reads what vcrpy's older versions wrote: Python's own tags on plain values. Objects are read as nothing."""

    def flatten_mapping(self, node: Any) -> None:
        """Leave merge keys alone: none of the formats has them."""


def _text(loader: Any, node: Any) -> object:
    return loader.construct_scalar(node) if isinstance(node, yaml.ScalarNode) else None


def _listed(loader: Any, node: Any) -> object:
    return loader.construct_sequence(node, deep=True) if isinstance(node, yaml.SequenceNode) else None


for _tag in ("python/unicode", "python/str", "merge"):
    _Loader.add_constructor(f"tag:yaml.org,2002:{_tag}", _text)
_Loader.add_constructor("tag:yaml.org,2002:python/tuple", _listed)
_Loader.add_constructor("tag:yaml.org,2002:python/bytes", _Loader.construct_yaml_binary)
_Loader.add_constructor(None, lambda *_: None)


def yaml_value(data: bytes) -> object:
    """The only document in ``data``; raises ``NotAnExchange``."""
    try:
        _check(data)
        value: object = yaml.load(data, Loader=_Loader)  # noqa: S506 - a safe loader, made safer
    except (yaml.YAMLError, ValueError, TypeError, AttributeError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        raise NotAnExchange(f"not YAML{f' (line {mark.line + 1})' if mark else ''}") from None
    _check_size(value)
    return value


def _check(data: bytes) -> None:
    depth = 0
    for nodes, event in enumerate(yaml.parse(data, Loader=_BASE), 1):
        depth += isinstance(event, _OPENING) - isinstance(event, _CLOSING)
        if depth > DEEPEST or nodes > MOST_NODES:
            raise NotAnExchange(f"YAML of more than {DEEPEST} levels or {MOST_NODES:,} values")


def _check_size(value: object) -> None:
    """Whoever walks ``value`` comes to an end: aliases are walked as often as they are used."""
    left, waiting = MOST_NODES, [(value, 0)]
    while waiting:
        item, depth = waiting.pop()
        left -= 1
        if left < 0 or depth > DEEPEST:
            raise NotAnExchange("YAML whose aliases amount to more than can be read")
        if isinstance(item, dict):
            waiting += [(inner, depth + 1) for inner in item.values()]
        elif isinstance(item, list):
            waiting += [(inner, depth + 1) for inner in item]
