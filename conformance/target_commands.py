"""``conformance target init`` and ``target show``: writing a target file, and seeing what one amounts to."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import click

from conformance.target import ConfigurationError, Target, find_target, resolved


@click.group()
def target() -> None:
    """Describe a server under test."""


@target.command()
@click.argument("wanted", metavar="emulator|PRESET|FILE.toml|URL")
def show(wanted: str) -> None:
    """Print the settings of a target, each with where it comes from. The key itself is never shown."""
    found, origins = resolved(wanted)
    rows = [("key", "set, not shown" if found.key else "not set", found.key_env)]
    for field, value in found.model_dump().items():
        named = {f"{field}.{name}": one for name, one in value.items()} if isinstance(value, dict) else {field: value}
        rows += [(name, json.dumps(one, ensure_ascii=False), origins[field]) for name, one in named.items()]
    for name, shown, origin in rows:
        click.echo(f"{name:28} {shown:40} {origin}")


@target.command()
@click.argument("url")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), default=None, metavar="FILE", help="The file.")
@click.option("--key-env", default="GEMINI_API_KEY", metavar="NAME", help="The variable that holds the API key.")
@click.option("--model", default=None, metavar="NAME", help="A model that writes text, where the server does not list.")
def init(url: str, out: Path | None, key_env: str, model: str | None) -> None:
    """Ask a server a few small questions and write a target file: revision, models, features present and absent."""
    from conformance.probing import findings, listed_models, roles
    from conformance.session import Manner, opened

    asked = find_target(url).model_copy(update={"key_env": key_env})
    if not asked.base_url:
        raise ConfigurationError(f"target init: {url!r} has no address: give a URL")
    out = out or Path(f"{asked.slug}.toml")
    if out.exists():
        raise ConfigurationError(f"target init: {out} is there already: name another with --out, or remove it")
    asked.models = roles(listed_models(asked), model)
    with opened(asked, manner=Manner()) as stage:
        if stage.probe.status != 200:
            hint = "name a model that it has with --model" if model is None else "see what it says of its models"
            raise ConfigurationError(f"target init: {url} answered a plain create with {stage.probe.summary}: {hint}")
        found = list(findings(stage))
        text = _toml(asked, stage.revision.name, [(one.feature, one.presence, one.why) for one in found])
    try:
        out.write_text(text, "utf-8")
    except OSError as error:
        raise ConfigurationError(f"target init: can't write {out}: {error.strerror}") from None
    absent = sum(one.presence == "absent" for one in found)
    click.echo(f"wrote {out}: revision {stage.revision.name}, {len(found) - absent} of {len(found)} features present")
    click.echo(f"next: conformance run --target {out}")


def _toml(asked: Target, revision: str, found: Iterable[tuple[str, str, str]]) -> str:
    quoted = json.dumps  # a JSON string is a TOML string
    lines = [
        f"base_url = {quoted(asked.base_url)}",
        f"key_env = {quoted(asked.key_env)}",
        f"revision = {quoted(revision)}",
    ]
    lines += ["", "[models]", *(f"{role} = {quoted(name)}" for role, name in asked.models.model_dump().items())]
    lines += [
        "",
        "# What was asked once, and what was answered. A feature that is not named counts as present.",
        "[features]",
    ]
    for name, presence, why in found:
        line = f"{quoted(name)} = {quoted('absent' if presence == 'absent' else 'present')}"
        lines.append(f"{line}  # {' '.join(why.split())[:90]}" if presence != "present" else line)
    return "\n".join(lines) + "\n"
