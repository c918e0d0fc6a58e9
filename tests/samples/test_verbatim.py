"""The code blocks of the page as they stand in the corpus; only addresses, ids and pauses are changed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

import pytest

from tests.samples.assets import ASSETS
from tests.samples.clients import demand
from tests.samples.page import Block, blocks
from tests.samples.running import COMMANDS, Ran, at_once, execute, selected
from tests.samples.table import ENDINGS, HERE, Sample, samples

pytestmark = pytest.mark.samples

Runs = dict[Sample, "Future[Ran]"]

PRINTS = {
    "first_request": r"\?",
    "plain_text": r"\?",
    "stateful_chat": r"\bPhil\b",
    "stored_interaction": r"\bLisbon\b",
    "stateless_chat": r"\bBarcelona\b",
    "image_input": r"\bimage\b",
    "audio_input": r"\baudio\b",
    "video_input": r"\bvideo\b",
    "document_input": r"\bdocument\b",
    "image_output": r"image/(png|jpeg)",
    "research_agent": r"Final Report:\s+\S.*TPUs|in_progress",
    "function_call": r"The weather in Paris is sunny|requires_action",
    "function_call_stateless": r"Peter.*Amir.*2025-11-01.*10:00.*Next Gen API.*scheduled",
    "web_search": r"\bwon\b.*\bSuper Bowl\b",
    "code_execution": r"\b12586269025\b",
    "url_context": r"\bwww\.wikipedia\.org\b",
    "remote_mcp": r"\bweather_service\b",
    "structured_output": r'^\{"decision":\{"reason":"[^"]+","spam_type":"[^"]+"\}\}$',
    "structured_with_tool": r'\{\\?"winning_team\\?":\\?"[^"]+\\?",\\?"score\\?":\\?"[^"]+\\?"\}',
    "streaming": r"quantum entanglement",
    "configuration": r"\bbrave knight\b",
    "remote_file": r"\bimage\b",
    "uploaded_file": r"\bimage\b",
}
"""What a run has to print, by section, in whichever language."""

NAMES = {"car.png": "harbour.png", "speech.wav": "greeting.wav", "video.mp4": "arrival.mp4", "sample.pdf": "report.pdf"}
"""The files that the page reads, and which of ours stands for each."""

CLIENT = {
    "python": "from google import genai\nclient = genai.Client()\n",
    "js": "import { GoogleGenAI } from '@google/genai';\nconst client = new GoogleGenAI({});\n",
    "curl": "",
}
"""What a block assumes that has no client of its own."""

WHOLE = frozenset(
    (
        "first_request",
        "plain_text",
        "stateful_chat",
        "stored_interaction",
        "stateless_chat",
        "code_execution",
        "remote_mcp",
        "configuration",
    )
)
"""The blocks of Python that need no indentation: that of the others is lost in the corpus."""

UNQUOTED = "structured_output"
"""The block of curl whose text has apostrophes, which end the shell's quotes: what it sends is no JSON."""

RUN = [
    sample
    for sample in samples()
    if not (sample.language == "python" and sample.name not in WHOLE)
    and not (sample.language == "curl" and sample.name == UNQUOTED)
]


@pytest.fixture(scope="module")
def printed(corpus: Path) -> dict[Sample, Block]:
    """The block of each sample."""
    return dict(zip(samples(), blocks(min((corpus / "seeds").glob("*.txt"))), strict=True))


@pytest.fixture(scope="module")
def runs(
    request: pytest.FixtureRequest,
    printed: dict[Sample, Block],
    environment: dict[str, str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Runs]:
    """The runs of all blocks that were selected."""
    with at_once(
        selected(request), lambda it: run(printed[it], tmp_path_factory.mktemp(it.name), environment)
    ) as started:
        yield started


def run(block: Block, folder: Path, environment: dict[str, str]) -> Ran:
    """Run ``block`` in ``folder`` as its reader would."""
    for theirs, ours in NAMES.items():
        (folder / theirs).write_bytes(ASSETS[ours])
    if block.language == "js":
        (folder / "node_modules").symlink_to(HERE / "js" / "node_modules")
    program = folder / f"sample{ENDINGS[block.language]}"
    program.write_text(adapted(block, environment), "utf-8")
    return execute([*COMMANDS[block.language], program.name], folder, environment)


def adapted(block: Block, environment: dict[str, str]) -> str:
    """The code of ``block`` with our addresses and ids, and without its long pauses."""
    code = block.code if re.search("client = ", block.code) else CLIENT[block.language] + block.code
    code = code.replace("https://generativelanguage.googleapis.com", environment["GOOGLE_GEMINI_BASE_URL"])
    code = code.replace("<YOUR_INTERACTION_ID>", environment["INTERACTION_ID"])
    code = code.replace("FILE_URI", environment["FILE_URI"])
    code = re.sub(r"https://github\.com/\S+/raw/[^'\"]+", environment["PICTURE_URL"], code)
    return re.sub(r"resolve, \d+\)", "resolve, 100)", code)


@pytest.mark.parametrize("sample", RUN, ids=str)
def test_a_block_prints_what_its_reader_expects(sample: Sample, runs: Runs) -> None:
    demand(sample.language)
    ran = runs[sample].result()
    assert ran.code == 0, ran
    assert "I am a scripted model" not in ran.out, f"the model has no answer\n{ran}"
    assert re.search(PRINTS[sample.name], ran.out, re.DOTALL | re.MULTILINE), ran


def test_what_is_left_out_cannot_be_run(printed: dict[Sample, Block]) -> None:
    left = [sample for sample in samples() if sample not in RUN]
    for sample in left:
        code = printed[sample].code
        if sample.language == "python":
            with pytest.raises(SyntaxError):
                compile(code, str(sample), "exec")
        else:
            sent = code.split("-d '", 1)[1].split("'", 1)[0]
            with pytest.raises(json.JSONDecodeError):
                json.loads(sent)
    assert len(left) == 16
