"""Pictures, sound and video that rules answer with: files beside the rules file, read once."""

from __future__ import annotations

import base64
import mimetypes
from pathlib import Path
from typing import Any

MAX_BYTES = 8 << 20


def attached(folder: Path, name: str, mime_type: str | None = None) -> dict[str, Any]:
    """``{"mime_type", "data"}`` of the file ``name`` in or below ``folder``; the type is told from the name.

    Raises ``ValueError``, which says what to do, for a file elsewhere, none at all, a large one, one of unknown type.
    """
    base = folder.resolve()
    path = (base / name).resolve()
    if not path.is_relative_to(base):
        raise ValueError(f"the file {name!r} is outside the folder of the rules file: put it there or below")
    mime_type = mime_type or mimetypes.guess_type(name)[0]
    if mime_type is None:
        raise ValueError(f"the type of {name!r} can't be told from its name: give mime_type")
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ValueError(f"the file {name!r} can't be read: {error.strerror}") from None
    if not data or len(data) > MAX_BYTES:
        size = f"larger than {MAX_BYTES} bytes" if data else "empty"
        raise ValueError(f"the file {name!r} is {size}: take another one")
    return {"mime_type": mime_type, "data": base64.b64encode(data).decode()}
