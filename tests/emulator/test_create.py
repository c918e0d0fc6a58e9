"""Creating interactions: forms of input, shape of the answer, state."""

from __future__ import annotations

import base64
import calendar
import time
from typing import TYPE_CHECKING, Any

import pytest

from conformance.emulator.ids import decompose
from conformance.revisions import LEGACY

if TYPE_CHECKING:
    from tests.emulator.conftest import Api

PNG = "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAFUlEQVR42mN0av3CgA0wMeAAg1MCAF0HAcuZsIkUAAAAAElFTkSuQmCC"


def test_the_answer_is_what_was_recorded_for_the_same_question(live_api: Api) -> None:
    answer = live_api.create("What is the capital of France?")
    assert live_api.text(answer) == "The capital of France is **Paris**."
    thought = live_api.blocks(answer)[0]
    assert list(thought) == ["signature", "type"]
    assert base64.b64decode(thought["signature"], validate=True)[0] == 0x0A
    assert answer["object"] == "interaction"
    assert answer.get("service_tier") == (None if live_api.revision is LEGACY else "standard")
    assert answer.get("role") == ("model" if live_api.revision.blocks == "outputs" else None)


def test_the_id_tells_chain_and_second(api: Api) -> None:
    first = api.create("Hi, my name is Phil.")
    second = api.create("What is my name?", previous_interaction_id=first["id"])
    root, own = decompose(first["id"])
    assert root == own
    assert decompose(second["id"])[0] == root
    assert decompose(second["id"])[1] != own
    for interaction in (first, second):
        inner = decompose(interaction["id"])[1]
        stamp = int.from_bytes(base64.urlsafe_b64decode(inner + "==")[:4], "little")
        assert stamp == calendar.timegm(time.strptime(interaction["created"], "%Y-%m-%dT%H:%M:%SZ"))
        assert interaction["updated"] == interaction["created"]
        assert len(interaction["id"]) in range(67, 71)


def test_a_conversation_remembers(api: Api) -> None:
    first = api.create("Hi, my name is Phil.")
    second = api.create("Tell me a joke.", previous_interaction_id=first["id"])
    third = api.create("What is my name?", previous_interaction_id=second["id"])
    other = api.create("What is my name?")
    assert api.text(third) == "Your name is Phil."
    assert "Phil" not in api.text(other)
    assert third["usage"]["total_input_tokens"] > other["usage"]["total_input_tokens"]


def test_facts_are_remembered_and_branches_are_independent(api: Api) -> None:
    first = api.create("Remember: the code word is marzipan.")
    one = api.create("Never mind, the code word is nougat.", previous_interaction_id=first["id"])
    other = api.create("What is the code word?", previous_interaction_id=first["id"])
    again = api.create("What was the code word?", previous_interaction_id=one["id"])
    assert "marzipan" in api.text(other)
    assert "nougat" in api.text(again)


@pytest.mark.parametrize(
    "given",
    [
        "What is the capital of Spain?",
        {"type": "text", "text": "What is the capital of Spain?"},
        [{"type": "text", "text": "What is the"}, {"type": "text", "text": "capital of Spain?"}],
    ],
    ids=["string", "content", "contents"],
)
def test_forms_of_input_mean_the_same(api: Api, given: Any) -> None:
    assert "Madrid" in api.text(api.create(given))


def test_turns_are_a_history_where_there_are_outputs(legacy_api: Api) -> None:
    first = {"role": "user", "content": "Name three cities in Spain."}
    said = {"role": "model", "content": legacy_api.create([first])["outputs"]}
    asked = {"role": "user", "content": [{"type": "text", "text": "What is the second one's most famous landmark?"}]}
    assert "Sagrada" in legacy_api.text(legacy_api.create([first, said, asked]))
    plain = {"role": "model", "content": "Madrid, Barcelona and Valencia."}
    assert "Sagrada" in legacy_api.text(legacy_api.create([first, plain, asked]))


def test_steps_are_a_history_where_there_are_steps(steps_api: Api) -> None:
    first = {"type": "user_input", "content": [{"type": "text", "text": "Name three cities in Spain."}]}
    asked = {"type": "user_input", "content": "What is the second one's most famous landmark?"}
    said = steps_api.create([first], store=False)["steps"]
    assert "Sagrada" in steps_api.text(steps_api.create([first, *said, asked], store=False))


