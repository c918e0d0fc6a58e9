"""The models and agents that the emulator answers for, and what each of them can do.

The names are those of the published SDKs (open lists: a name that is missing here is refused, although the service
may know it). The rest rests on the clauses gc.thinking-level.per-model, mm.out.*, tool.cu.declare and
fc.builtin-plus-custom, and on the pages that they cite.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

LEVELS = ("minimal", "low", "medium", "high")
"""The thinking levels of most models."""
NO_MINIMAL = ("low", "medium", "high")
"""Those of models that always think a little."""
ALL_LEVELS = (*LEVELS, "xhigh")
NUMBER = re.compile(r"gemini-(\d+(?:\.\d+)?)")


@dataclass(frozen=True, slots=True)
class Model:
    """``makes`` are the kinds of content that it can answer with, the one that it chooses by itself first; ``levels``
    are its thinking levels, none where it does not think by level; ``computer`` says whether it controls one, and
    ``thinks`` whether it thinks at all."""

    name: str
    makes: tuple[str, ...] = ("text",)
    levels: tuple[str, ...] = LEVELS
    computer: bool = False
    thinks: bool = True

    @property
    def generation(self) -> float:
        """The number in the name, as 2.5; the newest where there is none."""
        return _generation(self.name)


@lru_cache(maxsize=100)
def _generation(name: str) -> float:
    found = NUMBER.match(name)
    return float(found[1]) if found else 3.0


def _texts(*names: str, levels: tuple[str, ...] = LEVELS, computer: bool = False) -> tuple[Model, ...]:
    return tuple(Model(name, ("text",), levels, computer) for name in names)


def _makers(*names: str, makes: tuple[str, ...]) -> tuple[Model, ...]:
    return tuple(Model(name, makes, (), thinks=makes[0] in ("image", "video")) for name in names)


LISTED = (
    *_texts(
        "gemini-2.5-flash",
        "gemini-2.5-flash-lite",
        "gemini-2.5-flash-lite-preview-09-2025",
        "gemini-2.5-flash-preview-09-2025",
        "gemini-2.5-pro",
        "gemini-3.1-flash-lite",
        "gemini-3.1-flash-lite-preview",
        "gemini-3.5-flash-lite",
        "gemini-flash-lite-latest",
        "gemini-robotics-er-1.6-preview",
        "gemini-robotics-er-2-preview",
    ),
    *_texts("gemini-3-flash-preview", "gemini-3.5-flash", "gemini-3.6-flash", computer=True),
    *_texts("gemini-2.5-computer-use-preview-10-2025", computer=True),
    *_texts("gemini-3-pro-preview", levels=("low", "high"), computer=True),
    *_texts(
        "gemini-3.1-pro-preview",
        "gemini-3.1-pro-preview-customtools",
        "gemini-3.7-flash",
        "gemini-3.8-flash",
        "gemini-flash-latest",
        "gemini-pro-latest",
        levels=NO_MINIMAL,
        computer=True,
    ),
    *_texts("gemini-4-argon", "gemini-4-carbon", "gemini-4-hydrogen", levels=ALL_LEVELS, computer=True),
    *_texts("gemma-4-26b-a4b-it", "gemma-4-31b-it", levels=()),
    *_makers("gemini-3.5-transcribe", makes=("text",)),
    *_makers(
        "gemini-2.5-flash-image",
        "gemini-2.5-flash-image-preview",
        "gemini-3-pro-image",
        "gemini-3-pro-image-preview",
        "gemini-3.1-flash-image",
        "gemini-3.1-flash-image-preview",
        "gemini-3.1-flash-lite-image",
        "gemini-nano-banana-2.1",
        "nano-banana-pro-preview",
        makes=("image", "text"),
    ),
    *_makers(
        "gemini-2.5-flash-preview-tts",
        "gemini-2.5-pro-preview-tts",
        "gemini-3.1-flash-tts-preview",
        "gemini-3.8-flash-lite-tts",
        "gemini-3.8-flash-tts",
        makes=("audio",),
    ),
    *_makers(
        "gemini-2.5-flash-native-audio-preview-12-2025",
        "gemini-2.5-flash-preview-native-audio-dialog",
        makes=("text", "audio"),
    ),
    *_makers("lyria-3-clip-preview", "lyria-3-pro-preview", "lyria-3.5", makes=("audio", "text")),
    *_makers("gemini-omni-1.1-flash", "gemini-omni-1.2-flash", "gemini-omni-flash-preview", makes=("video", "text")),
)
BY_NAME = {model.name: model for model in LISTED}

MODELS = frozenset(BY_NAME)

AGENTS = frozenset(
    (
        "antigravity-preview-05-2026",
        "antigravity-preview-09-2026",
        "deep-research-max-preview-04-2026",
        "deep-research-preview-04-2026",
        "deep-research-pro-preview-12-2025",
    )
)


def model_named(name: str | None) -> Model:
    """What is known of the model (or agent) ``name``; one that is not listed writes text."""
    return BY_NAME.get(str(name)) or Model(str(name))


def is_deep_research(agent: str | None) -> bool:
    """Whether ``agent`` is one of the Deep Research agents, which only run in the background."""
    return bool(agent) and str(agent).startswith("deep-research")
