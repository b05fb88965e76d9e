"""JSON Schema (2020-12), as short as a tool list can have it."""

from collections.abc import Sequence
from typing import Any

Schema = dict[str, Any]


def STRING(description: str = "", **bounds: int) -> Schema:  # noqa: N802 - reads as the type it names
    return _typed("string", description, bounds)


def INTEGER(description: str = "", **bounds: int) -> Schema:  # noqa: N802
    return _typed("integer", description, bounds)


def BOOLEAN(description: str = "") -> Schema:  # noqa: N802
    return _typed("boolean", description, {})


def array(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def nullable(kind: str) -> Schema:
    return {"type": [kind, "null"]}


def object_of(required: Sequence[str] | None = None, /, **properties: Schema) -> Schema:
    """An object. Given `required` it is what a tool takes and holds nothing else; without, it answers all of them."""
    schema: Schema = {"type": "object", "properties": properties}
    names = list(properties if required is None else required)
    if names:
        schema["required"] = names
    if required is not None:
        schema["additionalProperties"] = False
    return schema


def _typed(kind: str, description: str, bounds: dict[str, int]) -> Schema:
    return {"type": kind, **({"description": description} if description else {}), **bounds}


OBJECTS = {"type": "array"}
WRITTEN = {"path": STRING(), "version": INTEGER()}
PATH = STRING()
SINCE = STRING("ISO 8601")
CURSOR = STRING()
PAGE = {"total": INTEGER(), "next_cursor": nullable("string")}
