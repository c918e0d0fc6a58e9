"""Histories that clients send back: what counts as whole."""

from __future__ import annotations

import pytest

from conformance.features.stateless_chat import in_order
from conformance.interaction import Json

SAID: Json = {"type": "model_output", "content": [{"type": "text", "text": "Yes."}]}
ASKED: Json = {"type": "user_input", "content": [{"type": "text", "text": "Really?"}]}
AGAIN: Json = {"type": "user_input", "content": [{"type": "text", "text": "Really??"}]}


@pytest.mark.parametrize(
    ("items", "whole"),
    [
        pytest.param([ASKED, SAID, AGAIN, SAID, ASKED], True, id="a model may say the same twice"),
        pytest.param([ASKED, SAID, AGAIN], True, id="nothing more"),
        pytest.param([ASKED, AGAIN, SAID], False, id="another order"),
        pytest.param([ASKED, SAID], False, id="one is missing"),
    ],
)
def test_in_order(items: list[Json], whole: bool) -> None:
    assert in_order([ASKED, SAID, AGAIN], items) is whole
