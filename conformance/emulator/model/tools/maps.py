"""Google Maps: one place for the question, near the position that the tool names, cited as a place."""

from __future__ import annotations

import hashlib
from typing import Any

from conformance.emulator.model.knowledge import CITIES
from conformance.emulator.model.prompt import Prompt
from conformance.emulator.model.tools.outcome import Used

Json = dict[str, Any]

MAX_QUERY = 200


def run(done: Used, prompt: Prompt, tool: Json) -> None:
    """Look a place up and tell of it; a token for the widget comes where the tool enables it."""
    question = prompt.question
    place = _place(question, tool)
    call_id = done.call("google_maps", arguments={"queries": [question[:MAX_QUERY]]})
    found: Json = {"places": [place]}
    if tool.get("enable_widget"):
        found["widget_context_token"] = "widgetcontext/" + _digest(question)[:24]
    done.result("google_maps", call_id, result=[found])
    done.cited.append((place["name"], {**place, "type": "place_citation"}))
    done.said.append(f"On the map I found {place['name']}.")
    done.searches["google_maps"] += 1


def _place(question: str, tool: Json) -> Json:
    """The sight of a city that is named, else a café at the position of the tool."""
    sights = {city: sight for _, names, seen in CITIES.values() for city, sight in zip(names, seen, strict=True)}
    name = next((sight for city, sight in sights.items() if city.lower() in question.lower()), "the Emulated Café")
    number = _digest(f"{name} {tool.get('latitude')} {tool.get('longitude')}")
    url = f"https://maps.google.com/?cid={int(number[:12], 16)}"
    review = {"title": f"A visit to {name}", "url": f"{url}#review", "review_id": f"review-{number[:8]}"}
    return {"name": name, "url": url, "place_id": f"places/{number[:27]}", "review_snippets": [review]}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
