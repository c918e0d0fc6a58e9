"""Lists of known failures: what they say, where each entry stands, and what is refused in one line."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given

from conformance.known.loading import json_schema, load, parsed
from conformance.target import ConfigurationError
from tests.known import made

PUBLISHED = Path(__file__).parents[2] / "schemas" / "report" / "known-failures.schema.json"
WHOLE = """\
# of ours

[[known]]
requirement = "stream-frames.done"
reason = "no [DONE]"
link = "https://example.com/issues/7"
message = "the stream ends"
since = "2026-05-20"
until = "2026-11-16"
expires = 2027-01-31

[[flaky]]
requirement = "stream-delivery.*"
reason = "buffers at times"
"""


def test_the_published_schema_is_up_to_date() -> None:
    """Regenerate with: python -m conformance.known.loading > schemas/report/known-failures.schema.json"""
    assert PUBLISHED.read_text("utf-8") == json_schema()
    jsonschema.Draft202012Validator.check_schema(json.loads(json_schema()))


def test_all_that_an_entry_may_say(tmp_path: Path) -> None:
    (tmp_path / "known.toml").write_text(WHOLE)
    jsonschema.validate(json.loads(json.dumps(tomllib.loads(WHOLE), default=str)), json.loads(json_schema()))
    known, flaky = load(tmp_path / "known.toml").entries
    assert known.told == {
        "list": "known",
        "reason": "no [DONE]",
        "link": "https://example.com/issues/7",
        "file": str(tmp_path / "known.toml"),
        "line": 3,
    }
    assert [known.is_for(name) for name in (*made.NAMES, "auto")] == [False, False, True, False, False]
    assert [flaky.is_for(name) for name in (*made.NAMES, "auto")] == [True] * 5
    assert [known.is_expired(date(2027, month, day)) for month, day in ((1, 31), (2, 1))] == [False, True]
    assert (known.names("stream-frames.done"), known.names("stream-frames.done-twice")) == (True, False)
    assert (flaky.names("stream-delivery.first-byte"), flaky.names("stream-frames.done"), flaky.line) == (
        True,
        False,
        12,
    )


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[[known]\n", "known failures k.toml: not TOML: Expected ']]'"),
        ("known = 3", "known failures k.toml: known: input should be a valid list"),
        ("[known]\na = 1", "known failures k.toml: known: input should be a valid list"),
        ("[[unknown]]\n", "known failures k.toml: unknown: extra inputs are not permitted"),
        ('known = [{ requirement = "a", reason = "b" }]', "write each entry as a table of its own: [[known]]"),
        ('\n\n[[known]]\nrequirement = "a.b"', "k.toml:3: known.reason: field required"),
        ('[[known]]\nrequirement = "a.b"\nreason = " "', "k.toml:1: known.reason: string should have at least 1 char"),
        ('[[known]]\nreason = "a"\nrequirement = 7', "k.toml:1: known.requirement: input should be a valid string"),
        ('[[flaky]]\nrequirement="a"\nreason="b"\nmessage="c"', "k.toml:1: flaky.message: extra inputs"),
        ('[[known]]\nrequirement="a"\nreason="b"\nlink="javascript:x"', "'javascript:x' is no http or https URL"),
        ('[[known]]\nrequirement="a"\nreason="b"\nsince="2026"', "k.toml:1: known: unknown revision '2026': there are"),
        (
            '[[known]]\nrequirement="a"\nreason="b"\nsince="2026-11-16"\nuntil="2026-05-20"',
            "k.toml:1: known: no revision is from 2026-11-16 on and before 2026-05-20",
        ),
        (
            '[[known]]\nrequirement="a"\nreason="b"\nexpires="soon"',
            "k.toml:1: known.expires: input should be a valid date",
        ),
        (f"a = {'[' * 5000}", "known failures k.toml: not TOML"),
    ],
)
def test_what_is_no_list_is_refused_in_one_line(text: str, complaint: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        parsed(text, "k.toml")
    assert complaint in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(("content", "complaint"), [(None, "No such file"), (b"\xff", "not UTF-8")])
def test_what_can_t_be_read_is_refused_in_one_line(content: bytes | None, complaint: str, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / "k.toml").write_bytes(content)
    with pytest.raises(ConfigurationError, match=complaint):
        load(tmp_path / "k.toml")


@made.SOME
@given(made.lists())
def test_each_entry_knows_its_line(known) -> None:
    """Whatever stands between them: comments, and strings that look like headers."""
    lines = known.text.split("\n")
    for entry in known.entries:
        assert lines[entry.line - 1].startswith(f"[[{entry.list}]]")
        assert entry.row.requirement in lines[entry.line]
    assert len(known.entries) == sum(len(rows) for rows in tomllib.loads(known.text).values())
