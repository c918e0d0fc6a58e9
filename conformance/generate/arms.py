"""The create request as a union of plain objects.

Generic generators walk a choice that stands *beside* the fields of an object (``oneOf: [{required: [model]}, …]``)
badly: schemathesis' coverage phase then makes 36 valid bodies where there are hundreds. The same requests, said as one
closed object for every arm of the choice, it walks field by field.
"""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]

_CHOICES = ("anyOf", "oneOf", "dependentRequired")


def by_arms(schema: Json) -> Json:
    """``schema``, an object whose choices only say what is required, as the union of its arms.

    Of an ``anyOf`` the first arm alone is taken, so the union may refuse what ``schema`` takes: it is made to generate
    by, never to judge. Raises ``ValueError`` for a choice that says more than what is required.
    """
    if not all(arm.keys() & {"required"} and "properties" not in arm for arm in _arms(schema, "anyOf", "oneOf")):
        raise ValueError("an arm of the create request says more than what is required")
    always = [*schema.get("required", ()), *(_arms(schema, "anyOf")[:1] or [{}])[0].get("required", ())]
    chosen = [arm["required"] for arm in _arms(schema, "oneOf")]
    if not chosen:
        return schema
    return {"anyOf": [_arm(schema, need + always, _others(chosen, need)) for need in chosen]}


def _arms(schema: Json, *words: str) -> list[Json]:
    return [arm for word in words for arm in schema.get(word, ())]


def _others(chosen: list[list[str]], need: list[str]) -> set[str]:
    return {name for names in chosen for name in names} - set(need)


def _arm(schema: Json, required: list[str], without: set[str]) -> Json:
    gone = without | {
        name for name, needed in schema.get("dependentRequired", {}).items() if without.intersection(needed)
    }
    rest = {word: value for word, value in schema.items() if word not in _CHOICES}
    fields = {name: field for name, field in schema["properties"].items() if name not in gone}
    return {**rest, "properties": fields, "required": required}
