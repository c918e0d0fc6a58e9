"""Finding out what a target can do, by asking it little: one small request for each feature that has a probe."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from conformance.api import Api
from conformance.client import Client, UnreachableError
from conformance.contract import in_error_shape
from conformance.courtesy import BudgetSpent
from conformance.exchange import Exchange, Unanswered
from conformance.play import Stage
from conformance.requirement import Feature, features
from conformance.target import ConfigurationError, Models, Target

NO_WRITERS = ("image", "tts", "omni", "live", "embed", "research", "gravity")
"""What is in the names of models and agents that do something else than write."""
Presence = Literal["present", "absent", "unclear"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a probe showed of one feature, and what was answered."""

    feature: str
    presence: Presence
    why: str


def findings(stage: Stage) -> Iterator[Finding]:
    """What the target of ``stage`` answers to each probe, one after the other."""
    for feature in features():
        if feature.asked is not None:
            yield _finding(stage, feature)


def _finding(stage: Stage, feature: Feature) -> Finding:
    api = Api(stage.client, stage.target, stage.revision, f"{feature.name}/probe", stage.probe)
    assert feature.asked is not None
    try:
        answer = feature.asked(api)
    except (Unanswered, UnreachableError, BudgetSpent) as error:
        return Finding(feature.name, "unclear", str(error))
    return Finding(feature.name, presence(answer), answer.summary)


def presence(answer: Exchange) -> Presence:
    """Granted is present; a refusal in the documented shape, or a route or method that is not there, is absent."""
    match answer.status:
        case 200:
            return "present"
        case 404 | 405 | 501:
            return "absent"
        case int(status) if (
            400 <= status < 500 and status not in {401, 403, 408, 429} and in_error_shape(answer).is_right
        ):
            return "absent"
    return "unclear"


def listed_models(target: Target) -> list[str]:
    """The models that the target lists below ``/v1beta/models``, bare names; none where it does not list them.

    Raises ``ConfigurationError`` where nothing listens.
    """
    try:
        with Client(target.base_url, target.key, timeout=10) as client:
            answer = client.send("GET", "/v1beta/models")
    except UnreachableError as error:
        raise ConfigurationError(f"target {target.name}: {error}; is it running, and is the address right?") from None
    listed = answer.json.get("models") if answer.status == 200 and isinstance(answer.json, dict) else None
    names = [model.get("name") for model in listed if isinstance(model, dict)] if isinstance(listed, list) else []
    return [name.removeprefix("models/") for name in names if isinstance(name, str)]


def roles(names: list[str], text: str | None = None) -> Models:
    """A model for each role among the ``names`` that a target has; ``text`` is what the user wants to write."""
    usual = Models()
    writers = [name for name in names if not any(word in name for word in NO_WRITERS)]
    writer = text or (usual.text if usual.text in names or not writers else writers[0])
    others = [name for name in (usual.other, *writers) if name in names and name != writer]
    return Models(
        text=writer,
        other=others[0] if others else (usual.other if not names and text is None else writer),
        latest=usual.latest if usual.latest in names or (not names and text is None) else writer,
        image=next((name for name in (usual.image, *names) if name in names and "image" in name), usual.image),
        agent=next((name for name in (usual.agent, *names) if name in names and "research" in name), usual.agent),
        managed=next((name for name in (usual.managed, *names) if name in names and "gravity" in name), usual.managed),
        speech=next((name for name in (usual.speech, *names) if name in names and "tts" in name), usual.speech),
        video=next((name for name in (usual.video, *names) if name in names and "omni" in name), usual.video),
    )
