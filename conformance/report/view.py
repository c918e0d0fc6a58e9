"""What a reader sees, in the order of reading; the HTML, Markdown and JUnit renderers lay the same views out."""

from __future__ import annotations

import re
import shlex
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from conformance.report import text
from conformance.report.client import PlayedView, played
from conformance.report.curl import curl
from conformance.report.generation import GenerationView, generations, rerun
from conformance.report.scores import feature_label, feature_verdict, tally

if TYPE_CHECKING:
    from collections.abc import Iterable

    from conformance.report.lines import ClauseCounts, ExchangeRecord, FeatureInfo, Observation, ResultRecord, Verdict
    from conformance.report.results import Run
    from conformance.report.scores import Tally

# A symbol beside every word, so that nothing rests on colour.
MARKS = {
    "pass": "✓", "fail": "✗", "warn": "!", "unsupported": "–", "not-applicable": "·", "error": "?",
    "expected-fail": "✗", "unexpected-pass": "✓", "untested": "·",
}  # fmt: skip
FAILED = ("fail", "expected-fail")
LANES = {
    "socket": "live, over a socket",
    "replay": "recorded traffic",
    "client": "a client, by what it sends and tells",
}
"""How a run saw its traffic, in words."""

BAR_ORDER = ("pass", "unexpected-pass", "fail", "expected-fail", "error", "warn", "unsupported", "not-applicable")
WORST_FIRST = ("fail", "error", "expected-fail", "unexpected-pass", "warn", "unsupported", "pass", "not-applicable")

_SAFE_ANCHOR = re.compile(r"[A-Za-z][A-Za-z0-9._-]*")


@dataclass(frozen=True)
class ExchangeView:
    """An exchange with its place on the page, the requirements that looked at it, and those that failed on it."""

    anchor: str
    record: ExchangeRecord
    used_by: list[RequirementView]
    failing: list[RequirementView]
    repeatable: bool = True
    """Whether there is a server that it can be sent to again."""

    @property
    def label(self) -> str:
        """`POST /v1beta/interactions → 200`"""
        request, response = self.record["request"], self.record["response"]
        sent = f"{request['method']} {_path(request['url'])}" if request["known"] else "request not recorded"
        return f"{text.cut(sent, 90)} → {response['status'] if response else 'no answer'}"

    @cached_property
    def curl(self) -> str | None:
        return curl(self.record) if self.repeatable else None


@dataclass(frozen=True)
class ObservationView:
    """One observation and the exchanges it is about, the decisive one first."""

    record: Observation
    exchanges: list[ExchangeView]

    @property
    def facts(self) -> bool:
        return any(self.record.get(name) is not None for name in ("observed", "expected", "where"))


@dataclass(frozen=True)
class RequirementView:
    """One result: where it stands on the page, what was observed (worst first), and how to run it again."""

    anchor: str
    result: ResultRecord
    observations: list[ObservationView]
    rerun: str

    @property
    def exchanges(self) -> list[ExchangeView]:
        """Each exchange once, those of the worst observation first."""
        return _once(exchange for view in self.observations for exchange in view.exchanges)

    @property
    def telling(self) -> list[ObservationView]:
        """The observations that say more than that all was well."""
        return [view for view in self.observations if view.record["status"] != "pass" or view.facts]

    @property
    def quiet(self) -> list[ExchangeView]:
        """The exchanges on which there was nothing to say."""
        told = {id(view) for view in self.telling}
        return _once(exchange for view in self.observations if id(view) not in told for exchange in view.exchanges)


@dataclass(frozen=True)
class FeatureView:
    """One documented area: its verdict, its numbers, its requirements in the order of the run."""

    anchor: str
    info: FeatureInfo
    verdict: Verdict
    label: str
    counts: dict[str, int]
    requirements: list[RequirementView]


@dataclass(frozen=True)
class Cause:
    """Requirements that ended with the same message: most often one fault with many consequences."""

    message: str
    requirements: list[RequirementView]


