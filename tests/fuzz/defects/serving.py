"""The emulator with a defect, as an application and on a socket."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from conformance.emulator import create_app
from conformance.emulator.server import served
from tests.fuzz.defects.defect import Defect
from tests.fuzz.defects.seam import Defective


@contextmanager
def defective(defect: Defect, revision: str, **settings: Any) -> Iterator[str]:
    """The base URL of an emulator with ``defect`` at ``revision``, while the block runs."""
    app = create_app(revision=revision, **settings)
    try:
        with served(Defective(app, defect.commit())) as url:
            yield url
    finally:
        app.state.service.close()
