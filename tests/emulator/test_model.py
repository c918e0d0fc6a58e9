"""The scripted model's rules, without a server."""

from __future__ import annotations

import base64

import pytest

from conformance.emulator.create_request import Options
from conformance.emulator.ids import Ids, compose, decompose
from conformance.emulator.model import Prompt
from conformance.emulator.model.system import obeyed
from conformance.emulator.model.text import answer
from conformance.emulator.stream import pieces
from conformance.emulator.tokens import count

SECOND = 1_790_000_000


def _said(*texts: str) -> str:
    return answer(Prompt("m", [{"type": "user_input", "content": [{"type": "text", "text": text}]} for text in texts]))


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        (("Hi, my name is Phil.", "What's my name?"), "Your name is Phil."),
        (("Call me Ishmael.", "Who am I?"), "Your name is Ishmael."),
        (("What is my name?",), "I don't know your name yet."),
        (("My favourite colour is teal.", "What is my favourite colour?"), "Your favourite colour is teal."),
        (("Name three cities in Spain.",), "Three cities in Spain are:\n\n1. Madrid\n2. Barcelona\n3. Valencia"),
        (("List three Spanish cities",), "Three cities in Spain are:\n\n1. Madrid\n2. Barcelona\n3. Valencia"),
        (("What is the capital of Germany?",), "The capital of Germany is **Berlin**."),
        (("What is 2+2? Reply with just the number.",), "4"),
        (("What is 7 minus 11?",), "-4"),
        (("Reply with exactly ROME.",), "ROME"),
        (('Say "hello there".',), "hello there"),
        (("Reply with the single word PONG",), "PONG"),
        (("Count from 3 to 6",), "3, 4, 5, 6"),
        (("Hello!",), "Hi there! How can I help you today?"),
    ],
)
def test_rules(texts: tuple[str, ...], words: str) -> None:
    assert _said(*texts) == words


@pytest.mark.parametrize(
    "question", ["Explain quantum entanglement.", "Tell me a story about a brave knight.", "Write a poem"]
)
def test_long_answers(question: str) -> None:
    assert count(_said(question)) > 100
    assert question in _said(question)


SEARCHED = "A page of example.com came up for that. I searched for: Who sings?"


@pytest.mark.parametrize(
    ("tool", "text", "words"),
    [
        ("google_search", "Who won the last Super Bowl?", "won the last Super Bowl"),
        ("google_search", "Who won the last euro?", "Spain won"),
        ("google_search", "Who sings?", SEARCHED),
        ("google_search", "What is 2+2?", "4"),
        ("url_context", "Sum up https://a.example.com/x and https://b.example.org", "https://b.example.org is a page"),
        ("url_context", "Sum up http://localhost/x.", "I could not read http://localhost/x (error)."),
        ("url_context", "Who sings?", "I am a scripted model"),
        ("code_execution", "Who sings?", "I am a scripted model"),
    ],
)
def test_tools_give_the_model_something_to_say(tool: str, text: str, words: str) -> None:
    steps = [{"type": "user_input", "content": [{"type": "text", "text": text}]}]
    assert words in answer(Prompt("m", steps, Options(tools=[{"type": tool}])))
    assert answer(Prompt("m", steps, Options(tools=[{"type": tool}], config={"tool_choice": "none"}))) == _said(text)


@pytest.mark.parametrize(
    ("system", "words"),
    [
        ("Be brief.", "ok"),
        ("You are a pirate.", "Arr, matey! ok"),
        ("Always start with YO", "YO ok"),
        ("End every answer with 'BANANA'.", "ok BANANA"),
        ("Answer in upper case.", "OK"),
        ("Always reply with the single word PONG.", "PONG"),
        ("Always answer with JSON objects.", "ok"),
    ],
)
def test_system_instructions_that_are_obeyed(system: str, words: str) -> None:
    assert obeyed(system, "ok") == words


@pytest.mark.parametrize("text", ["", "short", "a b " * 50, "x" * 500, "wörter und – Zeichen 😀 " * 9])
def test_pieces_add_up(text: str) -> None:
    assert "".join(pieces(text)) == text


@pytest.mark.parametrize(
    "text", ["", "v1_", "v1_!!", "v1_Chd", "interactions/x", "v2_AAAA", compose("a" * 23, "b" * 23) + "AAAA"]
)
def test_malformed_ids_are_told(text: str) -> None:
    with pytest.raises(ValueError):
        decompose(text)


def test_ids_that_are_made_one_after_the_other_stand_together() -> None:
    ids = Ids(7)
    own = [base64.urlsafe_b64decode(decompose(ids.interaction(SECOND))[1] + "==") for _ in range(200)]
    assert {raw[:4] for raw in own} == {SECOND.to_bytes(4, "little")}
    numbers = [int.from_bytes(raw[4:8], "big") for raw in own]
    assert [number - numbers[0] for number in numbers] == list(range(200))
    assert {len(raw) for raw in own} == {16, 17}
    assert len({raw[8:] for raw in own}) == 200


def test_ids_are_taken_apart_again() -> None:
    assert decompose(compose("a" * 23, "b" * 22)) == ("a" * 23, "b" * 22)
