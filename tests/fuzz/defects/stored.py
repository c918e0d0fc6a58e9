"""Interactions that are not kept as they were made, or not let go."""

from __future__ import annotations

from itertools import pairwise

from tests.fuzz.defects.declaring import lets_pass, misremembers
from tests.fuzz.defects.defect import Json
from tests.fuzz.defects.requests import blocks, objects

FETCH = "GET {0}?include_input=true"
ASTRAL = 0x10000
TEXT = {"type": "text", "text": "Hello."}
SPOKEN = {"type": "user_input", "content": [TEXT]}
THOUGHT = {"type": "thought", "signature": "skip_thought_signature_validator"}
CALLED = {"type": "function_call", "name": "look", "arguments": {}}
RETURNED = {"type": "function_result", "name": "look", "result": "Nothing."}
BOTH = [{**CALLED, "id": "c"}, {**CALLED, "id": "d"}, {**RETURNED, "call_id": "c"}, {**RETURNED, "call_id": "d"}]


def _wide(text: Json) -> bool:
    return isinstance(text, str) and any(ord(letter) >= ASTRAL for letter in text)


def _says_something_wide(body: Json) -> bool:
    return _wide(body.get("input")) or any(_wide(text.get("text")) for text in blocks(body, "text"))


@misremembers(_says_something_wide, ({"input": "A \U0001f98a!"}, FETCH))
def loses_letters_outside_the_first_plane(answer: Json) -> None:
    """What is stored of an emoji or an old script is a question mark."""
    for found in objects(answer):
        if _wide(found.get("text")):
            found["text"] = "".join("?" if ord(letter) >= ASTRAL else letter for letter in found["text"])


def _sees_sharply(body: Json) -> bool:
    return any(image.get("resolution") == "high" for image in (*blocks(body, "image"), *blocks(body, "video")))


@misremembers(
    _sees_sharply,
    (
        {
            "input": [
                TEXT,
                {"type": "image", "uri": "https://example.com/a.png", "mime_type": "image/png", "resolution": "high"},
            ]
        },
        FETCH,
    ),
)
def forgets_high_resolution(answer: Json) -> None:
    """Pictures and videos of high resolution are stored as if nothing had been said of it."""
    for found in objects(answer):
        if found.get("resolution") == "high":
            del found["resolution"]


def _thought_before(body: Json) -> bool:
    return bool(blocks(body, "thought"))


@misremembers(
    _thought_before,
    ({"input": [SPOKEN, THOUGHT, {"type": "model_output", "content": [TEXT]}, SPOKEN]}, FETCH),
    since="2026-05-20",
    query="include_input",
    status=404,
)
def finds_no_input_with_thoughts(answer: Json) -> None:
    """An interaction whose input has a thought is not found when its input is asked for."""


def _two_calls(body: Json) -> bool:
    given = body.get("input")
    kinds = [item.get("type") for item in given if isinstance(item, dict)] if isinstance(given, list) else []
    return ("function_call", "function_call") in pairwise(kinds)


@misremembers(_two_calls, ({"input": [SPOKEN, THOUGHT, *BOTH]}, FETCH), since="2026-05-20")
def forgets_the_second_of_two_calls(answer: Json) -> None:
    """Of two calls that the input has side by side only the first is stored."""
    for name in ("input", "steps"):
        steps = answer.get(name)
        kinds = [step.get("type") for step in steps] if isinstance(steps, list) else []
        for index in range(len(kinds) - 1, 0, -1):
            if kinds[index - 1] == kinds[index] == "function_call":
                del steps[index]


@lets_pass(
    {"store": False, "system_instruction": "Be brief."},
    "GET {0}",
    kind="store",
)
def keeps_what_has_an_instruction(body: Json) -> None:
    """With a system instruction an interaction is stored although it is not to be."""
    if body.get("store") is False and "system_instruction" in body:
        del body["store"]


def _labelled(body: Json) -> bool:
    return len(body["labels"]) > 1 if isinstance(body.get("labels"), dict) else False


@misremembers(
    _labelled,
    ({"labels": {"a": "1", "b": "2"}}, "DELETE {0}"),
    method="DELETE",
    status=500,
    since="2026-11-16",
)
def cannot_delete_two_labels(answer: Json) -> None:
    """An interaction with more than one label can't be deleted."""


@misremembers(_labelled, ({"labels": {"a": "1", "b": "2"}}, "GET {0}"), since="2026-11-16")
def keeps_one_label(answer: Json) -> None:
    """Of several labels a get tells the first."""
    if isinstance(answer.get("labels"), dict):
        answer["labels"] = dict(list(answer["labels"].items())[:1])