def test_a_foreign_signature_is_accepted_where_no_call_hangs_on_it(steps_api: Api) -> None:
    history = [
        {"type": "user_input", "content": "My name is Ada."},
        {"type": "thought", "signature": "CkUBEU0yD6+X0ZJASL6Kah/IXOE4gNPp0i0RSejzNFMhMiPrTSEqfvltu8mj"},
        {"type": "model_output", "content": [{"type": "text", "text": "Hello Ada."}]},
        {"type": "user_input", "content": "What is my name?"},
    ]
    assert "Ada" in steps_api.text(steps_api.create(history))


def test_nulls_count_as_omitted(api: Api) -> None:
    nothing = {"previous_interaction_id": None, "tools": None, "store": None, "system_instruction": None}
    config = {"max_output_tokens": None, "stop_sequences": None}
    answer = api.create(
        [{"type": "text", "text": "Say hi shortly.", "annotations": None}], generation_config=config, **nothing
    )
    assert api.text(answer) == "Hi!"
    assert api.get(answer["id"])["id"] == answer["id"]


def test_without_store_there_is_an_id_and_nothing_to_get(api: Api) -> None:
    answer = api.create("Hi", store=False)
    assert api.http.get(f"/v1beta/interactions/{answer['id']}").status_code == 404
    lifecycle = [event for name, event in api.stream("Hi", store=False) if name.startswith("interaction.")]
    ids = {event.get("interaction", {}).get("id", event.get("interaction_id")) for event in lifecycle}
    assert len(ids) == 1
    assert api.http.get(f"/v1beta/interactions/{ids.pop()}").status_code == 404


@pytest.mark.parametrize("kind", ["image", "audio", "video", "document"])
def test_media_is_accepted_inline_and_by_address(api: Api, kind: str) -> None:
    mime_type = {"image": "image/png", "audio": "audio/wav", "video": "video/mp4", "document": "application/pdf"}[kind]
    question = {"type": "text", "text": "What is this?"}
    inline = api.create([question, {"type": kind, "data": PNG, "mime_type": mime_type}])
    remote = api.create([{"type": kind, "uri": "https://example.com/thing"}, question])
    for answer in (inline, remote):
        assert kind in api.text(answer)
        modalities = {item["modality"]: item["tokens"] for item in answer["usage"]["input_tokens_by_modality"]}
        assert modalities.keys() == {"text", kind}
        assert sum(modalities.values()) == answer["usage"]["total_input_tokens"]


def test_system_instruction_and_settings_are_not_inherited(api: Api) -> None:
    first = api.create("Hi", system_instruction="Always end your answer with BANANA")
    second = api.create("Hi", previous_interaction_id=first["id"])
    assert api.text(first).endswith("BANANA")
    assert "BANANA" not in api.text(second).removeprefix(api.text(first))


def test_an_image_model_answers_with_a_picture(legacy_api: Api, steps_api: Api) -> None:
    model = "gemini-3-pro-image-preview"
    old = legacy_api.create("A cat", model=model, response_modalities=["IMAGE"])
    new = steps_api.create("A cat", model=model, response_format={"type": "image", "aspect_ratio": "1:1"})
    pictures = [old["outputs"][-1], new["steps"][-1]["content"][0]]
    for picture in pictures:
        assert list(picture) == ["mime_type", "data", "type"]
        assert base64.b64decode(picture["data"], validate=True).startswith(b"\xff\xd8\xff")
    assert new["usage"]["output_tokens_by_modality"] == [{"modality": "image", "tokens": 1120}]


def test_the_model_may_change_within_a_conversation_and_follow_an_agent(api: Api) -> None:
    research = api.create("My name is Grace.", agent="deep-research-pro-preview-12-2025", background=True)
    time.sleep(0.1)
    follow = api.create("What is my name?", model="gemini-2.5-pro", previous_interaction_id=research["id"])
    assert api.text(follow) == "Your name is Grace."
    assert follow["model"] == "gemini-2.5-pro"


def test_labels_are_kept_where_there_are_any(apis: dict[str, Api]) -> None:
    newest = apis["2026-11-16"]
    made = newest.create("Hi", labels={"team": "blue"})
    assert made["labels"] == newest.get(made["id"])["labels"] == {"team": "blue"}
    assert "labels" not in newest.create("Hi")
    earlier = {"api-revision": "2026-05-20"}
    assert "labels" not in newest.http.get(f"/v1beta/interactions/{made['id']}", headers=earlier).json()
    assert apis["2026-05-20"].refused(input="Hi", labels={"team": "blue"}) == (400, "Unknown parameter 'labels'.")
