"""``conformance schema show`` and ``conformance schema diff``, as people and programs read them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from conformance import cli
from conformance.revisions import NAMES
from conformance.schema import load
from conformance.schemadiff import between

ROOT = Path(__file__).resolve().parents[2]


def schema(*arguments: str) -> Result:
    return CliRunner().invoke(cli.commands, ["schema", *arguments])


def printed(*arguments: str) -> str:
    done = schema(*arguments)
    assert (done.exit_code, done.exception) == (0, None)
    assert done.output.endswith("\n")
    assert not done.output.endswith("\n\n")
    return done.output


def test_a_record_is_shown_with_its_fields_and_what_they_rest_on() -> None:
    page = printed("show", "Usage", "--revision", "2026-05-20")
    assert page.startswith("Usage · 2026-05-20 · response\n")
    assert re.search(r"^  total_tokens +integer ≥ 0 +.*\[recorded\]$", page, re.MULTILINE)
    assert re.search(r"^  grounding_tool_count +list of GroundingToolCount .*Since 2026-05-07\.", page, re.MULTILINE)
    assert re.search(r"^  total_thought_tokens .*Renamed from total_reasoning_tokens\.", page, re.MULTILINE)
    assert page.endswith("\nOther fields are accepted.\n")
    assert re.search(r"^  status +InteractionStatus +required ", printed("show", "Interaction"), re.MULTILINE)


def test_a_request_is_shown_closed_and_with_its_rule() -> None:
    page = printed("show", "CreateRequest", "--revision", "2025-12-11")
    assert page.startswith("CreateRequest · 2025-12-11 · request\n")
    assert "\nRule: object with one of model, agent with agent_config only beside agent" in page
    assert page.endswith("\nOther fields are refused.\n")


@pytest.mark.parametrize(
    ("name", "revision", "line"),
    [
        ("Event", "2025-12-11", r"  content\.delta +ContentDeltaEvent"),
        ("Event", "2026-05-20", r"  step\.delta +StepDeltaEvent"),
        ("Annotation", "2025-12-11", r"  .*SourceAnnotation"),
        ("Input", "2026-05-20", r"  list of Step of length ≥ 1"),
        ("ThinkingLevel", "2026-11-16", r"  xhigh +Since 2026-11-16\."),
        ("AudioMimeType", "2026-05-20", r"  audio/mpeg +Since 2026-05-07\."),
        ("Turn", "2025-12-11", r"Evidence: documented\. Not from 2026-05-20 on\."),
        ("Step", "2026-05-20", r"Evidence: documented\. Since 2026-05-20\."),
        ("Model", "2026-05-20", r"A value: string of length ≥ 1, such as"),
    ],
)
def test_unions_lists_of_values_and_values_are_shown(name: str, revision: str, line: str) -> None:
    assert re.search(f"^{line}$", printed("show", name, "--revision", revision), re.MULTILINE)


@pytest.mark.parametrize("revision", NAMES)
@pytest.mark.parametrize("profile", ["request", "response", "strict"])
def test_every_type_can_be_shown(revision: str, profile: Any) -> None:
    for name in load(revision).names(profile):
        assert printed("show", name, "--revision", revision, "--profile", profile).startswith(f"{name} · {revision}")


def test_the_json_schema_needs_nothing_else() -> None:
    whole = json.loads(printed("show", "Interaction", "--revision", "2026-05-20", "--json"))
    answer = {"model": "m", "status": "completed", "created": "2026-05-20T00:00:00Z", "updated": "2026-05-20T00:00:00Z"}
    valid = Draft202012Validator(whole)
    assert valid.is_valid({**answer, "steps": [{"type": "thought"}]})
    assert not valid.is_valid({**answer, "steps": [{"type": "thought", "summary": "none"}]})


def test_a_diff_says_what_breaks_first() -> None:
    lines = printed("diff", "2026-05-07", "2026-05-20").splitlines()
    assert re.fullmatch(r"2026-05-07 → 2026-05-20: \d+ changes; \d+ break clients, \d+ break servers", lines[0])
    answers = lines[lines.index("Answers: what servers send") + 1 :]
    where = "Interaction.outputs, PartialInteraction.outputs"
    assert f"  renamed field  {where}: outputs → steps  [breaks clients and servers]" in answers
    breaks = ["[breaks" in line for line in answers]
    assert breaks == sorted(breaks, reverse=True)


def test_a_diff_for_programs_has_every_change() -> None:
    found = json.loads(printed("diff", "2026-05-07", "2026-05-20", "--json"))
    diff = between("2026-05-07", "2026-05-20")
    assert (found["before"], found["after"], len(found["changes"])) == ("2026-05-07", "2026-05-20", len(diff.changes))
    assert {
        "side": "response",
        "path": "Interaction.outputs",
        "subject": "field",
        "kind": "renamed",
        "before": "outputs",
        "after": "steps",
        "required": False,
        "open": False,
        "breaking": ["client", "server"],
    } in found["changes"]


def test_a_diff_for_documents_is_tables() -> None:
    text = printed("diff", "2026-05-20", "2026-11-16", "--markdown")
    assert text.startswith("## 2026-05-20 → 2026-11-16\n")
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {6}
    assert '| added value | `InteractionStatus` |  | `"queued", "requires_continuation"` | clients |' in rows


@pytest.mark.parametrize("style", [[], ["--markdown"]])
def test_a_revision_and_itself_differ_in_nothing(style: list[str]) -> None:
    text = printed("diff", NAMES[0], NAMES[0], *style)
    assert text.lower().count("nothing changed") == 3


MISUSE = {
    "an unknown type": (("show", "Interacton"), "2026-11-16 has no type 'Interacton' (did you mean 'Interaction'?)"),
    "a type of another revision": (("show", "Turn", "--revision", "2026-05-20"), "2026-05-20 has no type 'Turn'"),
    "a type of another profile": (("show", "Event", "--profile", "request"), "no type 'Event'"),
    "an unknown revision": (("diff", "2026-05-20", "2027-01-01"), "'2027-01-01' is not one of"),
    "one revision": (("diff", "2026-05-20"), "Missing argument 'R2'"),
}


@pytest.mark.parametrize("name", MISUSE)
def test_misuse_is_one_line_and_exit_3(name: str) -> None:
    arguments, complaint = MISUSE[name]
    command = [sys.executable, "-m", "conformance", "schema", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout, len(done.stderr.strip().splitlines())) == (3, "", 1)
    assert complaint in done.stderr
