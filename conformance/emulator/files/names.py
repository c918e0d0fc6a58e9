"""Names of files: what may be one, and new ones."""

from __future__ import annotations

import random
import re
import string

from conformance.emulator.files.answers import FileError

PREFIX = "files/"
ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
ALPHABET = string.ascii_lowercase + string.digits
NEW_LENGTH = 12
MAX_DISPLAY_NAME = 512


def chosen_id(name: str) -> str:
    """The id in a ``name`` that a client asks for (``files/ID``); raises ``FileError`` if it can be none."""
    found = name.removeprefix(PREFIX)
    if not name.startswith(PREFIX) or not ID.fullmatch(found):
        raise FileError(
            "INVALID_ARGUMENT",
            "CreateFileRequest.file.name: File name may only contain lowercase alphanumeric characters or dashes (-), "
            "at most 40 after 'files/', and cannot begin or end with a dash.",
        )
    return found


def is_id(text: str) -> bool:
    """Whether ``text`` may be the id of a file."""
    return bool(ID.fullmatch(text))


def new_id(source: random.Random) -> str:
    """An id for a file that nobody named: twelve letters and digits."""
    return "".join(source.choices(ALPHABET, k=NEW_LENGTH))
