"""Without the extra ``fuzz``: one line that says how to get it."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from conformance.cli import commands
from conformance.fuzzing import needs
from conformance.target import ConfigurationError


def test_what_is_missing_is_told_with_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(needs, "find_spec", lambda name: None if name == "schemathesis" else name)
    result = CliRunner().invoke(commands, ["fuzz", "--seed", "1"])
    assert isinstance(result.exception, ConfigurationError)
    assert "\n" not in str(result.exception)
    assert "need schemathesis: pip install 'interactions-conformance[fuzz]'" in str(result.exception)
