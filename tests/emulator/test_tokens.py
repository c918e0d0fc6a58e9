"""The count of tokens, which takes a short cut where the text is ASCII."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from conformance.emulator.tokens import TOKEN, count

ASCII = st.text(st.characters(max_codepoint=127)) | st.text("ab_9 \t\n.,'-\x1c", min_size=5)


@given(ASCII | st.text())
def test_the_short_cut_counts_what_the_definition_says(text: str) -> None:
    assert count(text) == len(TOKEN.findall(text))


def test_long_words_are_several_tokens() -> None:
    assert [count("x" * length) for length in (1, 8, 9, 16, 17)] == [1, 1, 2, 2, 3]
