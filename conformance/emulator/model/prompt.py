"""What the scripted model gets to see: the conversation and how to answer it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from conformance.emulator.attachments import Attachment
from conformance.emulator.create_request import USUAL, Options
from conformance.emulator.outbound import Outbound

Json = dict[str, Any]


# Nobody changes one, but frozen it takes three times as long to make.
@dataclass(slots=True)
class Prompt:
    """A conversation (steps, oldest first, ending in the new input) and the options of this turn.

    ``kept`` counts the steps that the service itself remembered, ``attachments`` are the media of the newest;
    ``outbound`` is for tools that talk to servers. ``plain`` says that the new input is one text without any settings,
    so that nobody has to look for them. What every rule reads is worked out once: ``question`` is the text
    of the newest user input, ``lowered`` the same in lower case, for rules that look for a word before they look
    closer; ``media`` are its other blocks; ``results`` are the function results that end the conversation, if it ends
    in some.
    """

    model: str
    steps: list[Json]
    options: Options = USUAL
    kept: int = 0
    attachments: Sequence[Attachment] = ()
    outbound: Outbound = field(default_factory=Outbound)
    plain: bool = False
    question: str = field(init=False)
    lowered: str = field(init=False)
    media: list[Json] = field(init=False)
    results: list[Json] = field(init=False)

    def __post_init__(self) -> None:
        """Look at how the conversation ends."""
        if self.plain:
            self.question, self.media, self.results = self.steps[-1]["content"][0]["text"], [], []
            self.lowered = self.question.lower()
            return
        newest: list[Json] = []
        for step in reversed(self.steps):
            if step["type"] == "user_input":
                newest = step["content"]
                break
        if len(newest) == 1 and newest[0]["type"] == "text":  # as nearly always
            self.question, self.media = newest[0]["text"], []
        else:
            self.question = text_in(newest)
            self.media = [content for content in newest if content["type"] != "text"]
        self.lowered = self.question.lower()
        self.results = self._results() if self.steps and self.steps[-1]["type"] == "function_result" else []

    @property
    def choice(self) -> str:
        """How freely the model may call: ``auto``, ``any``, ``none`` or ``validated``, in either form of the field."""
        choice = self.options.config.get("tool_choice", "auto")
        return str(_allowed(choice).get("mode", "auto") if isinstance(choice, dict) else choice)

    @property
    def allowed_functions(self) -> list[str] | None:
        """The names that tool_choice allows; None when all are allowed."""
        choice = self.options.config.get("tool_choice")
        names = _allowed(choice).get("tools") if isinstance(choice, dict) else None
        return None if names is None else list(names)

    @property
    def user_texts(self) -> list[str]:
        """Everything the user said, oldest first."""
        return [text_of(step) for step in self.steps if step["type"] == "user_input"]

    @property
    def model_texts(self) -> list[str]:
        """Everything the model said, oldest first."""
        return [text_of(step) for step in self.steps if step["type"] == "model_output"]

    def _results(self) -> list[Json]:
        found: list[Json] = []
        for step in reversed(self.steps):
            if step["type"] != "function_result":
                break
            found.insert(0, step)
        return found

    @property
    def calls_since_question(self) -> list[Json]:
        """The function calls that the model has made since the newest user input."""
        made: list[Json] = []
        for step in reversed(self.steps):
            if step["type"] == "user_input":
                break
            made += [step] if step["type"] == "function_call" else []
        return made

    def call(self, call_id: str) -> Json:
        """The function call of that id, or an empty object when it is no longer known."""
        calls = (step for step in self.steps if step["type"] == "function_call" and step["id"] == call_id)
        return next(calls, {})


def _allowed(choice: Json) -> Json:
    allowed = choice.get("allowed_tools", {})
    return allowed if isinstance(allowed, dict) else {}


def text_of(step: Json) -> str:
    """The text of a step's contents, in order."""
    return text_in(step.get("content", []))


def text_in(contents: list[Json]) -> str:
    """The text in ``contents``, in order."""
    return " ".join([content["text"] for content in contents if content["type"] == "text"])
