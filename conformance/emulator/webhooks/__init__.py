"""Webhooks: who is told when background work comes to an end, how it is signed, and when it is tried again."""

from __future__ import annotations

from conformance.emulator.webhooks.courier import Courier
from conformance.emulator.webhooks.registry import Registry
from conformance.emulator.webhooks.routes import WebhookRoutes

__all__ = ["Courier", "Registry", "WebhookRoutes"]
