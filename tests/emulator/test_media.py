"""Pictures, speech and videos that models make: real files of the form that was asked for."""

from __future__ import annotations

import base64
import io
import struct
import wave
from typing import TYPE_CHECKING, Any

import pytest

from conformance.emulator.model.media import compressed, jpeg, movie, picture, speech

if TYPE_CHECKING:
    from tests.emulator.conftest import Api

Json = dict[str, Any]

PAINTER, SPEAKER, FILMER = "gemini-3-pro-image-preview", "gemini-2.5-flash-preview-tts", "gemini-omni-1.1-flash"


def made(api: Api, answer: Json, kind: str) -> Json:
    """The only block of ``kind`` in ``answer``."""
    contents = [content for block in api.blocks(answer) for content in block.get("content", [block])]
    (block,) = (content for content in contents if content["type"] == kind)
    return dict(block)


def segments(raw: bytes) -> tuple[dict[int, bytes], bytes]:
    """The segments of a JPEG by marker, and what follows the last of them."""
    assert raw[:2] == b"\xff\xd8"
    assert raw[-2:] == b"\xff\xd9"
    found, at = {}, 2
    while 0xDA not in found:
        assert raw[at] == 0xFF
        (size,) = struct.unpack_from(">H", raw, at + 2)
        found[raw[at + 1]] = raw[at + 4 : at + 2 + size]
        at += 2 + size
    return found, raw[at:-2]


def levels(row: bytes) -> list[tuple[int, ...]]:
    """The differences that a restart interval codes, six to a block of pixels, read by the tables of the file."""
    bits = "".join(f"{byte:08b}" for byte in row.replace(b"\xff\x00", b"\xff"))
    codes = {code: size for size, code in jpeg.DC_CODES.items()}
    found, at = [], 0
    while len(bits) - at >= 12:
        block = []
        for _ in range(6):
            size = next(codes[bits[at : at + width]] for width in range(1, 6) if bits[at : at + width] in codes)
            at += len(next(code for code, known in codes.items() if known == size))
            number = int(bits[at : at + size] or "0", 2)
            block.append(number if not size or bits[at] == "1" else number - (1 << size) + 1)
            at += size
            assert bits[at] == "0", "no coefficients beside the level"
            at += 1
        found.append(tuple(block))
    assert set(bits[at:]) <= {"1"}
    return found


def test_a_jpeg_has_a_row_of_blocks_for_every_sixteen_lines() -> None:
    found, scan = segments(jpeg.encode(100, 50, [(255, 0, 0), (255, 255, 255)]))
    assert struct.unpack_from(">BHHB", found[0xC0]) == (8, 50, 100, 3)
    rows = [levels(row) for row in split(scan)]
    assert [len(row) for row in rows] == [7] * 4
    assert rows[0][0] == (-52, 0, 0, 0, -43, 127)
    assert rows[3][0] == (127, 0, 0, 0, 0, 0)
    assert {block for row in rows for block in row[1:]} == {(0,) * 6}


def split(scan: bytes) -> list[bytes]:
    """The restart intervals of ``scan``; their markers count from 0 to 7 and again."""
    rows, start, number = [], 0, 0
    for at in range(len(scan) - 1):
        if scan[at] == 0xFF and scan[at + 1] & 0xF8 == 0xD0:
            assert scan[at + 1] & 7 == number % 8
            rows.append(scan[start:at])
            start, number = at + 2, number + 1
    return [*rows, scan[start:]]


@pytest.mark.parametrize("size", picture.SCALES)
@pytest.mark.parametrize("ratio", picture.SIZES)
def test_pictures_have_the_ratio_and_size_of_their_names(ratio: str, size: str) -> None:
    width, height = picture.dimensions(ratio, size)
    wide, high = map(int, ratio.split(":"))
    assert abs(width / height - wide / high) / (wide / high) < 0.07
    assert width * height == pytest.approx(1024 * 1024 * picture.SCALES[size] ** 2, rel=0.15)


