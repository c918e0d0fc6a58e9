"""Cassettes as files: exchanges in YAML that vcrpy reads too, with a header that says where they come from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from conformance.cassettes import media
from conformance.cassettes.form import exchange_of, interaction_of
from conformance.cassettes.layout import written
from conformance.cassettes.provenance import Provenance
from conformance.exchange import Exchange
from conformance.recordings.found import NotAnExchange
from conformance.recordings.safe_yaml import yaml_value
from conformance.redaction import redacted

FORMAT = "conformance-cassette/1"
PROBE = "probe"
"""The scenario of the opening exchange, with which every refusal is compared."""
MOST_BYTES = 64 * 2**20
_VCR = 1  # the version of vcrpy's own form


class NotACassette(NotAnExchange):
    """A file that is no cassette, or not a whole one; the message says why, in one line without the file's name."""


@dataclass(frozen=True, slots=True)
class Cassette:
    """The exchanges of one scenario, or of one recording, in order, and where they come from."""

    provenance: Provenance
    exchanges: tuple[Exchange, ...]


def text_of(cassette: Cassette) -> tuple[str, dict[str, bytes]]:
    """``cassette`` as YAML, secrets redacted, and the media that belong beside it, by their hashes."""
    aside: dict[str, bytes] = {}
    interactions = [interaction_of(exchange, cassette.provenance) for exchange in redacted(cassette.exchanges)]
    for interaction in interactions:
        _take_out(interaction, aside)
    metadata: dict[str, object] = {"format": FORMAT, **cassette.provenance.metadata}
    if aside:
        metadata["media"] = sorted(aside)
    return written({"version": _VCR, "metadata": metadata, "interactions": interactions}), aside


def write(path: Path, exchanges: Sequence[Exchange], provenance: Provenance) -> None:
    """Write ``exchanges`` as a cassette, and their media into the folder ``media`` beside it.

    Keys, cookies, authorisation and the secrets of webhooks are redacted. Raises ``OSError``.
    """
    text, aside = text_of(Cassette(provenance, tuple(exchanges)))
    media.write(path.parent / media.FOLDER, aside)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def read(path: Path) -> list[Exchange]:
    """The exchanges of a cassette, in order; raises ``NotACassette``."""
    return list(load(path).exchanges)


def load(path: Path) -> Cassette:
    """The cassette at ``path``, media put back into their places; raises ``NotACassette``.

    An exchange's key is the scenario (the file's name where there is none) and its number, from 1; that of a run's
    probe, which may be in many cassettes, is the same in all of them.
    """
    document = document_of(path)
    provenance = Provenance.of(document.get("metadata"))
    name = provenance.scenario or path.stem
    try:
        found = [
            exchange_of(interaction, provenance, f"{name}:{number}", path.name)
            for number, interaction in enumerate(document["interactions"], 1)
        ]
    except NotAnExchange as reason:
        raise NotACassette(str(reason)) from None
    return Cassette(provenance, tuple(replace(e, key=f"{PROBE}:1") if e.scenario == PROBE else e for e in found))


def document_of(path: Path) -> dict[str, Any]:
    """What a cassette says, with a list of ``interactions``, media put back; raises ``NotACassette``."""
    try:
        return with_media(_parsed(path), path.parent)
    except media.MediaMissing as reason:
        raise NotACassette(str(reason)) from None


def with_media(document: dict[str, Any], folder: Path) -> dict[str, Any]:
    """``document``, a cassette in ``folder``, with its media put back; raises ``MediaMissing``."""
    metadata = document.get("metadata")
    aside = metadata.get("media") if isinstance(metadata, dict) else None
    known = frozenset(name for name in aside if isinstance(name, str)) if isinstance(aside, list) else frozenset()
    for interaction in document["interactions"]:
        _put_back(interaction, known, folder / media.FOLDER)
    return document


def _parsed(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise NotACassette(f"larger than {MOST_BYTES // 2**20} MiB")
        document = yaml_value(path.read_bytes())
    except OSError as error:
        raise NotACassette(error.strerror or str(error)) from None
    except NotACassette:
        raise
    except NotAnExchange as reason:
        raise NotACassette(str(reason)) from None
    if not isinstance(document, dict) or not isinstance(document.get("interactions"), list):
        raise NotACassette("no mapping with a list of interactions")
    return document


# --- media -----------------------------------------------------------------------------------------------------------


def _take_out(interaction: dict[str, Any], aside: dict[str, bytes]) -> None:
    for holder, name in _bodies(interaction):
        body = holder[name]
        data = body.encode() if isinstance(body, str) else body
        short = media.taken_out(data, aside)
        if short != data:
            holder[name] = short.decode()


def _put_back(interaction: object, known: frozenset[str], folder: Path) -> None:
    for holder, name in _bodies(interaction) if known else ():
        body = holder[name]
        if isinstance(body, str):
            holder[name] = media.put_back(body.encode("utf-8", "surrogatepass"), known, folder)


def _bodies(interaction: object) -> list[tuple[dict[str, Any], str]]:
    """Where the bodies of an interaction are."""
    request = interaction.get("request") if isinstance(interaction, dict) else None
    response = interaction.get("response") if isinstance(interaction, dict) else None
    held = response.get("body") if isinstance(response, dict) else None
    places = [(request, "body"), (held, "string")]
    return [(holder, name) for holder, name in places if isinstance(holder, dict) and holder.get(name) is not None]
