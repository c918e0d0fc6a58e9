"""Conformance and contract tests for the Gemini Interactions API."""

from __future__ import annotations

__version__ = "0.1.0"
