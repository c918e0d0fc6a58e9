"""Speech: a tone a word, in the voices and the coding that were asked for; compressed codings are silent."""

from __future__ import annotations

import base64
import hashlib
import io
import math
import re
import struct
import wave
from array import array
from functools import lru_cache
from typing import Any

from conformance.emulator.model.media import compressed

Json = dict[str, Any]

RATE = 24_000
RATES = (8_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000)
PLAIN = "audio/l16"
"""What speech models send unless asked otherwise: samples of 16 bits, lowest byte first, as the samples of the
documentation write them into WAV files."""
WORD_SECONDS = 0.05
MAX_SECONDS = 4.0
TOKENS_PER_SECOND = 25
LINE = re.compile(r"^\s*([\w .'-]{1,40}?)\s*:\s*(.+)$", re.MULTILINE)


def audio(text: str, form: Json, voices: list[Json]) -> tuple[Json, int]:
    """A block with ``text`` as sound, and its tokens; ``form`` has ``mime_type``, ``sample_rate`` and ``bit_rate``.

    ``voices`` are the entries of speech_config. Where they name speakers, the lines that begin with a name and a
    colon are in that speaker's voice.
    """
    mime_type, rate = form.get("mime_type", PLAIN), form.get("sample_rate", RATE)
    parts = tuple(_parts(text, voices))
    data, seconds = _spoken(parts, mime_type, rate, form.get("bit_rate"))
    block = {"mime_type": mime_type, "data": data, "channels": 1, "sample_rate": rate, "type": "audio"}
    return block, max(1, round(seconds * TOKENS_PER_SECOND))


def _parts(text: str, voices: list[Json]) -> list[tuple[str, int]]:
    """Pieces of speech as ``(voice, words)``, in order."""
    named = {str(voice["speaker"]): str(voice.get("voice", voice["speaker"])) for voice in voices if "speaker" in voice}
    lines = [(named[who], said) for who, said in LINE.findall(text) if who in named]
    first = str(voices[0].get("voice", "Kore")) if voices else "Kore"
    return [(voice, len(said.split())) for voice, said in lines or [(first, text)]]


@lru_cache(maxsize=8)
def _spoken(parts: tuple[tuple[str, int], ...], mime_type: str, rate: int, bit_rate: int | None) -> tuple[str, float]:
    words = sum(count for _, count in parts)
    each = min(WORD_SECONDS, MAX_SECONDS / max(words, 1))
    seconds = max(words, 1) * each
    if mime_type in compressed.ENCODERS:
        return base64.b64encode(compressed.ENCODERS[mime_type](seconds, rate, bit_rate)).decode(), seconds
    samples: array[int] = array("h")
    for voice, count in parts:
        samples.extend(_tones(voice, max(count, 1), round(each * rate), rate))
    return base64.b64encode(_coded(samples, mime_type, rate)).decode(), seconds


def _tones(voice: str, words: int, length: int, rate: int) -> array[int]:
    """A tone for each word with a fading end; the pitch belongs to the voice."""
    pitch = 110 + hashlib.sha256(voice.encode()).digest()[0]
    fade = max(length, 1)
    word = (round(6000 * (1 - at / fade) * math.sin(2 * math.pi * pitch * at / rate)) for at in range(length))
    return array("h", word) * words


def _coded(samples: array[int], mime_type: str, rate: int) -> bytes:
    if mime_type == "audio/mulaw":
        return bytes(map(mulaw, samples))
    if mime_type == "audio/alaw":
        return bytes(map(alaw, samples))
    raw = struct.pack(f"<{len(samples)}h", *samples)
    if mime_type != "audio/wav":
        return raw
    held = io.BytesIO()
    with wave.open(held, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes(raw)
    return held.getvalue()


def mulaw(sample: int) -> int:
    """One sample of 16 bits as G.711 mu-law."""
    sign, size = (0x80, -sample) if sample < 0 else (0, sample)
    size = min(size, 32635) + 132
    exponent = size.bit_length() - 8
    return ~(sign | exponent << 4 | (size >> exponent + 3) & 0x0F) & 0xFF


def alaw(sample: int) -> int:
    """One sample of 16 bits as G.711 A-law."""
    sign, size = (0x80, sample) if sample >= 0 else (0, -sample - 1)
    size = min(size, 32767)
    exponent = max(size.bit_length() - 8, 0)
    mantissa = size >> (exponent + 3 if exponent else 4) & 0x0F
    return (sign | exponent << 4 | mantissa) ^ 0x55
