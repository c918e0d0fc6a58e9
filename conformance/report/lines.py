"""The lines of a result file as types; their definition is `schemas/report/results.schema.json`."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

FORMAT = 1
KINDS = ("run", "exchange", "result", "generation", "report", "summary")
STATUSES = ("pass", "fail", "warn", "unsupported", "not-applicable", "error", "expected-fail", "unexpected-pass")

Verdict = Literal["pass", "fail", "unsupported", "untested"]


class FeatureInfo(TypedDict):
    """A documented area, as the header of a run lists it."""

    name: str
    title: str
    about: str
    source: str | None


class ClauseCounts(TypedDict):
    """Of the documented clauses of an area, how many the suite tests and how many it excludes with a reason."""

    documented: int
    tested: int
    excluded: int


class Selected(TypedDict):
    """What a run was to judge; `whole` where that is every requirement but those that only generated requests show."""

    whole: bool
    select: list[str]
    level: str
    cost: str


class RunHeader(TypedDict):
    """The `run` line: which suite judged which target, and how."""

    kind: Literal["run"]
    format: int
    suite: dict[str, str]
    target: dict[str, Any]
    revision: str
    lane: str
    started: str
    command: str
    features: list[FeatureInfo]
    ledger: NotRequired[dict[str, ClauseCounts]]
    selected: NotRequired[Selected]
    capabilities: NotRequired[dict[str, str]]


class ExchangeRecord(TypedDict):
    """An `exchange` line: redacted request and response; `response` is null when nothing came back."""

    kind: Literal["exchange"]
    id: str
    scenario: str | None
    recording: str | None
    started: str | None
    duration: float | None
    request: dict[str, Any]
    response: dict[str, Any] | None
    failure: str | None


class Observation(TypedDict):
    """What one requirement made of one exchange, or of several that belong together."""

    exchange: str | None
    exchanges: NotRequired[list[str]]
    status: str
    message: str
    observed: NotRequired[Any]
    expected: NotRequired[str]
    where: NotRequired[str | None]
    scenario: NotRequired[str]
    revision: NotRequired[str]


class Defined(TypedDict):
    """Where the suite writes a requirement: a file relative to the root of its source, and a line of it."""

    file: str
    line: int


class Known(TypedDict):
    """The line of a list of known failures that names a result."""

    reason: str
    link: NotRequired[str | None]
    file: NotRequired[str | None]
    line: NotRequired[int | None]
    list: NotRequired[Literal["known", "flaky"]]


class ResultRecord(TypedDict):
    """A `result` line: one requirement on one target at one revision."""

    kind: Literal["result"]
    id: str
    feature: str
    level: str
    status: str
    message: str
    revision: str
    lane: str
    sentence: str
    clauses: list[str]
    source: str | None
    evidence: str
    note: NotRequired[str]
    scenarios: list[str]
    observations: list[Observation]
    duration: float | None
    defined: NotRequired[Defined]
    known: NotRequired[Known]


class ReportRecord(TypedDict):
    """A `report` line: one scenario that was played with a client."""

    kind: Literal["report"]
    scenario: str
    about: str
    end: str
    reason: str
    duration: float
    asked: list[dict[str, Any]]
    reported: list[dict[str, Any]]
    stderr: str


class Found(TypedDict):
    """A generated request that showed something wrong, made as small as it goes."""

    exchange: str
    requirement: str
    message: str
    about: str
    tier: str
    repeat: str
    after: int
    size: int
    found: int
    shrinking: int
    id: NotRequired[str]
    request: NotRequired[Any]


class GenerationRecord(TypedDict):
    """A `generation` line: what one scenario of generated requests did."""

    kind: Literal["generation"]
    scenario: str
    seed: int
    sent: dict[str, int]
    seconds: dict[str, float]
    coverage: dict[str, Any]
    failures: list[Found]
    again: dict[str, int]
    explained: dict[str, int]
    mended: NotRequired[list[str]]
    whole: bool


class Summary(TypedDict):
    """The `summary` line; `finished` is added by whoever ends the run."""

    kind: Literal["summary"]
    counts: dict[str, int]
    features: dict[str, Verdict]
    conformance: float | None
    coverage: float | None
    finished: NotRequired[str]
