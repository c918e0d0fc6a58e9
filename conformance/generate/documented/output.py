"""What a request asks to be made: one kind of output, in a form that its model can give.

Clauses mm.out.*, so.*, rev.response-format, create.response-modalities.enum and gc.*config. Agents write text alone
(agent.dr.no-structured, env.antigravity.no-structured).
"""

from __future__ import annotations

import re
from typing import Any

from conformance.generate.documented.carried_schemas import mended
from conformance.generate.documented.choice import kept, pick
from conformance.generate.documented.world import OUTPUT_ROLES, World
from conformance.revisions import LEGACY

Json = dict[str, Any]

CONFIGS = {"image_config": "image", "speech_config": "audio", "video_config": "video"}
"""The fields of ``generation_config`` for models of one kind."""
TYPED = ("text", "image", "audio", "video")
BESIDE = {"text": (), "image": ("text",), "audio": (), "video": ()}
"""What a model that makes one kind may be asked for beside it (mm.out.interleaved)."""
MIME_TYPES = ("application/json", "text/plain")
SAMPLE_RATES, BIT_RATES = (8_000, 16_000, 24_000, 44_100, 48_000), (32_000, 64_000, 128_000)
DURATION = re.compile(r"[1-8]s")
NOT_FOR_MAKERS = ("thinking_level", "thinking_summaries", "tool_choice", "transcription_config", "stop_sequences")


def asked(body: Json, world: World) -> str:
    """The kind of output that ``body`` is going to ask for: ``text`` or one of which there is a model."""
    if "agent" in body:
        return "text"
    given = body.get("response_format")
    kinds = [item["type"] for item in _listed(given) if is_typed(item, world)]
    if given is None:
        kinds = [modality.lower() for modality in body.get("response_modalities", ())]
    if given is None and "response_modalities" not in body:
        kinds = [CONFIGS[name] for name in CONFIGS if name in body.get("generation_config", {})]
    made = [kind for kind, role in OUTPUT_ROLES.items() if kind in kinds and role in world.models]
    return pick(made, made) if made else "text"


def is_typed(form: Json, world: World) -> bool:
    """Whether a response format has a type of its own, and is not a bare JSON Schema."""
    return world.steps and isinstance(form.get("type"), str) and form["type"] in TYPED


def mend(body: Json, kind: str, world: World) -> None:
    """Leave in ``body`` what goes with output of ``kind``."""
    if "agent" in body:
        for name in ("response_format", "response_mime_type", "response_modalities"):
            body.pop(name, None)
        return
    _formats(body, kind, world)
    _modalities(body, kind, world)
    _mime_type(body, kind, world)
    config = body.get("generation_config", {})
    for name, wanted in CONFIGS.items():
        if wanted != kind:
            config.pop(name, None)
    for name in NOT_FOR_MAKERS if kind != "text" else ():
        config.pop(name, None)


def _listed(given: Any) -> list[Json]:
    return given if isinstance(given, list) else [given] if isinstance(given, dict) else []


def _formats(body: Json, kind: str, world: World) -> None:
    given = body.get("response_format")
    if given is None:
        return
    found: dict[str, Json] = {}
    for form in _listed(given):
        if not is_typed(form, world):
            if kind == "text":
                found.setdefault("text", _bare(form, world))
        elif form["type"] in (kind, *BESIDE[kind]):
            found.setdefault(form["type"], _typed(form, kind))
    if not found:
        del body["response_format"]
    else:
        body["response_format"] = list(found.values()) if isinstance(given, list) else next(iter(found.values()))


def _bare(form: Json, world: World) -> Any:
    schema: Json = mended(form)
    if not {"type", "anyOf"} & schema.keys() or (world.steps and "type" not in schema):
        return mended({"type": "object", **{name: value for name, value in schema.items() if name != "anyOf"}})
    return schema


def _typed(form: Json, kind: str) -> Json:
    match form["type"]:
        case "text":
            if kind != "text":
                return {"type": "text"}
            if "schema" in form:
                form |= {"schema": mended(form["schema"]) or {"type": "string"}, "mime_type": "application/json"}
        case "audio":
            for name, values in (("sample_rate", SAMPLE_RATES), ("bit_rate", BIT_RATES)):
                if name in form:
                    form[name] = kept(form[name], values)
        case "video":
            if "duration" in form and not DURATION.fullmatch(form["duration"]):
                form["duration"] = "5s"
            if "gcs_uri" in form:
                form["gcs_uri"] = "gs://conformance/film.mp4"
    return form


def _modalities(body: Json, kind: str, world: World) -> None:
    given = body.get("response_modalities")
    if given is None:
        return
    fitting = [name for name in given if name.lower() in (kind, *BESIDE[kind])]
    if world.revision is not LEGACY:
        fitting = [name for name in fitting if name.islower()]
    once = {name.lower(): name for name in fitting}
    body["response_modalities"] = list(once.values()) if kind in once else [*once.values(), kind]


def _mime_type(body: Json, kind: str, world: World) -> None:
    form = body.get("response_format")
    if form is not None and not world.steps:
        body["response_mime_type"] = "application/json"
    elif "response_mime_type" not in body:
        return
    elif kind != "text":
        del body["response_mime_type"]
    else:
        types = [str(item.get("mime_type", "")) if is_typed(item, world) else MIME_TYPES[0] for item in _listed(form)]
        body["response_mime_type"] = kept(body["response_mime_type"], tuple(filter(None, types)) or MIME_TYPES)
