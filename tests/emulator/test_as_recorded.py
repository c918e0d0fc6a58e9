"""To the request of a real recording, told by a rule what to say, the emulator answers what was recorded.

Of streams every event is compared, in order, with its index, its delta and their fields; of other answers the whole
JSON; of both the headers. What differs from one answer to the next (ids, times) is not, nor are counts that nobody
documents.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from conformance.emulator import create_app
from conformance.emulator.authentication import owner_of
from conformance.emulator.ids import compose
from conformance.emulator.record import Record
from conformance.emulator.signatures import sign
from tests.emulator.recorded import RESERIALISED, Recording, recordings
from tests.emulator.recorded_rule import UNDOCUMENTED
from tests.emulator.scripting.conftest import PATH, Scripted

Json = dict[str, Any]

VOLATILE = ("id", "interaction_id", "created", "updated", "data", "signature")
LEFT_OUT = {
    "metadata": "was on some frames in June 2026 and gone by July (WIRE.md, section 9)",
}
GOOGLES_OWN = {
    *("server", "server-timing", "alt-svc", "date", "accept-ranges"),
    *("transfer-encoding", "content-encoding", "content-length"),  # how the front end sends, not what is answered
}
OURS = sign("a thought that was recorded")
"""In place of signatures that clients of the service sent back: only whoever made one can tell that it is right."""
REWRITTEN = {"171": "its video was cut out by whoever kept it, who wrote the block anew with its keys in another order"}
WORDED_OTHERWISE = {
    "201": "parser's own words about proto messages, which the service no longer uses",
    "207": "as 201",
    "215": "as 201",
    "219": "as 201",
    "170": "its request was not recorded, so nothing can be refused",
}
INCLUDE_INPUT_IGNORED = {
    "135": "the service ignored include_input from June to August 2026 and heeded it before and after (WIRE.md §7)",
    "141": "as 135",
}


@pytest.fixture(scope="module")
def real(corpus: Path) -> list[Recording]:
    return list(recordings(corpus))


def emulator(recording: Recording, rule: Json, folder: Path) -> Scripted:
    """The service of the day of ``recording``, with one rule."""
    file = folder / f"{recording.number}.json"
    file.write_text(json.dumps({"rules": [rule]}), "utf-8")
    day = {"as_of": recording.day} if recording.day else {"revision": recording.revision.name}
    return Scripted(create_app(rules=file, pace=0, flavor="live", **day))


def asked(recording: Recording, api: Scripted) -> httpx.Response:
    """What is answered to the create of ``recording``; what it continues is put in place first."""
    text = json.dumps(recording.body)
    body: Json = json.loads(text)
    for signature in signatures(body):
        text = text.replace(json.dumps(signature), json.dumps(OURS))
    body = json.loads(text)
    if "previous_interaction_id" in body:
        body["previous_interaction_id"] = predecessor(body, api)
    return api.send("POST", PATH + recording.query, recording.request_headers, body)


def signatures(value: Any) -> list[str]:
    if isinstance(value, list):
        return [found for item in value for found in signatures(item)]
    if not isinstance(value, dict):
        return []
    own = [value["signature"]] if isinstance(value.get("signature"), str) else []
    return own + signatures(list(value.values()))


def predecessor(body: Json, api: Scripted) -> str:
    """The id of a stored interaction that ``body`` continues, with the calls in it that ``body`` has results for."""
    given = body["previous_interaction_id"]
    interaction_id = compose("A" * 22, "B" * 22) if "REDACTED" in given else given
    items = body["input"] if isinstance(body["input"], list) else []
    contents = [part for item in items for part in item.get("content", [item])]
    results = [part for part in contents if part["type"] == "function_result"]
    calls = [
        {"id": part["call_id"], "type": "function_call", "name": part["name"], "arguments": {}} for part in results
    ]
    status = "requires_action" if calls else "completed"
    said = {"type": "user_input", "content": [{"text": "Hello", "type": "text"}]}
    record = Record(
        id=interaction_id,
        owner=owner_of("k"),
        second=1_700_000_000,
        changed=1_700_000_000,
        status=status,
        outcome=status,
        input=[said],
        steps=calls,
        usage={},
        service_tier="standard",
        model=body["model"],
    )
    api.app.state.service.store.put("interaction", record.id, record.owner, record.to_json(), None)
    return interaction_id


def masked(value: Any) -> Any:
    """``value`` without what no two answers have in common."""
    if isinstance(value, dict):
        kept = {key: item for key, item in value.items() if key not in (*UNDOCUMENTED, *LEFT_OUT)}
        return {key: "…" if key in VOLATILE and item else masked(item) for key, item in kept.items()}
    return [masked(item) for item in value] if isinstance(value, list) else value


def text_of(value: Any, recording: Recording) -> str:
    unordered = recording.sorted or recording.number in REWRITTEN
    return json.dumps(masked(value), sort_keys=unordered, ensure_ascii=False)


def events_of(frames: list[str], recording: Recording) -> list[str]:
    """Each frame with its name and what is in it; the end of a stream as it is."""
    told = []
    for frame in frames:
        name, _, data = frame.partition("\ndata: ")
        told.append(f"{name}: {text_of(json.loads(data), recording)}" if data.startswith("{") else frame)
    return told


def headers_of(headers: Any) -> Json:
    """Headers by name, those of the front end left out; ``vary`` as the set of its words."""
    pairs = [(name.lower(), value) for name, value in headers.items()]
    vary = ",".join(",".join(value) if isinstance(value, list) else value for name, value in pairs if name == "vary")
    words = sorted({word.strip() for word in vary.split(",")} - {"Accept-Encoding", ""})
    rest = {name: value for name, value in pairs if name not in (*GOOGLES_OWN, "vary")}
    return {**rest, **({"vary": words} if words else {})}


def headers_differ(recording: Recording, answer: httpx.Response) -> list[str]:
    """How the headers of ``answer`` differ from those recorded: from all of them, or from the few that were kept."""
    kept = recording.raw["response"].get("headers") or {}
    wanted, given = headers_of(kept), headers_of(httpx.Headers(answer.headers.multi_items()))
    if "server" not in {name.lower() for name in kept}:
        given = {name: value for name, value in given.items() if name in wanted}
    if recording.raw["meta"]["repo"].startswith(RESERIALISED):  # kept no more than that it was JSON
        wanted, given = {}, {}
    return [] if wanted == given else [f"headers {wanted} are {given}"]


def test_the_events_of_a_stream(real: list[Recording], tmp_path: Path) -> None:
    streams = [recording for recording in real if recording.streamed]
    different = {}
    for recording in streams:
        answer = asked(recording, emulator(recording, recording.rule, tmp_path))
        wanted = events_of(recording.frames, recording)
        given = events_of([frame for frame in answer.text.split("\n\n") if frame], recording)
        if recording.raw["meta"]["repo"] == "vercel/ai":  # keeps the data of events, so not the terminator
            given = given[:-1]
        pairs = [f"{one} is {other}" for one, other in zip(wanted, given, strict=False) if one != other]
        if len(wanted) != len(given):
            pairs.append(f"{len(wanted)} events are {len(given)}: {answer.text[:300]}")
        if wrong := [*pairs, *headers_differ(recording, answer)]:
            different[recording.number] = wrong
    assert different == {}
    assert len(streams) >= 30


def test_the_json_of_an_answer(real: list[Recording], tmp_path: Path) -> None:
    creates = [r for r in real if r.method == "POST" and not r.streamed and r.status == 200]
    different = {}
    for recording in creates:
        answer = asked(recording, emulator(recording, recording.rule, tmp_path))
        wanted, given = text_of(recording.answer, recording), text_of(answer.json(), recording)
        wrong = [] if wanted == given else [f"{wanted} is {given}"]
        if wrong := [*wrong, *headers_differ(recording, answer)]:
            different[recording.number] = wrong
    assert different == {}
    assert len(creates) >= 50


def test_what_is_got_and_deleted(real: list[Recording], tmp_path: Path) -> None:
    by_id = {recording.final["id"]: recording for recording in real if recording.method == "POST" and named(recording)}
    others = [recording for recording in real if recording.method != "POST"]
    different = {}
    for recording in others:
        created = by_id.get(recording.path_id)
        api = emulator(recording, created.rule if created else {}, tmp_path)
        headers = recording.request_headers
        made = asked(created, api) if created else api.post(headers, input="The create was not recorded.")
        answer = api.send(recording.method, f"{PATH}/{made.json()['id']}{recording.query}", headers)
        wanted, given = text_of(recording.answer, recording), text_of(answer.json(), recording)
        if wanted != given:
            different[recording.number] = f"{wanted} is {given}"
        if wrong := headers_differ(recording, answer):
            different[recording.number] = wrong[0]
    assert set(different) == set(INCLUDE_INPUT_IGNORED), different
    assert len(others) >= 5


def named(recording: Recording) -> bool:
    return recording.status == 200 and not recording.streamed and "id" in recording.answer


def test_refusals(real: list[Recording], tmp_path: Path) -> None:
    """The same requests are refused with the same words; 429 needs to be told, as there is no quota here."""
    refusals = [recording for recording in real if recording.status >= 400]
    different = {}
    for recording in refusals:
        rule = {"error": "quota"} if recording.status == 429 else {"match": {"text": "nobody says this"}}
        if recording.number == "170":
            continue
        answer = asked(recording, emulator(recording, rule, tmp_path))
        wanted, given = recording.answer["error"], answer.json().get("error")
        if (answer.status_code, given) != (recording.status, wanted):
            different[recording.number] = f"{wanted} is {answer.text[:300]}"
        if wrong := headers_differ(recording, answer):
            different[recording.number] = wrong[0]
    assert set(different) == set(WORDED_OTHERWISE) - {"170"}, different
    assert len(refusals) >= 10
