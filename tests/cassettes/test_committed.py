"""The cassettes of the tree are whole: each used and played to its end, valid, without secrets, and of today.

All of it runs without a network: ``tox -e replay``. A sample of it runs among the other tests.
"""

from __future__ import annotations

import json
import math
import re
import socket
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import jsonschema_rs
import pytest
import yaml

from conformance.cassettes import load, replay
from conformance.cassettes.cassette import PROBE, text_of
from conformance.cassettes.emulated import opened
from conformance.cassettes.media import FOLDER as MEDIA
from conformance.cassettes.recorder import Recording, cassette_of, record_target
from conformance.cassettes.shelf import FOLDER, place, recordable
from conformance.outcome import OK
from conformance.revisions import REVISIONS, Revision
from conformance.run import Run
from conformance.schema import load as load_schemas
from conformance.selection import select
from conformance.target import find_target
from conformance.verdict import Status

ROOT = Path(__file__).resolve().parents[2]
SHELF = ROOT / FOLDER
LARGEST, LARGEST_SHELF = 64 * 1024, 2 * 2**20
ANEW = "run `tox -e cassettes` and commit what it changes"
EMULATOR = find_target("emulator")

every_revision = pytest.mark.parametrize("revision", REVISIONS, ids=str)
whole = pytest.mark.replay


def cassettes(revision: Revision) -> list[Path]:
    return sorted((SHELF / revision.name).rglob("*.yaml"))


@every_revision
def test_each_is_used_and_none_is_missing(revision: Revision) -> None:
    wanted = {place(SHELF, revision, s.name) for s in recordable(select(()), revision)}
    assert set(cassettes(revision)) == wanted | {place(SHELF, revision, PROBE)}, ANEW


@whole
@every_revision
def test_each_is_played_to_its_end_and_judged_right(revision: Revision) -> None:
    with replay.opened(EMULATOR, SHELF, revision.name) as stage:
        run = Run(stage, select(()))
        run.open(run.selected)
        results = {requirement.id: run.result_of(requirement) for requirement in run.selected}
    wrong = {name: r.message for name, r in results.items() if r.status not in {Status.PASS, Status.NOT_APPLICABLE}}
    assert not wrong, ANEW
    judged = {name for name, result in results.items() if result.status is Status.PASS}
    shown = {r.id for r in run.selected if revision in r.span and {"replay", "socket"} <= set(r.lanes)}
    assert judged == shown


@whole
@every_revision
def test_each_is_what_the_emulator_says_today(revision: Revision, tmp_path: Path) -> None:
    assert record_target(Recording("emulator", revision.name, (), tmp_path)) == OK
    anew = {path.relative_to(tmp_path) for path in tmp_path.rglob("*.yaml")}
    other = [str(path) for path in sorted(anew) if (tmp_path / path).read_bytes() != (SHELF / path).read_bytes()]
    assert not other, ANEW


@every_revision
def test_a_sample_is_what_the_emulator_says_today(revision: Revision) -> None:
    sample = recordable(select(()), revision)[::20]
    with opened(EMULATOR, revision) as stage:
        stage.open(sample)
        for played in map(stage.played, sample):
            name = played.scenario.name
            text, _ = text_of(cassette_of(stage, name, played.exchanges, played.end, played.reason))
            assert text == place(SHELF, revision, name).read_text("utf-8"), f"{name}: {ANEW}"


# --- each by itself --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def form() -> jsonschema_rs.Validator:
    return jsonschema_rs.validator_for(json.loads((ROOT / "schemas/report/cassette.schema.json").read_text("utf-8")))


@whole
@every_revision
def test_each_has_the_form_and_says_where_it_is_from(revision: Revision, form: jsonschema_rs.Validator) -> None:
    for path in cassettes(revision):
        document = yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
        problems = [str(error) for error in form.iter_errors(_readable(document))]
        assert not problems, path
        kept = document["metadata"]
        named = f"{path.parent.name}/{path.stem}" if path.parent.name != revision.name else PROBE
        assert (kept["target"], kept["revision"], kept["scenario"]) == ("emulator", revision.name, named)