@dataclass(frozen=True)
class Report:
    """Everything that the renderers print."""

    run: Run
    tally: Tally
    counts: dict[str, int]
    features: list[FeatureView]
    exchanges: list[ExchangeView]
    generations: list[GenerationView]
    played: dict[str, PlayedView]

    @property
    def requirements(self) -> list[RequirementView]:
        return [view for feature in self.features for view in feature.requirements]

    def having(self, *statuses: str) -> list[RequirementView]:
        """The requirements that ended in one of these statuses, musts first."""
        found = [view for view in self.requirements if view.result["status"] in statuses]
        return sorted(found, key=lambda view: ("must", "should", "may").index(view.result["level"]))

    def causes(self, *statuses: str) -> list[Cause]:
        """The requirements that ended in one of these statuses, those with the same message together."""
        found: dict[str, list[RequirementView]] = {}
        for view in self.having(*statuses):
            found.setdefault(view.result["message"] or view.result["id"], []).append(view)
        return [Cause(message, views) for message, views in found.items()]

    @property
    def ledger(self) -> ClauseCounts | None:
        """The documented clauses of all areas in numbers; None where the run did not say."""
        areas = self.run.header.get("ledger")
        if not areas:
            return None
        total: ClauseCounts = {"documented": 0, "tested": 0, "excluded": 0}
        for of_one in areas.values():
            total = {
                "documented": total["documented"] + of_one["documented"],
                "tested": total["tested"] + of_one["tested"],
                "excluded": total["excluded"] + of_one["excluded"],
            }
        return total

    @property
    def whole(self) -> bool:
        """Whether the run was to judge everything, judged it all, and scored something: only then it may be praised."""
        everything = self.run.header.get("selected", {}).get("whole", True)
        return everything and not self.run.interrupted and bool(self.tally.scored) and "error" not in self.counts

    @property
    def sentence(self) -> str:
        """The whole outcome in one sentence."""
        tally = self.tally
        if not tally.scored:
            return "Nothing was scored."
        if not tally.failed:
            return f"Every scored requirement passed ({tally.passed} of {tally.scored})."
        failing = sum(feature.verdict == "fail" for feature in self.features)
        return (
            f"{tally.failed} of {tally.scored} scored requirements failed, in {failing} "
            f"{'feature' if failing == 1 else 'features'}."
        )


def report(run: Run) -> Report:
    """The views of a run. Features follow the header; those that only results name come after."""
    exchanges = {
        name: ExchangeView(f"exchange-{number}", record, [], [], repeatable=run.header["lane"] != "client")
        for number, (name, record) in enumerate(run.exchanges.items(), 1)
    }
    infos: dict[str, FeatureInfo] = {info["name"]: info for info in run.header["features"]}
    results: dict[str, list[ResultRecord]] = {name: [] for name in infos}
    for result in run.results:
        results.setdefault(result["feature"], []).append(result)
    anchors: set[str] = set()
    features = []
    for number, (name, of_one) in enumerate(results.items(), 1):
        views = [_requirement(run, result, exchanges, anchors) for result in of_one]
        info = infos.get(name, {"name": name, "title": name, "about": "", "source": None})
        verdict = feature_verdict(of_one)
        label = feature_label(verdict, of_one)
        features.append(FeatureView(f"feature-{number}", info, verdict, label, _counts(of_one), views))
    drawn = list(generations(run, exchanges))
    return Report(
        run, tally(run.results), _counts(run.results), features, list(exchanges.values()), drawn,
        played(run, exchanges),
    )  # fmt: skip


def findings(record: Observation) -> list[tuple[str, str]]:
    """What an observation found, as (name, text) pairs in the order of reading."""
    found = [("message", text.cut(text.clean(record["message"]), 800))] if record["message"] else []
    if "expected" in record:
        found.append(("expected", text.cut(text.clean(record["expected"]), 800)))
    if "observed" in record:
        found.append(("observed", text.quoted(record["observed"])))
    if where := record.get("where"):
        found.append(("where", text.cut(text.clean(where), 300)))
    return found


def target_name(run: Run) -> str:
    """What was judged, with its version where the run says it."""
    target = run.header["target"]
    return f"{target['name']} {target['version']}" if target.get("version") else str(target["name"])


