"""Settings of the model within their documented bounds, and a choice of tools that names functions that are there.

Clauses gc.*, fc.tool-choice.*.
"""

from __future__ import annotations

from typing import Any

from conformance.generate.documented.choice import between, kept
from conformance.generate.documented.world import World
from conformance.revisions import NEWEST

Json = dict[str, Any]

MOST_TOKENS, HOTTEST, MOST_STOPS, SEEDS = 65_536, 2, 5, 2**31 - 1
"""Above these a service that keeps numbers in 32 bits, or models with such limits, may refuse (page of the models)."""
LONGEST_STOP = 64
VOICES, LANGUAGES = ("Kore", "Puck", "Charon"), ("en-US", "de-DE", "fr-FR")
DEFAULT_LEVELS = ("low", "high")
"""The levels that every thinking model has (gc.thinking-level.per-model and its page)."""


def mend(body: Json, world: World) -> None:
    """Bring the numbers and lists of ``generation_config`` within their bounds."""
    config = body.get("generation_config")
    if config is None:
        return
    if "max_output_tokens" in config:
        config["max_output_tokens"] = between(config["max_output_tokens"], 1, MOST_TOKENS)
    if "temperature" in config:
        config["temperature"] = min(config["temperature"], HOTTEST)
    if "seed" in config:
        config["seed"] = between(config["seed"], -SEEDS, SEEDS)
    if "stop_sequences" in config:
        stops = dict.fromkeys(stop[:LONGEST_STOP] for stop in config["stop_sequences"] if stop.strip())
        config["stop_sequences"] = list(stops)[:MOST_STOPS]
    if "speech_config" in config:
        _voices(config["speech_config"])
    if "transcription_config" in config:
        _transcription(config["transcription_config"])
    if "tool_choice" in config:
        _choice(config, body)
    if world.revision is NEWEST and "thinking" in world.absent:
        config.pop("thinking_level", None)


def _voices(speech: Any) -> None:
    """Prebuilt voices and languages by their codes."""
    for one in speech.get("speakers", ()) if isinstance(speech, dict) else speech:
        if "voice" in one:
            one["voice"] = kept(one["voice"], VOICES)
        if "language" in one:
            one["language"] = kept(one["language"], LANGUAGES)
        if "speaker" in one and not one["speaker"].strip():
            one["speaker"] = "Joe"


def _transcription(config: Json) -> None:
    for name in ("language_codes", "language_hints"):
        if name in config:
            config[name] = list(dict.fromkeys(kept(code, LANGUAGES) for code in config[name]))


def _choice(config: Json, body: Json) -> None:
    """What has to be called is there to be called."""
    declared = [tool["name"] for tool in body.get("tools", ()) if tool["type"] == "function"]
    choice = config["tool_choice"]
    if isinstance(choice, str):
        if choice != "none" and not declared:
            config["tool_choice"] = "auto"
        return
    allowed = choice.get("allowed_tools")
    if allowed is None:
        return
    if "tools" in allowed:
        named = [kept(name, declared) for name in allowed["tools"]] if declared else []
        allowed["tools"] = list(dict.fromkeys(named))
    if not allowed.get("tools", declared) and allowed.get("mode") in ("any", "validated"):
        allowed["mode"] = "auto"
