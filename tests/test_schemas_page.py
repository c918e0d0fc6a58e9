"""What ``docs/schemas.md`` shows is what comes out."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

ROOT = Path(__file__).resolve().parent.parent
AJV = ROOT / "tests" / "ajv" / "node_modules"


def block(language: str) -> str:
    """The only block of code in ``language``."""
    tokens = MarkdownIt().parse((ROOT / "docs" / "schemas.md").read_text("utf-8"))
    (found,) = [token.content for token in tokens if token.type == "fence" and token.info == language]
    return found


def printed(code: str, comment: str) -> list[str]:
    """What ``code`` says that it prints, in comments after the lines that print it."""
    return re.findall(rf"(?:print|console\.log)\(.*\);?\s+{comment} (.*)", code)


def test_the_lines_in_python_print_what_they_say() -> None:
    code = block("python")
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines() == printed(code, "#")
    assert len(printed(code, "#")) == 2


@pytest.mark.node
@pytest.mark.skipif(not AJV.is_dir(), reason="ajv is not there: tox -e ajv fetches it")
def test_the_lines_in_javascript_print_what_they_say(tmp_path: Path) -> None:
    code = block("js")
    (tmp_path / "page.mjs").write_text(code)
    (tmp_path / "schemas").symlink_to(ROOT / "schemas")
    (tmp_path / "node_modules").symlink_to(AJV)
    ran = subprocess.run(["node", "page.mjs"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.stdout.splitlines() == printed(code, "//") == ["true", "false"], ran.stderr
