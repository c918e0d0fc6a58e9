"""The Files API: media that is uploaded once and then named by its address, for two days.

Bytes come in one of three protocols (``protocols``), the resumable one in several requests (``uploads``). What is kept
of a file is a document (``stored``) and its bytes in parts, both in the emulator's store (``library``). Interactions
name files by their ``uri`` (``references``). Errors are ``google.rpc.Status``, unlike those of interactions
(``answers``).
"""

from __future__ import annotations

from conformance.emulator.files.endpoints import file_routes
from conformance.emulator.files.library import Library

__all__ = ["Library", "file_routes"]
