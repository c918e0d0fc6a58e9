"""The suite notices the faults: a server that has one fails what it breaks, and what is legal fails nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from typing import Any

import pytest

from conformance import session
from conformance.client import Client
from conformance.courtesy import Courtesy
from conformance.emulator import serving
from conformance.emulator.faults import FAULTS, parse_all
from conformance.judge import Result
from conformance.requirement import Level, requirements
from conformance.revisions import NEWEST
from conformance.run import Run
from conformance.selection import select
from conformance.session import Manner
from conformance.target import Target
from conformance.verdict import Status

NEW, OLD = "2026-05-20", "2025-12-11"

# Fault, the revision to try it at, and what must not pass then: a must fails; the rest is warned of, and so is a must
# where the traffic does not show enough to say so (~).
NOTICED = [
    ("latency:30,on=get+stream", NEW, "retrieval.streams"),
    ("hang:seconds=0.05,on=get", NEW, "retrieval.by-id"),
    ("drop:on=get", NEW, "retrieval.by-id"),
    ("stall:seconds=30,on=get", NEW, "retrieval.streams"),
    ("rate-limit:on=get", NEW, "retrieval.by-id"),
    ("forbidden:on=get", NEW, "retrieval.by-id"),
    ("internal-error:on=get", NEW, "retrieval.by-id"),
    ("unavailable:on=get", NEW, "retrieval.by-id"),
    ("error:status=418,on=get", NEW, "retrieval.by-id"),
    ("truncated:on=get", NEW, "retrieval.by-id"),
    ("html-error:status=404,on=cancel", NEW, "cancellation.unknown-id"),
    ("cut", NEW, "stream-order.completed-once"),
    ("cut:how=end", NEW, "stream-order.completed-once stream-order.error-event stream-frames.done"),
    ("cut-utf8:how=end", NEW, "stream-frames.utf-8 stream-frames.frames"),
    ("bare-json", NEW, "stream-frames.no-stray-lines stream-order.error-event"),
    ("error-event:message=", NEW, "stream-order.error-event"),
    ("no-completed", NEW, "stream-order.completed-once stream-order.error-event usage.stream"),
    ("no-done", NEW, "stream-frames.done"),
    ("merge:0", NEW, "stream-delivery.incremental"),
    ("fields", NEW, "stream-frames.no-stray-lines"),
    ("unnamed", NEW, "stream-frames.event-type stream-frames.frames"),
    ("duplicate", NEW, "stream-order.first-event stream-order.one-stop-per-start"),
    ("unknown-event", NEW, "streaming.known-types"),
    ("unknown-step", NEW, "streaming.known-types data-model.known-types"),
    ("unknown-delta", NEW, "streaming.known-types"),
    ("unknown-field", NEW, "data-model.known-fields"),
    ("unknown-status", NEW, "create.completed data-model.conforms"),
    ("nulls", NEW, "data-model.conforms data-model.no-nulls"),
    ("disc.sse.bare-json", NEW, "stream-frames.no-stray-lines create.completed"),
    ("stall:seconds=30, disc.sse.10min-cut:seconds=0.2", NEW, "stream-frames.no-stray-lines"),
    ("disc.sse.resume-stuck:seconds=0.05", NEW, "retrieval.streams stream-resumption.event-ids"),
    ("disc.stream.usage-missing:seconds=60", NEW, "background.usage stream-resumption.usage"),
    ("disc.stream.no-completed", NEW, "stream-order.completed-once stream-order.error-event"),
    ("disc.err.sse-400:of=any", NEW, "streaming.error-before-stream"),
    ("disc.dr.empty-error", NEW, "stream-resumption.background-replay stream-resumption.resumes"),
    ("disc.sdk.step-stop-without-start", NEW, "stream-resumption.replay retrieval.replays"),
    ("disc.cancel.404", OLD, "cancellation.answers cancellation.ends-cancelled"),
    ("disc.bg.get-404", NEW, "background.polls background.ends"),
    ("disc.bg.zombie:seconds=0.05", NEW, "~background.ends background.report"),
    ("disc.bg.models", NEW, "background.models"),
    ("disc.ids.poll-differs", NEW, "retrieval.by-id"),
    ("disc.fc.result-name", NEW, "function-results.without-name"),
    ("disc.fc.status", NEW, "function-calling.requires-action"),
    ("disc.think.empty-signature", NEW, "thinking.signature"),
    ("disc.input.turn-list", NEW, "input-forms.turns-are-gone"),
    ("disc.rev.header-ignored", OLD, "create.accepted"),
    ("disc.so.keywords", NEW, "structured-output.limits"),
    ("disc.gc.null-max", OLD, "create.null-is-omitted"),
    ("disc.block.codes", NEW, "create.accepted"),
    ("disc.docs.error-code", "2026-11-16", "~errors.code errors.code-fits-status"),
    ("disc.usage.stateful-history", NEW, "stateful-chat.context-counts"),
    ("no-previous-id", NEW, "stateful-chat.echoes-previous-id"),
]

# What is allowed, or concerns models and clients that the suite does not stand for: everything passes all the same.
LEGAL = {
    "comments": "comments are part of event streams",
    "line-ends": "so are CR LF",
    "line-ends:cr,split": "and CR",
    "split:7": "chunks end anywhere",
    "merge": "a chunk may hold several events, as long as not all come at once",
    "terse": "the space may be left out",
    "data-lines": "data may come in several lines",
    "bom": "a byte order mark is passed over",
    "empty-delta": "a delta may be empty",
    "split-arguments": "arguments may come in pieces",
    "disc.ids.location": "the documented events have the id, no others",
    "disc.sdk.done-json": "the sentinel is documented",
    "disc.sdk.event-type": "the names are documented",
    "disc.err.sse-400": "no request of the suite streams with a bad signature",
    "disc.fc.call-id": "what is refused is no documented form",
    "disc.fc.schema": "documented as optional, but not as a must",
    "disc.tools.combination": "documented as possible, but not as a must",
    "disc.tokens.fc-gemini3": "one model",
    "disc.legacy.sig-functioncall": "documented since, and harmless",
    "disc.gc.incomplete-empty": "documented: thoughts count",
    "disc.output-order": "documented as a known issue",
    "disc.usage.image-tokens": "numbers differ by model",
    "disc.usage.raw-prompt-token": "Gemini 3 only",
    "disc.mm.grounding-count": "it may be left out",
    "disc.store.false-no-id": "recorded",
    "disc.params.code": "the newest revision only, and a refusal all the same",
    "disc.think.missing-code": "likewise",
}
TOUCHED = (
    "streaming",
    "stream-frames",
    "stream-order",
    "stream-agreement",
    "function-calling.streamed-*",
    "structured-output.streamed",
    "thinking.streamed-*",
)
NAMED = ("stream-agreement.steps", "function-calling.streamed-arguments", "function-calling.requires-action")


@pytest.fixture(scope="module")
def emulators() -> Iterator[dict[str, str]]:
    """One emulator per revision; the faults come by header, because to stop a server takes longer than to ask it."""
    with ExitStack() as stack:
        settings: dict[str, Any] = {"background_seconds": 0.03}
        yield {name: stack.enter_context(serving(revision=name, **settings)) for name in (OLD, NEW, NEWEST.name)}


@pytest.fixture
def judged(emulators: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[Result]]:
    """Runs the suite, or the part of it that globs select, with a fault in every request."""

    def results(fault: str, revision: str, globs: Sequence[str], timeout: float = 5) -> list[Result]:
        class Faulty(Client):
            def outgoing(self, body: bytes | None, headers: Mapping[str, str | None]) -> dict[str, str]:
                return {**super().outgoing(body, headers), "x-emulator-fault": fault}

        monkeypatch.setenv("GEMINI_API_KEY", "any-key")
        monkeypatch.setattr(session, "Client", Faulty)
        target = Target(name="faulty", base_url=emulators[revision], timeout=timeout, background=0.3)
        with session.opened(
            target, revision, Manner(workers=8, keep=True, courtesy=Courtesy(sleep=lambda _: None))
        ) as stage:
            run = Run(stage, select(globs))
            run.open(run.selected)
            return [run.result_of(requirement) for requirement in run.selected]

    return results


@pytest.mark.parametrize(("fault", "revision", "ids"), NOTICED, ids=[fault for fault, _, _ in NOTICED])
def test_a_fault_is_noticed(judged: Callable[..., list[Result]], fault: str, revision: str, ids: str) -> None:
    unsure = {id.removeprefix("~"): id.startswith("~") for id in ids.split()}  # noqa: A001
    found = judged(fault, revision, tuple(unsure), 1 if fault.startswith(("latency", "stall:seconds=30,on")) else 5)
    fails = {id: requirements()[id].level is Level.MUST and not unsure[id] for id in unsure}  # noqa: A001
    assert {result.requirement.id: result.status for result in found} == {
        id: Status.FAIL if failing else Status.WARN
        for id, failing in fails.items()  # noqa: A001
    }


@pytest.mark.parametrize("fault", LEGAL)
def test_what_is_legal_fails_nothing(judged: Callable[..., list[Result]], fault: str) -> None:
    found = judged(fault, NEW, NAMED if fault.startswith("disc.") else TOUCHED)
    assert {result.status for result in found} <= {Status.PASS, Status.NOT_APPLICABLE}, [
        (result.requirement.id, result.message) for result in found if result.status is not Status.PASS
    ]


def test_every_fault_is_one_or_the_other() -> None:
    tried = {fault.name for fault in parse_all([*LEGAL, *(fault for fault, _, _ in NOTICED)])}
    assert tried == set(FAULTS)