def _readable(value: object) -> object:
    """``value`` without bytes, which are no JSON."""
    if isinstance(value, dict):
        return {name: _readable(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_readable(item) for item in value]
    return "bytes" if isinstance(value, bytes) else value


@whole
@every_revision
def test_each_interaction_is_valid(revision: Revision) -> None:
    schemas, checked = load_schemas(revision.name), 0
    for path in cassettes(revision):
        for exchange in load(path).exchanges:
            asked = (exchange.request.headers or {}).get("api-revision")
            if (
                exchange.operation in {"create", "get"}
                and exchange.status == 200
                and asked == revision.name
                and not exchange.hung_up
            ):
                problems = schemas.check("Interaction", exchange.interaction, "response")
                assert not problems, (path, problems[0])
                checked += 1
    assert checked > 100


@every_revision
def test_none_is_large(revision: Revision) -> None:
    sizes = {path: path.stat().st_size for path in (SHELF / revision.name).rglob("*") if path.is_file()}
    assert max(sizes.values()) <= LARGEST
    assert sum(sizes.values()) <= LARGEST_SHELF


@whole
@every_revision
def test_media_are_used(revision: Revision) -> None:
    used = {
        path.parent / MEDIA / f"{digest}.gz"
        for path in cassettes(revision)
        for digest in yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)["metadata"].get("media", [])
    }
    assert used == set((SHELF / revision.name).rglob("*.gz"))


# --- secrets ---------------------------------------------------------------------------------------------------------

SECRET = re.compile(
    r"AIza[0-9A-Za-z_-]{20}|AQ\.[0-9A-Za-z_-]{20}|ya29\.|Bearer (?!REDACTED)\S{8}|-----BEGIN"
    r"|whsec_(?!REDACTED[0-9]{4}\b)[\w+/=-]{8}|\bsk-[A-Za-z0-9]{20}|gh[pousr]_[A-Za-z0-9]{20}|upload_id=(?!REDACTED)|127\.0\.0\.1:(?!80)[0-9]|any-key-will-do"
)
# What looks random and is no secret: ids, signatures and media of the emulator, hashes, the public key of its messages.
KNOWN = re.compile(
    r"v1_[\w-]+|(?:evt|env|wh|msg)_[0-9a-f_]+|sha256//[0-9a-f]{64}|widgetcontext/[0-9a-f]+|(?<=signature\":\")[\w+/=-]+"
    r"|(?<=data\":\")[\w+/=]+|(?<=base64,)[\w+/=]+|(?<=!!binary \")[\w+/=]+|(?<=sha256Hash\": \")[\w+/=]+"
    r"|(?<=\"n\":\")[\w-]{342}|(?<=v1,)[\w.+/=-]+|eyJ[\w.-]+|https?://[\w./-]+|(?:[a-z0-9]{1,10}[/-])+[a-z0-9]{1,10}"
)
TOKEN = re.compile(r"[\w+/=-]{24,}")
RANDOM = 4.2
"""Bits a character: words and names have fewer, 32 random characters of base64 some 4.6."""


def entropy(token: str) -> float:
    counts = Counter(token).values()
    return -sum(n / len(token) * math.log2(n / len(token)) for n in counts)


def suspicious(text: str) -> Iterator[str]:
    yield from (found[0] for found in SECRET.finditer(text))
    rest = KNOWN.sub(" ", text)
    yield from (t for t in TOKEN.findall(rest) if re.search(r"\d", t) and entropy(t) > RANDOM)


@pytest.mark.parametrize(
    "secret",
    [
        "x-goog-api-key: [AIzaSyD-9tSrke72PouQMnMX-a7eZSW0jkFMBWY]",
        "authorization: ['Bearer abcdefgh1234']",
        '"new_signing_secret":"whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"',
        "https://host.test/upload?upload_id=ABg5-UzU",
        "password: f9Zq3LkT8vXw2RbN6mYc1HsD",
    ],
)
def test_secrets_are_noticed(secret: str) -> None:
    assert list(suspicious(secret))


@every_revision
def test_none_holds_a_secret(revision: Revision) -> None:
    found = {path.name: hits for path in cassettes(revision) if (hits := list(suspicious(path.read_text("utf-8"))))}
    assert not found


# --- offline ---------------------------------------------------------------------------------------------------------


def test_no_network_is_there(request: pytest.FixtureRequest) -> None:
    """In ``tox -e replay`` nothing can be connected to; elsewhere a socket is what shows that it would be tried."""
    blocked = bool(request.config.getoption("--block-network", default=False))
    with socket.socket() as listener, socket.socket() as client:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        if blocked:
            with pytest.raises(RuntimeError, match="Network is disabled"):
                client.connect(listener.getsockname())
        else:
            client.connect(listener.getsockname())


def test_replay_opens_no_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket.socket, "connect", refused)
    with replay.opened(EMULATOR, SHELF, "auto") as stage:
        run = Run(stage, select(("retrieval",)))
        run.open(run.selected)
        assert Status.ERROR not in (statuses := {run.result_of(requirement).status for requirement in run.selected})
        assert Status.PASS in statuses
        assert stage.revision is REVISIONS[-1]
