"""The result stream: what is written can be read, and what cannot be read is said in one line."""

from __future__ import annotations

import copy
import json

import jsonschema
import pytest

from conformance.record import small
from conformance.redaction import REDACTED
from conformance.report import results
from conformance.report.lines import KINDS, STATUSES
from conformance.report.results import ReportError, ResultWriter, read
from conformance.report.scores import feature_label, feature_verdict, summarise, tally
from tests.report import hostile, sample


def first(kind):
    return next(line for line in sample.drawn_lines() if line["kind"] == kind)


def test_what_is_written_is_read_back(tmp_path):
    lines = sample.drawn_lines()
    run = read(sample.save(tmp_path, lines))
    assert [
        run.header,
        *run.exchanges.values(),
        *run.results,
        *run.generations,
        *run.reports.values(),
        run.summary,
    ] == lines
    assert not run.interrupted


def test_what_webhooks_are_signed_with_is_not_written(tmp_path):
    spoken = {**first("result"), "message": "expected another than whsec_AbC/9+=, found whsec_AbC/9+="}
    with ResultWriter(tmp_path / "results.jsonl") as writer:
        writer.write(spoken)
    assert "AbC" not in (tmp_path / "results.jsonl").read_text("utf-8")
    assert small({"new_signing_secret": "abc", "state": "ENABLED"}) == {
        "new_signing_secret": REDACTED,
        "state": "ENABLED",
    }


@pytest.mark.parametrize("made", [sample.drawn_lines(), hostile.lines(), hostile.javascript_sources()])
def test_every_line_of_a_file_validates_against_the_published_schema(tmp_path, made):
    jsonschema.Draft202012Validator.check_schema(results.schema())
    validator = jsonschema.Draft202012Validator(results.schema())
    lines = sample.save(tmp_path, made).read_text("utf-8").splitlines()
    assert len(lines) == len(made)
    for line in lines:
        validator.validate(json.loads(line))


@pytest.mark.parametrize(
    ("kind", "field"),
    [(kind, name) for kind in KINDS for name in results.schema()["$defs"][kind]["required"] if name != "kind"],
)
def test_reader_and_schema_refuse_the_same_lines(tmp_path, kind, field):
    line = copy.deepcopy(first(kind))
    validator = jsonschema.Draft202012Validator(results.schema())
    for broken in ({**line, field: object}, {name: value for name, value in line.items() if name != field}):
        stored = {name: ["wrong", 1] if value is object else value for name, value in broken.items()}
        assert not validator.is_valid(stored)
        path = sample.save(tmp_path, [stored] if kind == "run" else [sample.header(), stored])
        with pytest.raises(
            ReportError, match=rf"results\.jsonl, line {1 if kind == 'run' else 2}: no valid {kind} line"
        ):
            read(path)


def test_a_later_kind_is_valid_and_ignored(tmp_path):
    later = {"kind": "environment", "cpu": 2}
    jsonschema.Draft202012Validator(results.schema()).validate(later)
    run = read(sample.save(tmp_path, [sample.header(), later, first("result")]))
    assert (len(run.results), run.exchanges) == (1, {})


def test_each_line_is_on_disk_before_the_next(tmp_path):
    with ResultWriter(tmp_path / "new" / "results.jsonl") as writer:
        writer.write(sample.header())
        writer.write(first("exchange"))
        run = read(writer.path)
    assert list(run.exchanges) == ["x1"]
    assert run.interrupted


@pytest.mark.parametrize("cut", [1, 5, 40])
def test_half_a_last_line_is_an_interrupted_run(tmp_path, cut):
    path = sample.save(tmp_path, [*sample.lines(), first("result")])
    path.write_text(path.read_text("utf-8")[: -cut - 1], "utf-8")
    run = read(path)
    assert run.interrupted
    assert len(run.results) == 120


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is no result file: it is empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "is no result file: its first line"),
        (b'{"kind":"result"}\n', "is no result file: its first line"),
        (b"[1, 2]\n", "is no result file: its first line"),
        (json.dumps(sample.header()).encode() + b"\nnot json\n{}\n", "line 2: not a JSON object"),
        (json.dumps(sample.header()).encode() + b"\n{}\n", "line 2: not a JSON object"),
    ],
)
def test_what_is_no_result_file_is_refused_in_one_line(tmp_path, content, said):
    path = tmp_path / "results.jsonl"
    path.write_bytes(content)
    with pytest.raises(ReportError) as refusal:
        read(path)
    assert said in str(refusal.value)
    assert str(path) in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_files_that_cannot_be_opened_are_named(tmp_path):
    with pytest.raises(ReportError, match=r"cannot read .*missing\.jsonl: No such file"):
        read(tmp_path / "missing.jsonl")
    (tmp_path / "file").write_text("")
    with pytest.raises(ReportError, match=r"cannot write .*results\.jsonl: .*choose another folder with --out"):
        ResultWriter(tmp_path / "file" / "results.jsonl")
    with pytest.raises(OSError, match="cannot write"):
        ResultWriter(tmp_path)


