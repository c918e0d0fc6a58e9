"""What is told while requests are sent: by scenario, tier and operation, with the rate and what was found."""

from __future__ import annotations

from io import StringIO
from typing import cast

from rich.console import Console

from conformance.api import Api
from conformance.drawing import Failure, Tally
from conformance.fuzzing.progress import said, table


class Scenario:
    """As much of a scenario's ``Api`` as is looked at."""

    def __init__(self, tally: Tally) -> None:
        self.tally = tally


def drawn() -> dict[str, Api]:
    busy, fresh = Tally(), Tally()
    busy.sent.update({"corpus": 1_500, "walk": 500})
    busy.operations.update({"create": 1_200, "get": 800})
    busy.failures.append(Failure("x1", "a.b", "wrong", "", "walk", "", 7, 20))
    return {"generated-requests/send": cast(Api, Scenario(busy)), "sequences/play": cast(Api, Scenario(fresh))}


def test_a_line_has_all_of_it() -> None:
    total, line = said(drawn(), 10.0)
    assert total == 2_000
    assert line == (
        "generated-requests: corpus 1,500, walk 500 · sequences: begins · create 1,200, get 800 · "
        "200 requests/s · 1 failure"
    )


def test_a_terminal_has_a_row_for_each_scenario() -> None:
    written = StringIO()
    Console(file=written, width=120).print(table(drawn(), 10.0))
    rows = [" ".join(row.split()) for row in written.getvalue().splitlines()]
    assert rows == [
        "from requests /s failures",
        "generated-requests corpus 1,500, walk 500 create 1,200, get 800 200 1",
        "sequences begins 0 0",
    ]
