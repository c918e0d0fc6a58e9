"""What is tested: where it is, how to ask it, what it says it can do."""

from __future__ import annotations

import json
import os
import re
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from conformance.interaction import USUAL


class ConfigurationError(Exception):
    """The user asked for something that can't be: one line that says what, where and what to do. Exit code 3."""


class Models(BaseModel):
    """Model names by role, for servers that call their models otherwise.

    ``latest`` is one of the newest generation, for what older ones do not offer.
    """

    model_config = ConfigDict(extra="forbid")

    text: str = "gemini-2.5-flash"
    other: str = "gemini-2.5-flash-lite"
    latest: str = "gemini-3-flash-preview"
    image: str = "gemini-3-pro-image-preview"
    agent: str = "deep-research-pro-preview-12-2025"
    managed: str = "antigravity-preview-05-2026"
    speech: str = "gemini-2.5-flash-preview-tts"
    video: str = "gemini-omni-flash-preview"

    @property
    def media(self) -> frozenset[str]:
        """The models that make more than text."""
        return frozenset({self.image, self.speech, self.video})


class Target(BaseModel):
    """A server under test. The API key is no part of this: `key_env` names the environment variable that holds it."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(default="", description="How reports call the target; the file's name where it is left out")
    version: str = Field(default="", description="The version of the server, for reports; empty: not said")
    base_url: str = Field(
        default="", description="Scheme, host and port, without /v1beta; empty: the embedded emulator"
    )
    key_env: str = Field(default="GEMINI_API_KEY", description="The environment variable that holds the API key")
    revision: str = Field(default="auto", description="A revision's name, or auto: the newest that the target speaks")
    timeout: float = Field(default=60, gt=0, le=3600, description="Seconds that one answer may take")
    background: float = Field(default=60, gt=0, le=7200, description="Seconds that work in the background may take")
    models: Models = Field(default=Models(), description="Model names by role")
    features: dict[str, Literal["present", "absent"]] = Field(
        default={}, description="Features that the target declares present or absent; what is not named is present"
    )
    webhook_receiver: str = Field(
        default="",
        description="http://HOST:PORT by which the target reaches this machine: the suite listens there for webhooks "
        "and serves small files; empty: only the embedded emulator can reach it",
    )
    file_search_store: str = Field(
        default="fileSearchStores/conformance", description="A file search store of the key's project, with a document"
    )
    mcp_server: str = Field(
        default="https://gemini-api-demos.uc.r.appspot.com/mcp",
        description="An MCP server that the target can reach, with a tool for the weather",
    )
    known_failures: str = Field(
        default="", description="A list of known failures (TOML), by its path from the folder of this file"
    )
    prompts: dict[str, str] = Field(
        default={}, description="Other wording for a prompt of the suite: its own wording, and the one to send"
    )
    spell_out: list[Literal["stream", "background", "store"]] = Field(
        default=[],
        description="Fields whose usual value every create says, for a target that takes their absence for something "
        "else: what it takes it for is judged all the same (feature defaults), and the rest can be exercised",
    )

    @property
    def slug(self) -> str:
        """The name as a folder's name."""
        return re.sub(r"[^a-z0-9.]+", "-", self.name.lower()).strip("-.") or "target"

    @property
    def named(self) -> dict[str, str]:
        """Name and, where it is known, version, as the first line of a run says them."""
        return {"name": self.name} | ({"version": self.version} if self.version else {})

    @property
    def key(self) -> str | None:
        """The API key from the environment."""
        return os.environ.get(self.key_env) or None

    @property
    def usual(self) -> dict[str, bool]:
        """What every create says because of ``spell_out``, unless its scenario says otherwise."""
        return {name: USUAL[name] for name in self.spell_out}

    def lacks(self, feature: str) -> bool:
        """Whether the target declares ``feature`` absent."""
        return self.features.get(feature) == "absent"


VARIABLES = {
    field: f"CONFORMANCE_{field.upper()}" for field in ("base_url", "key_env", "revision", "timeout", "background")
}
"""The settings that the environment may override, and the variables that do it."""


def presets() -> dict[str, str]:
    """The presets that come with the suite: name to TOML text."""
    folder = files("conformance") / "targets"
    return {
        entry.name.removesuffix(".toml"): entry.read_text("utf-8")
        for entry in folder.iterdir()
        if entry.name.endswith(".toml")
    }


def find_target(wanted: str) -> Target:
    """The target that the command line names: a preset, a TOML file or a URL; the environment overrides what they say.

    Raises ``ConfigurationError``.
    """
    return resolved(wanted)[0]


def resolved(wanted: str) -> tuple[Target, dict[str, str]]:
    """The target that the command line names, and where each of its settings comes from (``default`` where unsaid).

    ``CONFORMANCE_TIMEOUT=30`` in the environment stands above ``timeout`` in a file, and so do the other settings of
    one value. Raises ``ConfigurationError``.
    """
    target = _named(wanted)
    origins = dict.fromkeys(type(target).model_fields, "default")
    origins |= dict.fromkeys(target.model_fields_set, "the URL" if re.match(r"https?://", wanted) else wanted)
    said = {field: os.environ[variable] for field, variable in VARIABLES.items() if os.environ.get(variable)}
    if said:
        known = target.model_dump(exclude_unset=True)
        target = _checked(known | said, f"environment ({', '.join(VARIABLES[field] for field in said)})", target.name)
        origins |= {field: VARIABLES[field] for field in said}
    return target, origins


def _named(wanted: str) -> Target:
    if re.match(r"https?://", wanted):
        return _from_url(wanted)
    if wanted.endswith(".toml"):
        try:
            text = Path(wanted).read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
            raise ConfigurationError(f"target file {wanted}: {reason}") from None
        target = _parsed(text, wanted, Path(wanted).stem)
        if target.known_failures:
            target.known_failures = str(Path(wanted).parent / target.known_failures)
        return target
    known = presets()
    if wanted in known:
        return _parsed(known[wanted], f"preset {wanted}", wanted)
    raise ConfigurationError(
        f"unknown target {wanted!r}: give a preset ({', '.join(sorted(known))}), a file that ends in .toml, or a URL"
    )


def _from_url(url: str) -> Target:
    base = re.sub(r"/v1(beta)?/?$", "", url.rstrip("/"))
    return Target(name=re.sub(r"^https?://", "", base), base_url=base)


def _parsed(text: str, where: str, name: str) -> Target:
    try:
        value = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"target file {where}: not TOML: {error}") from None
    return _checked(value, f"target file {where}", name)


def _checked(value: dict[str, object], where: str, name: str) -> Target:
    try:
        target = Target.model_validate(value)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise ConfigurationError(f"{where}: {field}: {first['msg'].lower()}") from None
    target.name, target.base_url = target.name or name, target.base_url.rstrip("/")
    return target


def json_schema() -> str:
    """The JSON Schema of a target file, as ``schemas/report/target.schema.json`` holds it."""
    schema = Target.model_json_schema()
    about = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Target file (TOML)"}
    return json.dumps(schema | about, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    print(json_schema(), end="")
