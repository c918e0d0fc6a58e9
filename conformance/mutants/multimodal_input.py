"""What a server could get wrong about pictures, sound, film and documents."""

from __future__ import annotations

from dataclasses import replace

from conformance.exchange import Exchange
from conformance.interaction import objects
from conformance.mutant import mutant
from conformance.path import get

TAKES = " ".join(
    f"multimodal-input.{name}"
    for name in ("image", "audio", "video", "document", "csv", "several", "resolution", "processing")
)
INLINE = "mm.in.image.inline mm.in.audio.inline mm.in.video.inline mm.in.document.inline"


@mutant(
    kills=f"{TAKES} multimodal-input.counted-by-modality",
    violates=INLINE,
)
def looks_at_nothing(control: Exchange, created: Exchange) -> Exchange:
    """Answers whatever it was shown as it answers a plain question."""
    return replace(created, response=control.response)


@mutant(
    kills=TAKES,
    violates=f"{INLINE} sample.image-in.curl sample.audio-in.curl sample.video-in.curl sample.pdf-in.curl",
)
def chokes_on_media(control: Exchange, created: Exchange) -> Exchange:
    return created.with_json("$.status", "failed")


@mutant(kills="multimodal-input.counted-by-modality")
def counts_media_as_nothing(control: Exchange, created: Exchange) -> Exchange:
    where = "$.usage.input_tokens_by_modality"
    texts = [entry for entry in objects(get(created.json, where)) if entry["modality"] == "text"]
    return created.with_json(where, [{**entry, "modality": "video_frame"} for entry in texts])


@mutant(kills="multimodal-input.attended-to")
def passes_over_the_media(alone: Exchange, created: Exchange) -> Exchange:
    return replace(created, response=alone.response)
