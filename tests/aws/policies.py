"""AWS's rules for whether a policy allows a request, as far as our template uses them.

IAM User Guide, "Policy evaluation logic", "Condition operators", "Multivalued context keys".
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any


@dataclass(frozen=True)
class Request:
    """What is asked: an action on a resource, with the context keys that come along, each with its values."""

    action: str
    resource: str
    context: Mapping[str, Sequence[str]] = field(default_factory=dict)


def is_allowed(statements: Sequence[Mapping[str, Any]], request: Request) -> bool:
    """Whether something allows it and nothing denies it."""
    effects = [statement["Effect"] for statement in statements if _applies(statement, request)]
    return "Allow" in effects and "Deny" not in effects


def _applies(statement: Mapping[str, Any], request: Request) -> bool:
    assert set(statement) <= {"Sid", "Effect", "Action", "Resource", "Condition", "Principal"}
    actions = [action.lower() for action in _listed(statement["Action"])]
    if not any(_is_like(request.action.lower(), action, {}) for action in actions):
        return False
    if not any(_is_like(request.resource, resource, request.context) for resource in _listed(statement["Resource"])):
        return False
    conditions = statement.get("Condition", {})
    return all(_holds(operator, keys, request.context) for operator, keys in conditions.items())


def _holds(operator: str, keys: Mapping[str, Any], context: Mapping[str, Sequence[str]]) -> bool:
    return all(_holds_of(operator, context.get(key), _listed(values), context) for key, values in keys.items())


def _holds_of(operator: str, given: Sequence[str] | None, values: list[str], context: Mapping[str, Any]) -> bool:
    if operator == "Null":
        return (given is None or not given) == (values == ["true"])
    if operator.startswith("ForAllValues:"):
        return all(_matches(operator.partition(":")[2], one, values, context) for one in given or ())
    return bool(given) and len(given or ()) == 1 and _matches(operator, (given or [""])[0], values, context)


def _matches(operator: str, given: str, values: list[str], context: Mapping[str, Any]) -> bool:
    if operator in ("StringEquals", "Bool"):
        return any(_filled(value, context) == given for value in values)
    assert operator == "StringLike", operator
    return any(_is_like(given, value, context) for value in values)


def _is_like(text: str, pattern: str, context: Mapping[str, Any]) -> bool:
    """Stars of the pattern match anything; what a variable puts in stands for itself."""
    pieces = re.split(r"(\$\{[^}]+\})", pattern.replace("[", "[[]"))
    return fnmatchcase(
        text, "".join(_escaped(_filled(piece, context)) if piece[:2] == "${" else piece for piece in pieces)
    )


def _escaped(text: str) -> str:
    return re.sub(r"([*?[])", r"[\1]", text)


def _filled(text: str, context: Mapping[str, Any]) -> str:
    """A text with its variables; one that has no value matches nothing."""

    def put_in(found: re.Match[str]) -> str:
        values = context.get(found[1])
        return values[0] if values else "\0"

    return re.sub(r"\$\{([^}]+)\}", put_in, text)


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list) else [value]