def selection(run: Run) -> str:
    """What a run was to judge, in words; empty where it does not say."""
    selected = run.header.get("selected")
    if selected is None:
        return ""
    if selected["whole"]:
        return "everything"
    globs = " ".join(selected["select"]) or "everything"
    return f"{globs}, from level {selected['level']}, up to cost {selected['cost']}"


def known(result: ResultRecord) -> str | None:
    """What a list of known failures says of a result: the reason, where to read more, and the line of the list."""
    if not (entry := result.get("known")):
        return None
    word = "flaky" if entry.get("list") == "flaky" else "known"
    place = ":".join(str(part) for part in (entry.get("file"), entry.get("line")) if part)
    said = [entry["reason"], *filter(None, [entry.get("link"), f"line {place}" if place else None])]
    return f"{word}: {', '.join(said)}"


def _requirement(
    run: Run, result: ResultRecord, exchanges: dict[str, ExchangeView], anchors: set[str]
) -> RequirementView:
    observations = _observations(result["observations"], exchanges)
    # Ids of our own suite make readable anchors; whatever else a file holds gets a number.
    anchor = result["id"] if _SAFE_ANCHOR.fullmatch(result["id"]) else ""
    if not anchor or anchor in anchors or anchor.startswith(("exchange-", "feature-", "scenario-")):
        anchor = f"result-{len(anchors) + 1}"
    anchors.add(anchor)
    view = RequirementView(anchor, result, observations, _rerun(run, result))
    for exchange in view.exchanges:
        exchange.used_by.append(view)
    for exchange in _once(each for seen in observations if seen.record["status"] in FAILED for each in seen.exchanges):
        exchange.failing.append(view)
    return view


def _observations(records: list[Observation], exchanges: dict[str, ExchangeView]) -> list[ObservationView]:
    """The worst first; the same finding on several exchanges once, with all of them."""
    found: dict[object, ObservationView] = {}
    for record in sorted(records, key=lambda each: WORST_FIRST.index(each["status"])):
        same = found.setdefault((record["status"], *findings(record)), ObservationView(record, []))
        looked_at = [exchanges[name] for name in _looked_at(record) if name in exchanges]
        same.exchanges[:] = _once([*same.exchanges, *looked_at])
    return list(found.values())


def _once(exchanges: Iterable[ExchangeView]) -> list[ExchangeView]:
    return list({exchange.anchor: exchange for exchange in exchanges}.values())


def _looked_at(observation: Observation) -> list[str]:
    decisive = [observation["exchange"]] if observation["exchange"] else []
    return list(dict.fromkeys(decisive + observation.get("exchanges", [])))


def _rerun(run: Run, result: ResultRecord) -> str:
    target = run.header["target"]
    if seeds := [line["seed"] for line in run.generations if line["scenario"] in result["scenarios"]]:
        return rerun(run, result["id"], seeds[0])
    match result["lane"]:
        case "replay":
            looked_at = (name for record in result["observations"] for name in _looked_at(record))
            recordings = [run.exchanges[name]["recording"] for name in looked_at if name in run.exchanges]
            words = ["judge", next(filter(None, recordings), target["name"]), "--revision", result["revision"]]
            return shlex.join(["conformance", *words])
        case "client":
            words = ["sdk", "run", "--driver", target.get("argument") or target["name"]]
        case _:
            words = ["run", "--target", target.get("argument") or _named(target)]
    return shlex.join(["conformance", *words, "--revision", result["revision"], "--select", result["id"]])


def _named(target: dict[str, Any]) -> str:
    # A target given by URL is called by its host; the command needs the URL.
    name, url = target["name"], target["base_url"] or ""
    return url if url.partition("://")[2].startswith(name) else name


def _counts(results: list[ResultRecord]) -> dict[str, int]:
    found = Counter(result["status"] for result in results)
    return {status: found[status] for status in BAR_ORDER if found[status]}


def _path(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    return parts.path + (f"?{parts.query}" if parts.query else "") or url


def web_link(url: Any) -> str | None:
    """The URL where it is http or https, else None: nothing else becomes a link."""
    return url if isinstance(url, str) and re.match(r"https?://[^\s\\]+\Z", url) else None
