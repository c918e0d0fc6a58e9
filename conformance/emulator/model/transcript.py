"""Speech written down: the same few words for every recording, with times and speakers where they are asked for.

Source: the settings of transcription and the annotations for words and speakers in the newest schemas.
"""

from __future__ import annotations

from typing import Any

from conformance.emulator.model.prompt import Prompt
from conformance.emulator.model.tools import Used

Json = dict[str, Any]

LINES = (("spk_1", "Welcome to this recording."), ("spk_2", "Thank you, I am glad that we can talk."))
WORD_SECONDS = 0.4
OFF = ("off", "none", "")


def run(done: Used, prompt: Prompt) -> None:
    """Write down what the newest input has to hear, if the model transcribes or the request says how to."""
    config = prompt.options.config.get("transcription_config")
    if config is None and "transcribe" not in prompt.model:
        return
    if not any(content["type"] == "audio" for content in prompt.media):
        return
    mode = settings(config or {})
    done.said.append(" ".join(line for _, line in LINES))
    spoken = str(mode.get("diarization_mode", "")).lower() not in OFF
    if spoken:
        done.cited += [(line, {"speaker": who, "type": "speech_metadata"}) for who, line in LINES]
    if "word" in mode.get("timestamp_granularities", []):
        done.cited += _words(spoken)


def settings(config: Json) -> Json:
    """The settings of a transcription_config, which stand in its mode or, in the older form, beside it."""
    mode = config.get("mode")
    return {**config, **(mode if isinstance(mode, dict) else {})}


def _words(spoken: bool) -> list[tuple[str, Json]]:
    """Every word with the time at which it is said; no word occurs twice."""
    said = [(who, word) for who, line in LINES for word in line.split()]
    found = []
    for place, (who, word) in enumerate(said):
        times = {"start_offset": _offset(place), "end_offset": _offset(place + 1)}
        found.append((word, {"text": word, **times, **({"speaker": who} if spoken else {}), "type": "word_info"}))
    return found


def _offset(words: int) -> str:
    return f"{words * WORD_SECONDS:.1f}s"
