"""Reports: the result stream of a run and what is rendered from it. Rendering never needs a re-run."""

from __future__ import annotations