def test_a_picture_is_as_large_as_asked_for(steps_api: Api) -> None:
    form = {"type": "image", "aspect_ratio": "16:9", "image_size": "2K"}
    answer = steps_api.create("Draw a tree", model=PAINTER, response_format=form)
    found, _ = segments(base64.b64decode(made(steps_api, answer, "image")["data"]))
    assert struct.unpack_from(">HH", found[0xC0], 1) == (1536, 2752)
    assert answer["usage"]["output_tokens_by_modality"] == [{"modality": "image", "tokens": 1120}]


def test_the_older_place_for_the_form_of_a_picture(apis: dict[str, Api]) -> None:
    api, config = apis["2026-05-07"], {"image_config": {"aspect_ratio": "1:1", "image_size": "1K"}}
    answer = api.create("Draw", model=PAINTER, response_modalities=["image"], generation_config=config)
    found, _ = segments(base64.b64decode(made(api, answer, "image")["data"]))
    assert struct.unpack_from(">HH", found[0xC0], 1) == (1024, 1024)


def test_text_and_pictures_come_in_the_order_asked_for(steps_api: Api) -> None:
    for kinds in (["text", "image"], ["image", "text"]):
        answer = steps_api.create("Draw a tree", model=PAINTER, response_format=[{"type": kind} for kind in kinds])
        assert [content["type"] for content in answer["steps"][-1]["content"]] == kinds
        listed = answer["usage"]["output_tokens_by_modality"]
        assert sum(item["tokens"] for item in listed) == answer["usage"]["total_output_tokens"]


@pytest.mark.parametrize("kind", ["image", "audio", "video"])
def test_media_streams_in_one_piece(live_api: Api, kind: str) -> None:
    model = {"image": PAINTER, "audio": SPEAKER, "video": FILMER}[kind]
    answer, events = live_api.create("A tree", model=model), live_api.stream("A tree", model=model)
    deltas = [data["delta"] for name, data in events if name == live_api.revision.delta]
    assert [delta["type"] for delta in deltas] == [*(["thought_signature"] if kind != "audio" else []), kind]
    assert deltas[-1]["data"] == made(live_api, answer, kind)["data"]


def test_speech_is_samples_unless_asked_otherwise(steps_api: Api) -> None:
    block = made(steps_api, steps_api.create("Say it", model=SPEAKER), "audio")
    assert (block["mime_type"], block["sample_rate"], block["channels"]) == ("audio/l16", 24_000, 1)
    assert len(base64.b64decode(block["data"])) % 2 == 0


@pytest.mark.parametrize("rate", [8_000, 24_000, 48_000])
def test_speech_as_wav_has_the_rate_asked_for(steps_api: Api, rate: int) -> None:
    form = {"type": "audio", "mime_type": "audio/wav", "sample_rate": rate}
    block = made(steps_api, steps_api.create("One two three four", model=SPEAKER, response_format=form), "audio")
    with wave.open(io.BytesIO(base64.b64decode(block["data"]))) as held:
        assert (held.getnchannels(), held.getsampwidth(), held.getframerate()) == (1, 2, rate)
        assert held.getnframes() == 4 * round(speech.WORD_SECONDS * rate)
        assert any(held.readframes(held.getnframes()))


def test_every_speaker_has_a_voice(steps_api: Api) -> None:
    voices = [{"speaker": "Ann", "voice": "Kore"}, {"speaker": "Bob", "voice": "Puck"}]
    said = []
    for second in ("Bob", "Ann"):
        config = {"speech_config": voices}
        answer = steps_api.create(f"Ann: one two\n{second}: three four", model=SPEAKER, generation_config=config)
        said.append(base64.b64decode(made(steps_api, answer, "audio")["data"]))
    half = len(said[0]) // 2
    assert (said[0][:half], len(said[0])) == (said[1][:half], len(said[1]))
    assert said[0][half:] != said[1][half:]


def test_voices_may_be_an_object_in_the_newest_revision(apis: dict[str, Api]) -> None:
    api, voices = apis["2026-11-16"], [{"voice": "Puck"}]
    answers = [
        made(api, api.create("Say it", model=SPEAKER, generation_config={"speech_config": given}), "audio")["data"]
        for given in (voices, {"speakers": voices}, [{"voice": "Kore"}])
    ]
    assert answers[0] == answers[1] != answers[2]


