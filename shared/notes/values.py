"""Property values as YAML, as Obsidian writes them: dates without quotes, nothing for null, lists a line an item."""

import re
from collections.abc import Sequence
from typing import Any

import yaml

WIDTH = 10**6
"""Wider than front matter may be long, so that nothing is ever wrapped."""
_TAG = "tag:yaml.org,2002:"
_LINE_BREAK = re.compile(r"[\n\r\x85\u2028\u2029]")
_NUMBERS_OF_1_2 = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z|0o[0-7]+\Z|0x[0-9a-fA-F]+\Z")
"""The numbers of the core schema (YAML 1.2, section 10.3.2): a text that looks like one is quoted."""


class _Dumper(yaml.SafeDumper):
    """YAML 1.1 and 1.2 agree on what it writes, but for dates: those are text in both of ours."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - the library's own form
        first: [pair for pair in pairs if pair[0] != f"{_TAG}timestamp"]
        for first, pairs in yaml.SafeDumper.yaml_implicit_resolvers.items()
    }


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar(f"{_TAG}str", text, style='"' if _LINE_BREAK.search(text) else None)


_Dumper.add_implicit_resolver(f"{_TAG}float", _NUMBERS_OF_1_2, list("-+.0123456789"))
_Dumper.add_representer(str, _text)


def inline(value: Any) -> str:
    """A value on one line; nothing for null."""
    if value is None:
        return ""
    return _dumped({"k": value}).removeprefix("k:").strip(" \n")


def as_flow(values: Sequence[Any]) -> str:
    """A list on one line."""
    return f"[{', '.join('null' if value is None else _dumped([value])[1:-2] for value in values)}]"


def as_lines(values: Sequence[Any], indent: str = "  ") -> str:
    """A list with a line for each of its items."""
    return "".join(f"{indent}- {inline(value)}".rstrip(" ") + "\n" for value in values)


def _dumped(value: Any) -> str:
    is_flow = isinstance(value, list)
    text: str = yaml.dump(value, Dumper=_Dumper, allow_unicode=True, default_flow_style=is_flow, width=WIDTH)
    return text
