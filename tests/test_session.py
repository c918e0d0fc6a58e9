"""Which revision a run judges by where nobody says: the newest that the target speaks."""

from __future__ import annotations

import pytest

from conformance.emulator import serving
from conformance.session import opened
from conformance.target import Target
from tests import null_servers


def spoken(url: str) -> str:
    with opened(Target(name="target", base_url=url)) as stage:
        assert stage.probe.revision is stage.revision is stage.client.revision
        return stage.revision.name


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2025-12-20", "2025-12-11"),
        ("2026-05-07", "2026-05-20"),  # not the default yet, but there for those who ask for it
        ("2026-05-28", "2026-05-20"),
        ("2026-11-20", "2026-11-16"),
    ],
)
def test_the_newest_that_the_emulator_speaks_on_a_day_is_found(
    day: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GEMINI_API_KEY", "any")
    with serving(as_of=day) as url:
        assert spoken(url) == expected


def test_what_answers_below_v1_is_of_the_newest() -> None:
    with null_servers.running(null_servers.Constant) as url:
        assert spoken(url) == "2026-11-16"


def test_what_speaks_in_outputs_and_names_its_tier_is_of_the_later_one() -> None:
    with null_servers.running(Outputs) as url:
        assert spoken(url) == "2026-05-07"


class Outputs(null_servers.Constant):
    """Speaks in outputs whatever it is asked for, as the service did in April 2026."""

    def answer(self, body: bytes) -> bytes:
        return super().answer(body).replace(b'"steps"', b'"outputs"')