@pytest.mark.parametrize("sample", [-32768, -20000, -300, -1, 0, 1, 40, 500, 7000, 32767])
def test_telephone_codings_come_back_close(sample: int) -> None:
    coded = ~speech.mulaw(sample) & 0xFF
    size = ((((coded & 15) << 3) + 132) << (coded >> 4 & 7)) - 132
    assert abs((-size if coded & 0x80 else size) - sample) <= max(8, abs(sample) // 16)
    coded = speech.alaw(sample) ^ 0x55
    exponent, size = coded >> 4 & 7, (coded & 15) << 4
    size = size + 8 if exponent == 0 else size + 0x108 << exponent - 1
    assert abs((size if coded & 0x80 else -size) - sample) <= max(16, abs(sample) // 16)


@pytest.mark.parametrize(("rate", "samples"), [(24_000, 576), (44_100, 1152)])
def test_mp3_is_whole_frames_of_silence(rate: int, samples: int) -> None:
    raw = compressed.mp3(1.0, rate, 64_000)
    size = (144_000 if samples == 1152 else 72_000) * 64 // rate
    frames = [raw[at : at + size] for at in range(0, len(raw), size)]
    assert len(raw) == size * len(frames)
    assert len(frames) == round(rate / samples)
    assert all(frame[:2] in (b"\xff\xfb", b"\xff\xf3") and not any(frame[4:]) for frame in frames)


def test_ogg_pages_have_their_checksum_and_the_last_says_so() -> None:
    raw = compressed.ogg_opus(2.5, 24_000, None)
    pages = [b"OggS" + page for page in raw.split(b"OggS")[1:]]
    assert [page[5] for page in pages] == [2, 0, 0, 0, 4]
    for page in pages:
        (stated,) = struct.unpack_from("<I", page, 22)
        assert compressed.checksum(page[:22] + bytes(4) + page[26:]) == stated
    assert struct.unpack_from("<q", pages[-1], 6) == (int(2.5 * 48_000),)


def test_the_checksum_is_the_one_of_ogg() -> None:
    assert compressed.checksum(b"123456789") == 0x89A1897F


def boxes(raw: bytes) -> dict[str, bytes]:
    """The boxes in ``raw`` by name."""
    found, at = {}, 0
    while at < len(raw):
        (size,) = struct.unpack_from(">I", raw, at)
        found[raw[at + 4 : at + 8].decode()] = raw[at + 8 : at + size]
        at += size
    assert at == len(raw)
    return found


def test_a_video_is_as_large_and_long_as_asked_for(apis: dict[str, Api]) -> None:
    api, form = apis["2026-11-16"], {"type": "video", "resolution": "360p", "aspect_ratio": "9:16", "duration": "2s"}
    answer = api.create("Film a tree", model=FILMER, response_format=form)
    block = made(api, answer, "video")
    raw = base64.b64decode(block["data"])
    outer = boxes(raw)
    assert (block["mime_type"], list(outer)) == ("video/mp4", ["ftyp", "moov", "mdat"])
    track = boxes(boxes(outer["moov"])["trak"])
    assert [side >> 16 for side in struct.unpack(">II", track["tkhd"][-8:])] == [360, 640]
    table = boxes(boxes(boxes(track["mdia"])["minf"])["stbl"])
    sizes = struct.unpack(f">{2 * movie.RATE}I", table["stsz"][12:])
    (start,) = struct.unpack(">I", table["stco"][8:])
    assert raw[start:] == outer["mdat"]
    assert sum(sizes) == len(outer["mdat"])
    listed = answer["usage"]["output_tokens_by_modality"]
    assert listed == [{"modality": "video", "tokens": 2 * movie.TOKENS_PER_SECOND}]


def test_the_first_frame_says_grey_for_each_block_and_the_others_the_same() -> None:
    frames = boxes(movie.encode(64, 48, 3))["mdat"]
    lengths = [12 + struct.unpack_from(">I", frames)[0] - 12]
    first = "".join(f"{byte:08b}" for byte in frames[5 : 4 + lengths[0]])
    assert "00100111" * 12 + "1" in first
    assert first.rstrip("0").endswith("1")


@pytest.mark.parametrize("duration", ["5", "0s", "-1s", "1e3s", "600s"])
def test_durations_are_seconds_with_an_s(apis: dict[str, Api], duration: str) -> None:
    form = {"type": "video", "duration": duration}
    status, message = apis["2026-11-16"].refused(input="Film", model=FILMER, response_format=form)
    assert (status, "duration" in message) == (400, True)


def test_sample_rates_are_those_that_sound_is_made_in(steps_api: Api) -> None:
    form = {"type": "audio", "sample_rate": 12_345}
    status, message = steps_api.refused(input="Say it", model=SPEAKER, response_format=form)
    assert (status, "Supported values" in message) == (400, True)


@pytest.mark.parametrize(("model", "kind"), [("gemini-2.5-flash", "image"), (SPEAKER, "image"), (PAINTER, "audio")])
def test_models_make_what_they_can(api: Api, model: str, kind: str) -> None:
    wanted: Json = {"response_format": {"type": kind}}
    if api.revision.blocks == "outputs":
        wanted = {"response_modalities": [kind.upper()] if api.revision.name < "2026" else [kind]}
    assert api.refused(input="Hi", model=model, **wanted) == (
        *(400, f"Model '{model}' does not support {kind} output."),
    )


@pytest.mark.parametrize("kind", ["image", "audio", "video"])
def test_media_may_be_asked_for_by_address(apis: dict[str, Api], kind: str) -> None:
    api, model = apis["2026-11-16"], {"image": PAINTER, "audio": SPEAKER, "video": FILMER}[kind]
    inline = made(api, api.create("A tree", model=model, response_format={"type": kind}), kind)
    form = {"type": kind, "delivery": "uri"}
    block = made(api, api.create("A tree", model=model, response_format=form), kind)
    assert "data" not in block
    answer = api.http.get(block["uri"])
    assert (answer.status_code, answer.headers["content-type"]) == (200, block["mime_type"])
    assert answer.content == base64.b64decode(inline["data"])
    other = api.http.get(block["uri"], headers={"x-goog-api-key": "another"})
    assert other.status_code == 403


def test_a_picture_that_is_beyond_the_limit_is_left_out(api: Api) -> None:
    answer = api.create("A tree", model=PAINTER, generation_config={"max_output_tokens": 500})
    assert (answer["status"], answer["usage"]["total_output_tokens"]) == ("incomplete", 0)
    assert not [block for block in api.blocks(answer) if block["type"] != "thought"]


def test_models_that_speak_do_not_think(api: Api) -> None:
    answer = api.create("Say it", model=SPEAKER)
    assert answer["usage"]["total_thought_tokens"] == 0
    assert not [block for block in api.blocks(answer) if block["type"] == "thought"]


@pytest.mark.parametrize("spoken", [False, True])
def test_recordings_are_written_down_with_times_and_speakers(apis: dict[str, Api], spoken: bool) -> None:
    api, sound = apis["2026-11-16"], {"type": "audio", "data": "AAAA", "mime_type": "audio/wav"}
    mode: Json = {"type": "verbatim", "timestamp_granularities": ["word"]}
    mode |= {"diarization_mode": "speaker"} if spoken else {}
    config = {"transcription_config": {"mode": mode}}
    answer = api.create([sound], model="gemini-3.5-transcribe", generation_config=config)
    (content,) = answer["steps"][-1]["content"]
    words = [note for note in content["annotations"] if note["type"] == "word_info"]
    raw = content["text"].encode()
    assert [raw[note["start_index"] : note["end_index"]].decode() for note in words] == content["text"].split()
    assert all(float(note["start_offset"][:-1]) < float(note["end_offset"][:-1]) for note in words)
    assert {note.get("speaker") for note in words} == ({"spk_1", "spk_2"} if spoken else {None})
    assert any(note["type"] == "speech_metadata" for note in content["annotations"]) is spoken
