"""Delivering: a queue in the store, in the order of time, and a thread that empties it.

A job says at which second of the emulator's clock it is due. One kind watches an interaction and becomes a message for
each address when the work is done; the other is such a message, tried again later and later for a day until it is
answered with 2xx (wh.at-least-once). Jobs outlive the process. Nothing is sent to hosts that are not allowed.
"""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from conformance.emulator.outbound import Unreachable
from conformance.emulator.retention import DAY
from conformance.emulator.store import OverLimit, StoreError
from conformance.emulator.webhooks import signing
from conformance.emulator.webhooks.message import claims, envelope, message_id, news
from conformance.emulator.webhooks.registry import current

if TYPE_CHECKING:
    from conformance.emulator.record import Record
    from conformance.emulator.service import Service

Json = dict[str, Any]

KIND, NOBODY = "delivery", ""
POLL_SECONDS = 0.05
BATCH = 100
WORKERS = 4
MAX_WAIT = 3600.0
SECONDS = 5.0
"""How long a receiver may take: the page asks for an answer within a few seconds."""


class Courier:
    """The deliveries of one emulator. Its thread runs where there is a host that may be told anything."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._store = service.store
        self._outbound = service.settings.network(service.settings.allow_fetch, SECONDS)
        self._busy = threading.Lock()
        self._closed = threading.Event()
        if self._outbound.hosts:
            threading.Thread(target=self._work, name="courier", daemon=True).start()

    def watch(self, record: Record) -> None:
        """Tell of ``record`` when its work is done."""
        if self._outbound.hosts and record.background:
            self._put(_watched(record), record.due, {"watch": record.id, "owner": record.owner})

    def stopped(self, record: Record) -> None:
        """Tell of ``record`` now: it was cancelled."""
        if self._outbound.hosts and record.background:
            self._store.delete(KIND, _id(record.due, _watched(record)), NOBODY)
            self._put(_watched(record), self._service.clock(), {"watch": record.id, "owner": record.owner})

    def ping(self, webhook: Json, owner: str) -> None:
        """Send a registered webhook a message that means nothing."""
        now = self._service.clock()
        payload = envelope("webhook.ping", int(now), {"id": webhook["id"]})
        self._send_later(payload, webhook["uri"], message_id(webhook["id"], str(now)), owner, webhook["id"])

    def close(self) -> None:
        """Stop; what is not delivered stays in the store."""
        self._closed.set()
        with self._busy:
            pass

    def run_due(self) -> int:
        """Do what is due now; how many messages were sent, acknowledged or not."""
        with self._busy:
            sent = 0
            while jobs := self._due():
                for job in jobs:
                    if "watch" in job:
                        self._expand(job)
                messages = [job for job in jobs if "uri" in job]
                with ThreadPoolExecutor(WORKERS) as pool:
                    for job, heard in zip(messages, pool.map(self._attempt, messages), strict=True):
                        sent += 1
                        if not heard:
                            self._again(job)
                for job in jobs:  # last, so that nothing is lost if the process dies in between
                    self._store.delete(KIND, job["id"], NOBODY)
            return sent

    def _due(self) -> list[Json]:
        now = self._service.clock()
        return [job for job in self._store.list(KIND, NOBODY, now, "", BATCH) if job["at"] <= now]

    def _expand(self, job: Json) -> None:
        """A message for each address that wants to know of the interaction, if there still is one."""
        record = self._service.found(job["watch"], job["owner"])
        if record is None:
            return
        if record.running:
            self.watch(record)
            return
        payload, uris = news(record), record.webhook.get("uris", [])
        for uri in uris:
            self._send_later(payload, uri, message_id(record.id, uri), job["owner"], None)
        for webhook in [] if uris else self._service.webhooks.list(job["owner"], "", BATCH):
            if webhook["state"] == "enabled" and payload["type"] in webhook["subscribed_events"]:
                message = message_id(record.id, webhook["id"])
                self._send_later(payload, webhook["uri"], message, job["owner"], webhook["id"])

    def _send_later(self, payload: Json, uri: str, message: str, owner: str, webhook: str | None) -> None:
        now = self._service.clock()
        if self._outbound.allows(uri):
            job = {"uri": uri, "payload": payload, "owner": owner, "webhook": webhook, "tries": 0, "first": now}
            self._put(message, now, job)

    def _attempt(self, job: Json) -> bool:
        """Send a message once; whether it needs no further attempt."""
        now, body = int(self._service.clock()), json.dumps(job["payload"], ensure_ascii=False).encode()
        if job["webhook"] is None:
            signature = signing.token(claims(job["payload"], job["message"], job["uri"], now))
        else:
            webhook = self._store.get("webhook", job["webhook"], job["owner"], now)
            if webhook is None:
                return True
            secrets = [one["secret"] for one in current(webhook, now)]
            signature = signing.standard(secrets, job["message"], now, body)
        headers = {"webhook-id": job["message"], "webhook-timestamp": str(now), "webhook-signature": signature}
        try:
            status, _, _ = self._outbound.post(job["uri"], body, headers)
        except Unreachable:
            return False
        return 200 <= status < 300

    def _again(self, job: Json) -> None:
        """Put the message back for later; after a day it is given up, and so is the webhook that never answered."""
        tries = job["tries"] + 1
        at = self._service.clock() + min(2.0 ** (tries - 1), MAX_WAIT)
        if at <= job["first"] + DAY:
            self._put(job["message"], at, {**job, "tries": tries})
        elif job["webhook"] is not None and self._store.get("webhook", job["webhook"], job["owner"], at):
            failed = {"state": "disabled_due_to_failed_deliveries"}
            self._service.webhooks.update(job["webhook"], failed, job["owner"])

    def _put(self, message: str, at: float, job: Json) -> None:
        job = {**job, "id": _id(at, message), "at": at, "message": message}
        with suppress(OverLimit):  # a queue that is full loses news, not work
            self._store.put(KIND, job["id"], NOBODY, job, None)

    def _work(self) -> None:
        while not self._closed.wait(POLL_SECONDS):
            try:
                self.run_due()
            except StoreError:  # it may be back later; when it is closed, so is this
                continue


def _id(at: float, message: str) -> str:
    """An id that sorts by time."""
    return f"{at:017.6f} {message}"


def _watched(record: Record) -> str:
    return message_id("watch", record.id)
