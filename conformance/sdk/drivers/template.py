"""A driver to copy: ``python template.py``. Nothing but the standard library; put your SDK where it says SDK.

The suite writes lines of JSON to the standard input, and reads lines of JSON from the standard output; everything that
is printed for people goes to the standard error. What each line may hold: docs/sdk-driver.md.
"""

from __future__ import annotations

import json
import sys
import urllib.error
import urllib.request
from typing import Any

Json = dict[str, Any]

HANDSHAKE: Json = {
    "kind": "driver",
    "protocol": 1,
    "name": "template",  # SDK: its name
    "version": "0.1.0",  # SDK: its version
    "language": "python",
    "revisions": ["2026-11-16"],  # SDK: which revisions it speaks
    "does": ["create"],  # SDK: which calls the methods below make
    "except": {},  # scenarios (globs) that it can't play, and why
    "concurrency": 1,  # how many scenarios may be under way at a time
}


class Application:
    """What an application does with the SDK, for one scenario: a method for each kind of call."""

    def __init__(self, scenario: Json) -> None:
        # SDK: make a client of it, with the address and the key of this scenario.
        self.base_url, self.api_key = scenario["base_url"], scenario["api_key"]

    def create(self, call: Json) -> Json:
        """One create; reports what the SDK handed over, as it handed it over."""
        # SDK: call it here, instead of these six lines.
        headers = {"x-goog-api-key": self.api_key, "content-type": "application/json"}
        body = json.dumps(call["params"]).encode()
        request = urllib.request.Request(f"{self.base_url}/v1beta/interactions", body, headers)  # noqa: S310 - always http
        with urllib.request.urlopen(request, timeout=call.get("timeout", 10)) as response:  # noqa: S310 - as above
            answer = json.load(response)
        contents = [content for step in answer.get("steps", []) for content in step.get("content", [])]
        return {
            "id": answer.get("id"),
            "status": answer.get("status"),
            "text": "".join(content.get("text", "") for content in contents),
            "steps": [step["type"] for step in answer.get("steps", [])],
            "usage": answer.get("usage"),
        }


def failure(error: Exception) -> Json:
    """What was raised, as the application would see it."""
    # SDK: its errors have attributes of their own.
    status = error.code if isinstance(error, urllib.error.HTTPError) else None
    return {"error": {"class": type(error).__name__, "status": status, "message": str(error)[:4000]}}


def play(scenario: Json) -> list[Json]:
    """The outcomes of a scenario's calls, one for each; after an error the next call is made all the same."""
    application, outcomes = Application(scenario), list[Json]()
    for call in scenario["calls"]:
        if isinstance(wanted := call.get("interaction"), dict):  # the id that an earlier call reported
            call["interaction"] = outcomes[wanted["from"]].get("id")
        try:
            outcomes.append(getattr(application, call["do"])(call))
        except Exception as error:  # whatever the SDK raises is what the application sees
            outcomes.append(failure(error))
    return outcomes


def main() -> None:
    """Hello, handshake, and a report for each scenario, until the input is closed."""
    out, sys.stdout = sys.stdout, sys.stderr  # what an SDK prints must not get between the lines
    for line in sys.stdin:
        said = json.loads(line)
        answer = HANDSHAKE if said["kind"] == "hello" else {"kind": "report", "id": said["id"], "calls": play(said)}
        print(json.dumps(answer), file=out, flush=True)


if __name__ == "__main__":
    main()
