"""Code execution: a little Python for the question, and what it would print. No code is ever run."""

from __future__ import annotations

import re
from typing import Any

from conformance.emulator.model.media.png import chart
from conformance.emulator.model.prompt import Prompt
from conformance.emulator.model.tools.outcome import Used

Json = dict[str, Any]

FIBONACCI = re.compile(r"(\d{1,3})(?:st|nd|rd|th) fibonacci", re.IGNORECASE)
PRIMES = re.compile(r"sum of the first (\d{1,3}) prime", re.IGNORECASE)
EXPRESSION = re.compile(r"\d{1,9}(?: ?[-+*] ?\d{1,9})+")
DRAWING = re.compile(r"\b(?:plot|chart|graph|histogram|draw)\b", re.IGNORECASE)
ENDLESS = re.compile(r"\b(?:forever|endless|infinite loop|while true)\b", re.IGNORECASE)
NUMBERS = re.compile(r"(?<![\w.])\d{1,4}(?![\w.])")
PRIME_PROGRAM = """\
primes, number = [], 2
while len(primes) < %d:
    if all(number %% prime for prime in primes):
        primes.append(number)
    number += 1
print(sum(primes))"""
TOKENS = 40
TIMEOUT = "TimeoutError: the code ran longer than 30 seconds.\n"
"""The limit of the sandbox is documented (clause tool.ce.runtime-30s)."""


def run(done: Used, prompt: Prompt, _: Json) -> None:
    """A program for the question, what it printed, and the picture where the question asks for one."""
    question = prompt.question
    done.tokens += TOKENS
    if ENDLESS.search(question):
        _execute(done, "while True:\n    pass", TIMEOUT, failed=True)
        done.said.append("The code did not come to an end within 30 seconds and was stopped.")
    elif DRAWING.search(question):
        heights = [int(found) for found in NUMBERS.findall(question)[:12]] or [1, 2, 3]
        code = f"import matplotlib.pyplot as plt\nplt.bar(range({len(heights)}), {heights})\nplt.show()"
        _execute(done, code, "", failed=False)
        done.made.append(chart(heights))
        done.said.append(f"I drew the numbers {', '.join(map(str, heights))} with Python.")
    else:
        code, value = _program(question)
        _execute(done, code, f"{value}\n", failed=False)
        done.said.append(f"I ran some Python for that. The result is {value}.")


def _execute(done: Used, code: str, printed: str, *, failed: bool) -> None:
    call_id = done.call("code_execution", arguments={"language": "python", "code": code})
    done.result("code_execution", call_id, result=printed, is_error=failed)


def _program(question: str) -> tuple[str, str]:
    """Python source for the question and what it would print."""
    if found := FIBONACCI.search(question):
        count = int(found[1])
        one, other = 0, 1
        for _ in range(count):
            one, other = other, one + other
        return f"a, b = 0, 1\nfor _ in range({count}):\n    a, b = b, a + b\nprint(a)", str(one)
    if found := PRIMES.search(question):
        return PRIME_PROGRAM % int(found[1]), str(sum(primes(int(found[1]))))
    found = EXPRESSION.search(question)
    expression = found[0] if found else "1 + 1"
    return f"print({expression})", str(calculated(expression))


def primes(count: int) -> list[int]:
    """The first ``count`` primes."""
    found: list[int] = []
    number = 2
    while len(found) < count:
        if all(number % prime for prime in found):
            found.append(number)
        number += 1
    return found


def calculated(expression: str) -> int:
    """The value of sums, differences and products of whole numbers."""
    total = 0
    for sign, term in re.findall(r"([+-]?) ?(\d+(?: ?\* ?\d+)*)", expression):
        product = 1
        for factor in re.findall(r"\d+", term):
            product *= int(factor)
        total += -product if sign == "-" else product
    return total
