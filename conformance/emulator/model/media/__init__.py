"""What models make beside text, as blocks of content: pictures, speech and videos of the form that was asked for."""

from __future__ import annotations

from conformance.emulator.model.media.movie import video
from conformance.emulator.model.media.picture import image
from conformance.emulator.model.media.speech import audio

__all__ = ["audio", "image", "video"]
