"""How aimock and LiteLLM are known to deviate (facts/PEERS.md), and the requirements that find it."""

from __future__ import annotations

from dataclasses import dataclass

FAILED = frozenset({"fail", "expected-fail"})
TOLD = FAILED | {"warn"}
"""What a target declares absent and grants all the same is a warning, and so is what breaks a should."""


@dataclass(frozen=True, slots=True)
class Deviation:
    """What a server does wrong, each of the requirements that must show it, and the statuses that do."""

    server: str
    sentence: str
    requirements: tuple[str, ...]
    statuses: frozenset[str] = FAILED

    @property
    def id(self) -> str:
        """How a test is called."""
        return f"{self.server}: {self.sentence}"


def _of(server: str, *rows: tuple[str, str] | tuple[str, str, frozenset[str]]) -> tuple[Deviation, ...]:
    return tuple(Deviation(server, row[0], tuple(row[1].split()), *row[2:]) for row in rows)


_AIMOCK: tuple[tuple[str, str] | tuple[str, str, frozenset[str]], ...] = (
    ("stream defaults to true when absent", "defaults.stream create.one-json-document"),
    ("get is 404", "retrieval.by-id retrieval.status"),
    ("delete is 404", "deletion.accepted deletion.gone"),
    ("cancel is 404", "cancellation.answers"),
    ("both of model and agent are granted", "create.model-and-agent"),
    ("neither of model and agent is granted", "create.neither-model-nor-agent"),
    ("there are no event lines", "stream-frames.frames stream-frames.event-type"),
    # Declared absent: it does not claim to keep state or to know keys, and grants what asks for it all the same.
    ("state is ignored", "stateful-chat.context-counts storage.unstored-is-not-continued", TOLD),
    ("no key is granted", "authentication.missing-key authentication.wrong-key", TOLD),
)

DEVIATIONS = (
    *_of(
        "aimock/1.29.0",
        *_AIMOCK,
        # Turns are documented for the shape of outputs alone, so only the older release is asked for them.
        (
            "role turns with string content are 500",
            "input-forms.turn-of-a-string stateless-chat.model-turn-of-a-string",
        ),
        ("no [DONE]", "stream-frames.legacy-done"),
    ),
    *_of(
        "aimock/1.43.0",
        *_AIMOCK,
        ("unknown fields are granted", "create.unknown-parameter"),
        ("no [DONE]", "stream-frames.done"),
    ),
    *_of(
        "litellm-bridge/1.106.10",
        ("function calls are lost: steps [], completed", "function-calling.declared function-calling.choice-in-config"),
        (
            "function calls are lost in streams",
            "function-calling.streamed-identity function-calling.streamed-arguments",
        ),
        ("the previous id is dropped", "stateful-chat.context-counts"),
        ("background is dropped", "background.models", TOLD),
        ("there is no interaction object in events", "streaming.opening streaming.schema streaming.usage"),
        ("its own ids are 404 on get", "retrieval.by-id storage.by-default"),
        ("a JSON array as body is 500", "create.body-not-an-object", TOLD),
        ("steps and the outputs of before", "revision.no-outputs data-model.steps"),
        ("nulls are added", "create.accepted data-model.conforms"),
    ),
    *_of(
        "litellm-pass-through/1.106.10",
        ("cancel goes to {id}:cancel", "cancellation.answers cancellation.ends-cancelled"),
        ("the query of a get is dropped", "retrieval.streams stream-resumption.resumes"),
        ("delete answers success", "deletion.empty-answer"),
        ("nulls are added", "create.accepted data-model.conforms revision.no-outputs"),
    ),
    *_of(
        "litellm-bridge/1.82.6",
        # Its deltas have neither an index nor a type, so none of them counts as text, the lost one nor the others.
        ("the stream loses the first delta", "streaming.delta"),
        ("the stream loses the first delta: no text comes of it", "stream-agreement.kinds samples.streaming", TOLD),
        ("the stream never completes", "stream-order.completed-once usage.stream"),
        ("get of an unknown id is 200 with nulls", "retrieval.unknown-id"),
    ),
    *_of(
        "litellm-pass-through/1.82.6",
        ("get of an unknown id is 200 with nulls", "retrieval.unknown-id deletion.gone storage.unstored-is-not-found"),
        ("the query of a get is dropped", "retrieval.streams retrieval.whole-turn"),
    ),
)
