"""The recipes of ``docs/ci.md``: they are what their readers are, and every option in them exists."""

from __future__ import annotations

import configparser
import re
import tomllib
from pathlib import Path

import pytest
import yaml

from conformance.cli import commands
from conformance.plugin import pytest_addoption
from conformance.target import Target

PAGE = (Path(__file__).parents[1] / "docs" / "ci.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


def test_every_recipe_can_be_read() -> None:
    github, gitlab = (yaml.safe_load(block) for block in blocks("yaml"))
    assert any("conformance run" in step.get("run", "") for step in github["jobs"]["conformance"]["steps"])
    assert gitlab["conformance"]["artifacts"]["reports"]["junit"] == "conformance-out/junit.xml"
    (tox,) = blocks("ini")
    parser = configparser.ConfigParser()
    parser.read_string(tox)
    assert parser.has_section("testenv:conformance")
    (target,) = blocks("toml")
    assert Target.model_validate(tomllib.loads(target)).known_failures == "known-failures.toml"
    for source in blocks("python"):
        compile(source, "docs/ci.md", "exec")


def test_every_option_of_the_command_exists() -> None:
    known = {name: {o for p in command.params for o in p.opts} for name, command in commands.commands.items()}
    lines = re.findall(r"conformance (run|judge)\b([^\n|]*)", "".join(re.findall(r"```.*?```", PAGE, re.DOTALL)))
    used = {(name, option) for name, rest in lines for option in re.findall(r"--[a-z-]+", rest)}
    assert len(used) > 2
    assert [(name, option) for name, option in used if option not in known[name]] == []


def test_every_option_of_the_plugin_is_told_and_exists() -> None:
    parser = pytest.Parser(_ispytest=True)
    pytest_addoption(parser)
    (group,) = (group for group in parser._groups if group.name == "conformance")
    exist = {name for option in group.options for name in option.names()}
    assert set(re.findall(r"--conformance-[a-z-]+", PAGE)) == exist