def test_values_that_json_lacks_are_kept_as_text(tmp_path):
    deep: object = "bottom"
    for _ in range(5_000):
        deep = [deep]
    line = first("exchange")
    line["response"]["body"] = {
        "nan": float("nan"),
        "deep": deep,
        "long": 10**5_000,
        "lone": "\ud800",
        "line": "\u2028",
    }
    response = read(sample.save(tmp_path, [sample.header(), line])).exchanges["x1"]["response"]
    assert response is not None
    body = response["body"]
    assert body["nan"] == "nan"
    assert "nested deeper than 100 levels" in json.dumps(body["deep"], ensure_ascii=False)
    assert body["long"] == "an integer of 16610 bits"
    assert (body["lone"], body["line"]) == ("\\ud800", "\u2028")


def test_lone_surrogates_of_another_writer_are_read(tmp_path):
    path = tmp_path / "results.jsonl"
    path.write_text(json.dumps(sample.header() | {"command": "a\ud800b\N{GRINNING FACE}"}) + "\n")
    assert read(path).header["command"] == "a\\ud800b\N{GRINNING FACE}"


def outcome(status, level="must", feature="chat"):
    return {"status": status, "level": level, "feature": feature}


def test_conformance_and_coverage_count_every_level():
    counted = tally([outcome(status) for status in STATUSES] + [outcome("fail", "should"), outcome("pass", "may")])
    assert (counted.passed, counted.failed, counted.applicable) == (3, 3, 9)
    assert (counted.conformance, counted.coverage) == (0.5, 6 / 9)


@pytest.mark.parametrize("made", [[], [outcome("unsupported")], [outcome("not-applicable")]])
def test_nothing_scored_has_no_numbers(made):
    line = summarise(made)
    assert line["conformance"] is None
    assert line["coverage"] is None


@pytest.mark.parametrize(
    ("made", "verdict"),
    [
        ([outcome("pass"), outcome("fail")], "fail"),
        ([outcome("pass"), outcome("expected-fail")], "fail"),
        ([outcome("pass"), outcome("error"), outcome("unsupported")], "pass"),
        ([outcome("unexpected-pass")], "pass"),
        ([outcome("unsupported"), outcome("warn")], "unsupported"),
        ([outcome("warn"), outcome("pass", "should")], "untested"),
        ([outcome("error")], "untested"),
        ([outcome("not-applicable")], "untested"),
    ],
)
def test_verdict_of_a_feature(made, verdict):
    assert feature_verdict(made) == verdict


def test_a_summary_counts_by_status_and_feature():
    line = summarise([outcome("pass"), outcome("fail", feature="usage"), outcome("warn", "should")])
    assert line == {
        "kind": "summary",
        "counts": {"pass": 1, "fail": 1, "warn": 1},
        "features": {"chat": "pass", "usage": "fail"},
        "conformance": 0.5,
        "coverage": 2 / 3,
    }


@pytest.mark.parametrize(
    ("made", "label"),
    [
        ([outcome("pass", "should"), outcome("warn", "may")], "no must scored"),
        ([outcome("warn")], "no must scored"),
        ([outcome("not-applicable"), outcome("error", "should")], "untested"),
        ([outcome("pass")], "pass"),
        ([outcome("unsupported"), outcome("pass", "should")], "unsupported"),
        ([], "untested"),
    ],
)
def test_a_feature_of_which_something_was_seen_is_not_shown_as_untested(made, label):
    assert feature_label(feature_verdict(made), made) == label
