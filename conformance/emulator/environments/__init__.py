"""Environments: the sandboxes of agents, kept between interactions."""

from __future__ import annotations

from conformance.emulator.environments.keeping import Environments
from conformance.emulator.environments.routes import EnvironmentRoutes

__all__ = ["EnvironmentRoutes", "Environments"]
