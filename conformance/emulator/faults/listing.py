"""The list of faults, for people and for programs."""

from __future__ import annotations

import json
import textwrap
from dataclasses import fields
from typing import Any, get_type_hints

from conformance.emulator.faults.catalogue import FAULTS
from conformance.emulator.faults.fault import Fault, When

WIDTH = 100


def rows() -> list[dict[str, Any]]:
    """All faults: ``name``, ``about``, ``source``, the ``revisions`` they concern and their ``arguments``."""
    return [
        {
            "name": name,
            "about": kind.about(),
            "source": kind.source,
            "revisions": _revisions(kind),
            "arguments": [_argument(kind, item) for item in kind.arguments().values()],
        }
        for name, kind in FAULTS.items()
    ]


def common() -> list[dict[str, Any]]:
    """The arguments that every fault has."""
    return [_argument(When, item) for item in fields(When)]


def as_json() -> str:
    """The list as one JSON object."""
    return json.dumps({"faults": rows(), "common_arguments": common()}, indent=2, ensure_ascii=False)


def as_text() -> str:
    """The list for a terminal."""
    lines = ["conformance serve --fault NAME[:KEY=VALUE,…], or the request header x-emulator-fault. Every fault takes:"]
    lines += _listed(common())
    for row in rows():
        lines += ["", row["name"] + (f"  ({row['revisions']})" if row["revisions"] != "all" else "")]
        lines += textwrap.wrap(row["about"], WIDTH, initial_indent="    ", subsequent_indent="    ")
        lines += _listed(row["arguments"])
        lines += [f"    source: {row['source']}"]
    return "\n".join(lines)


def _listed(arguments: list[dict[str, Any]]) -> list[str]:
    return [f"    {item['name']}={item['default']}  {item['about']}" for item in arguments]


def _argument(owner: type, item: Any) -> dict[str, Any]:
    kind = get_type_hints(owner)[item.name]
    choices = [str(choice) for choice in getattr(kind, "__args__", ())]
    shown = {True: "yes", False: "no"}.get(item.default, item.default) if kind is bool else item.default
    about = item.metadata["about"] + (f": {', '.join(choices)}" if choices else "")
    return {"name": item.name, "default": shown, "about": about}


def _revisions(kind: type[Fault]) -> str:
    if kind.since and kind.until < "9":
        return f"from {kind.since}, before {kind.until}"
    if kind.since:
        return f"from {kind.since}"
    return f"before {kind.until}" if kind.until < "9" else "all"
