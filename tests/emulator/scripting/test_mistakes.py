"""Every mistake in a rules file is one line that says where, what, and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from conformance.emulator.scripting import RulesError, Script
from conformance.serving import serve

LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]\n" for before, name in zip("abcdef", "bcdefg", strict=True)
)
MISTAKES = {
    "not YAML": ("rules: [", ":1: not YAML: "),
    "no mapping": ("- text: x", ":1: a rules file is a mapping with the key 'rules'"),
    "nothing": ("", ":1: a rules file is a mapping with the key 'rules'"),
    "no rules": ("{}", ":1: rules is missing: add it"),
    "a tag": (
        "rules: !!python/object/apply:os.system [ls]",
        ":1: the tag 'tag:yaml.org,2002:python/object/",
    ),
    "a tagged text": ("rules:\n- text: !!timestamp 2020-01-01", ":2: the tag "),
    "a key twice": ("rules: []\nrules: []", ":2: the key 'rules' is there twice: remove one"),
    "a key that is a list": ("rules:\n- {[a]: b}", ":2: a key has to be a word"),
    "many aliases": (LAUGHS, "more than 100000 values, aliases counted"),
    "deep": ("[" * 70 + "]" * 70, ":1: more than 60 levels deep, aliases counted"),
    "very deep": ("[" * 900 + "]" * 900, ":1: nested more than 60 levels deep"),
    "infinity": ("rules:\n- duration: 1e999", ":2: the number is too large"),
    "an alias of itself": ("rules: &r [*r]", "more than 60 levels deep"),
    "an unknown key": (
        "rules:\n- txet: hi",
        ":2: rules[0].txet: there is no such key (did you mean 'text'?): remove it",
    ),
    "a number for a text": ("rules:\n- text: 5", ":2: rules[0].text: has to be a valid string or a valid list, is 5"),
    "two answers": ("rules:\n- {text: a, error: quota}", ":2: rules[0]: text and error are two answers: give one"),
    "a step of no kind": (
        "rules:\n- steps:\n  - {say: hi}",
        ":3: rules[0].steps[0]: a step is a mapping with one of text, thought, call, image, audio, video, type",
    ),
    "an unknown key of a step": (
        "rules:\n- steps:\n  - text: hi\n    anotations: []",
        ":4: rules[0].steps[0].anotations: there is no such key (did you mean 'annotations'?): remove it",
    ),
    "no expression": ("rules:\n- match: {text: {regex: '('}}", ":2: rules[0].match.text: no regular expression: "),
    "two ways to match": (
        "rules:\n- match: {text: {regex: a, equals: b}}",
        ":2: rules[0].match.text: give exactly one of equals, contains, regex",
    ),
    "no revision": ("rules:\n- match: {revision: 2026-01-01}", ":2: rules[0].match.revision: unknown revision '2026-"),
    "no recorded error": (
        "rules:\n- error: quotas",
        ":2: rules[0].error: no recorded error is called 'quotas' (did you mean 'quota'?): known are ",
    ),
    "no fault": ("rules:\n- fault: nonsense", ":2: rules[0].fault: there is no fault 'nonsense'; "),
    "no error status": (
        "rules:\n- error: {status: 200, code: x}",
        ":2: rules[0].error.status: has to be greater than or equal to 400, is 200",
    ),
    "nothing of that name": (
        "rules:\n- match: {text: {regex: '(?P<city>x)'}}\n  text: In ${ciity}",
        ":3: rules[0].text: nothing is called 'ciity' in ${ciity} (did you mean 'city'?): known are text, model,",
    ),
    "a group with a built-in name": (
        "rules:\n- match: {text: {regex: '(?P<model>x)'}}",
        ":2: rules[0]: the group 'model' has a built-in name: rename it",
    ),
    "no file": ("rules:\n- steps: [{image: cat.png}]", "the file 'cat.png' can't be read: No such file or directory"),
    "a file elsewhere": (
        "rules:\n- steps:\n  - image: ../../etc/passwd",
        ":3: rules[0].steps[0]: the file '../../etc/passwd' is outside the folder of the rules file: put it there",
    ),
    "an absolute path": ("rules:\n- steps: [{image: /etc/passwd}]", "is outside the folder of the rules file"),
    "a link that leads elsewhere": ("rules:\n- steps: [{image: away.png}]", "is outside the folder of the rules file"),
    "an empty file": ("rules:\n- steps: [{image: empty.png}]", "the file 'empty.png' is empty: take another one"),
    "a file of unknown type": ("rules:\n- steps: [{image: x.qqq}]", "can't be told from its name: give mime_type"),
    "pieces that are no object": (
        "rules:\n- steps: [{call: f, arguments: ['[1', ']']}]",
        "rules[0].steps[0]: the pieces of the arguments do not make a JSON object",
    ),
    "no type of step": (
        "rules:\n- steps:\n  - type: google_serch_call\n    arguments: {}",
        "unknown type 'google_serch_call' (did you mean 'google_search_call'?): correct it, or say unchecked: true",
    ),
    "no field of a step": (
        "rules:\n- steps:\n  - thought: true\n  - type: google_search_call\n    arguments: {querys: [x]}",
        ":5: rules[0]: the answer is not valid at 2026-11-16: $.steps[1].arguments.querys: undocumented field",
    ),
    "no field of a content": (
        "rules:\n- steps:\n  - type: model_output\n    content:\n    - {type: text, txt: x}",
        "the answer is not valid at 2026-11-16: $.steps[0].content[0]: has no 'text'",
    ),
    "no count of tokens": (
        "rules:\n- text: x\n  usage: {total_inputs: 5}",
        ":2: rules[0]: the answer is not valid at 2026-11-16: $.usage.total_inputs: undocumented field",
    ),
    "not of that revision": (
        "rules:\n- match: {revision: 2025-12-11}\n  steps: [{type: google_maps_call, arguments: {queries: [x]}}]",
        "the answer is not valid at 2025-12-11: $.steps[0].type: there is no google_maps_call yet",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_one_clear_line(name: str, tmp_path: Path) -> None:
    text, expected = MISTAKES[name]
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "empty.png").touch()
    (tmp_path / "cat.png").write_bytes(b"meow")
    (folder / "away.png").symlink_to(tmp_path / "cat.png")
    file = folder / "rules.yaml"
    file.write_text(text, "utf-8")
    with pytest.raises(RulesError) as caught:
        Script.load(file)
    assert all(line.startswith(f"{file}:") and "\n" not in line for line in caught.value.lines)
    assert expected in caught.value.lines[0]


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    file = tmp_path / "rules.yaml"
    file.write_text("rules:\n- text: ${a}\n- error: b\n- text: ${c}\n", "utf-8")
    with pytest.raises(RulesError) as caught:
        Script.load(file)
    assert [line.split(":")[1] for line in caught.value.lines] == ["2", "3", "4"]


@pytest.mark.parametrize("raw", [b"rules: []\n# \xff", b"x" * 1_100_000])
def test_what_is_no_text_is_said_to_be_none(raw: bytes, tmp_path: Path) -> None:
    file = tmp_path / "rules.yaml"
    file.write_bytes(raw)
    with pytest.raises(RulesError, match=r"2: not UTF-8: save|1: the file is larger than 1048576 bytes: split it"):
        Script.load(file)


def test_an_answer_that_one_of_its_revisions_has_is_good(tmp_path: Path) -> None:
    """Maps came after the first beta: the rule is for all revisions, and right at the later ones."""
    file = tmp_path / "rules.yaml"
    file.write_text("rules:\n- steps: [{type: google_maps_call, arguments: {queries: [x]}}]\n", "utf-8")
    assert len(Script.load(file).entries) == 1


def test_wrong_on_purpose_is_said_so(tmp_path: Path) -> None:
    file = tmp_path / "rules.yaml"
    file.write_text("rules:\n- unchecked: true\n  steps: [{type: telepathy_call}]\n", "utf-8")
    assert len(Script.load(file).entries) == 1


@pytest.mark.parametrize("option", ["--check-rules", "--rules"])
def test_the_command_prints_each_and_ends_with_3(option: str, tmp_path: Path) -> None:
    file = tmp_path / "rules.yaml"
    file.write_text("rules:\n- text: ${a}\n- error: b\n", "utf-8")
    done = CliRunner().invoke(serve, [option, str(file)])
    assert (done.exit_code, done.stdout) == (3, "")
    assert [line.split(": ")[0] for line in done.stderr.splitlines()] == [f"{file}:2", f"{file}:3"]


def test_the_command_says_when_nothing_is_wrong(tmp_path: Path) -> None:
    file = tmp_path / "rules.json"
    file.write_text('{"rules": [{"text": "hi"}]}', "utf-8")
    done = CliRunner().invoke(serve, ["--check-rules", str(file)])
    assert (done.exit_code, done.stdout, done.stderr) == (0, f"{file}: 1 rule, nothing wrong\n", "")


def test_no_file_is_one_line_too(tmp_path: Path) -> None:
    done = CliRunner().invoke(serve, ["--check-rules", str(tmp_path / "none.yaml")])
    assert done.exit_code == 3
    assert done.stderr.endswith("none.yaml:1: can't be read: No such file or directory: give the path of a file\n")
