"""The list of faults, for people and for programs."""

from __future__ import annotations

import json
import textwrap
from dataclasses import fields
from typing import Any, get_type_hints

from conformance.emulator.faults.catalogue import FAULTS
from conformance.emulator.faults.fault import Fault, When
from conformance.emulator.faults.live import HABITS, Habit
from conformance.emulator.flavor import SWITCHES

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


def switches() -> list[dict[str, str]]:
    """What ``--flavor`` decides: ``name``, ``documented``, ``live``, ``source``, and the ``days`` of a habit."""
    said = [
        {"name": item.name, "documented": item.documented, "live": item.live, "source": item.source, "days": "all"}
        for item in SWITCHES
    ]
    return said + [_habit(habit) for habit in HABITS]


def _habit(habit: Habit) -> dict[str, str]:
    name, _, arguments = habit.fault.partition(":")
    kind = FAULTS[name]
    until = f"until {habit.last}" if habit.last < "9" else ""
    return {
        "name": name,
        "documented": habit.documented,
        "live": kind.about() + (f" ({arguments})" if arguments else ""),
        "source": kind.source,
        "days": " ".join(part for part in (f"from {habit.first}" if habit.first else "", until) if part) or "all",
    }


def as_json() -> str:
    """The list as one JSON object."""
    whole = {"faults": rows(), "common_arguments": common(), "flavors": switches()}
    return json.dumps(whole, indent=2, ensure_ascii=False)


def as_text() -> str:
    """The list for a terminal."""
    lines = ["conformance serve --fault NAME[:KEY=VALUE,…], or the request header x-emulator-fault. Every fault takes:"]
    lines += _listed(common())
    for row in rows():
        lines += ["", row["name"] + (f"  ({row['revisions']})" if row["revisions"] != "all" else "")]
        lines += textwrap.wrap(row["about"], WIDTH, initial_indent="    ", subsequent_indent="    ")
        lines += _listed(row["arguments"])
        lines += [f"    source: {row['source']}"]
    lines += ["", "conformance serve --flavor documented|live decides what is followed where the two differ:"]
    for switch in switches():
        lines += ["", switch["name"] + (f"  ({switch['days']})" if switch["days"] != "all" else "")]
        for side in ("documented", "live", "source"):
            lines += textwrap.wrap(f"{side}: {switch[side]}", WIDTH, initial_indent="    ", subsequent_indent="      ")
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
