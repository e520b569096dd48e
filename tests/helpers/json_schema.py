"""JSON Schema, as much of it as the files in docs/schemas use: made from samples, and used for checks."""

from __future__ import annotations

from typing import Any, Final

_NAMES: Final = {
    bool: "boolean", int: "integer", float: "number", str: "string", list: "array", dict: "object",
    type(None): "null",
}  # fmt: skip
_ORDER: Final = ("object", "array", "string", "integer", "number", "boolean", "null")


def of(samples: list[Any]) -> dict[str, Any]:
    """The narrowest schema of this kind that takes all samples.

    Args:
        samples: values as ``json`` reads them.
    """
    types = {_NAMES[type(one)] for one in samples}
    names = [name for name in _ORDER if name in types]
    if names in ([], ["null"]):
        return {}  # that a field was empty each time tells nothing
    made: dict[str, Any] = {"type": names[0] if len(names) == 1 else names}
    if objects := [one for one in samples if isinstance(one, dict)]:
        keys = list(dict.fromkeys(key for one in objects for key in one))
        made["properties"] = {key: of([one[key] for one in objects if key in one]) for key in keys}
        made["required"] = [key for key in keys if all(key in one for one in objects)]
    if "array" in types:
        made["items"] = of([item for one in samples if isinstance(one, list) for item in one])
    return made


def problems(value: Any, schema: dict[str, Any], at: str = "$") -> list[str]:
    """Where a value is not as a schema says; a field that the schema does not have counts too.

    Args:
        value: as ``json`` reads it.
        schema: of the kind that ``of`` makes.
        at: the place of the value, for the words.
    """
    allowed = schema.get("type", [])
    allowed = [allowed] if isinstance(allowed, str) else allowed
    if allowed and _NAMES[type(value)] not in allowed:
        return [f"{at} is {_NAMES[type(value)]}, not {' or '.join(allowed)}"]
    if "const" in schema and value != schema["const"]:
        return [f"{at} is {value}, not {schema['const']}"]
    if isinstance(value, list):
        return [one for item in value for one in problems(item, schema.get("items", {}), f"{at}[]")]
    if not isinstance(value, dict):
        return []
    if "additionalProperties" in schema:
        inner = schema["additionalProperties"]
        return [one for key in value for one in problems(value[key], inner, f"{at}.{key}")]
    known = schema.get("properties", {})
    found = [f"{at}.{key} is missing" for key in schema.get("required", []) if key not in value]
    found += [f"{at}.{key} is not in the schema" for key in value if key not in known]
    return found + [
        one for key in value if key in known for one in problems(value[key], known[key], f"{at}.{key}")
    ]
