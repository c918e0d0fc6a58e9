"""The programs on the documentation's page for clients: what each is run with, and what it prints."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from tests.samples.running import COMMANDS, Ran, emulator, execute
from tests.samples.table import ENDINGS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "emulator" / "clients.md"
LANGUAGES = {"python": "python", "js": "js", "sh": "curl"}
PROGRAM = re.compile(
    r"<!-- (?P<client>\S+)(?: (?P<major>\d)\.x)?, (?P<options>.*?) -->\n\n"
    r"```(?P<language>\w+)\n(?P<code>.*?)```\n\n"
    r"```text\n(?P<printed>.*?)```\n",
    re.DOTALL,
)


@dataclass(frozen=True)
class Program:
    """One program of the page, for one generation of a client, and the options of the emulator that it is run with."""

    language: str
    major: str | None
    options: tuple[str, ...]
    code: str
    printed: str

    def run(self, folder: Path) -> Ran:
        """Run it in ``folder`` against an emulator of its own, as its reader would."""
        program = folder / f"program{ENDINGS[self.language]}"
        program.write_text(self.code, "utf-8")
        with emulator(*self.options) as url:
            environment = {"GOOGLE_GEMINI_BASE_URL": url, "GEMINI_API_KEY": "any"}
            return execute([*COMMANDS[self.language], program.name], folder, environment)


def programs() -> list[Program]:
    """All of them, in the order of the page."""
    return [
        Program(
            language=LANGUAGES[found["language"]],
            major=found["major"],
            options=() if found["options"] == "as it is" else tuple(found["options"].split()),
            code=found["code"],
            printed=found["printed"],
        )
        for found in PROGRAM.finditer(PAGE.read_text("utf-8"))
    ]
