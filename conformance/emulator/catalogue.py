"""The models and agents that the emulator answers for, from the lists in the published SDKs."""

from __future__ import annotations

MODELS = frozenset(
    (
        "gemini-2.5-computer-use-preview-10-2025",
        "gemini-2.5-flash",
        "gemini-2.5-flash-image",
        "gemini-2.5-flash-image-preview",
        "gemini-2.5-flash-lite",
        "gemini-2.5-flash-lite-preview-09-2025",
        "gemini-2.5-flash-native-audio-preview-12-2025",
        "gemini-2.5-flash-preview-09-2025",
        "gemini-2.5-flash-preview-native-audio-dialog",
        "gemini-2.5-flash-preview-tts",
        "gemini-2.5-pro",
        "gemini-2.5-pro-preview-tts",
        "gemini-3-flash-preview",
        "gemini-3-pro-image",
        "gemini-3-pro-image-preview",
        "gemini-3-pro-preview",
        "gemini-3.1-flash-image",
        "gemini-3.1-flash-image-preview",
        "gemini-3.1-flash-lite",
        "gemini-3.1-flash-lite-image",
        "gemini-3.1-flash-lite-preview",
        "gemini-3.1-flash-tts-preview",
        "gemini-3.1-pro-preview",
        "gemini-3.1-pro-preview-customtools",
        "gemini-3.5-flash",
        "gemini-3.5-flash-lite",
        "gemini-3.6-flash",
        "gemini-3.7-flash",
        "gemini-3.8-flash",
        "gemini-3.8-flash-lite-tts",
        "gemini-3.8-flash-tts",
        "gemini-4-argon",
        "gemini-4-carbon",
        "gemini-4-hydrogen",
        "gemini-flash-latest",
        "gemini-flash-lite-latest",
        "gemini-nano-banana-2.1",
        "gemini-omni-1.1-flash",
        "gemini-omni-1.2-flash",
        "gemini-omni-flash-preview",
        "gemini-pro-latest",
        "gemini-robotics-er-1.6-preview",
        "gemini-robotics-er-2-preview",
        "gemma-4-26b-a4b-it",
        "gemma-4-31b-it",
        "nano-banana-pro-preview",
    )
)

AGENTS = frozenset(
    (
        "antigravity-preview-05-2026",
        "antigravity-preview-09-2026",
        "deep-research-max-preview-04-2026",
        "deep-research-preview-04-2026",
        "deep-research-pro-preview-12-2025",
    )
)


def is_deep_research(agent: str | None) -> bool:
    """Whether ``agent`` is one of the Deep Research agents, which only run in the background."""
    return bool(agent) and str(agent).startswith("deep-research")


def makes_images(model: str | None) -> bool:
    """Whether ``model`` can answer with pictures."""
    return bool(model) and any(word in str(model) for word in ("image", "banana", "omni"))


def makes_speech(model: str | None) -> bool:
    """Whether ``model`` can answer with sound."""
    return bool(model) and any(word in str(model) for word in ("tts", "audio", "omni"))
