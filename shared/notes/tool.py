"""A tool as a client sees it, and what runs when it is called."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from shared.notes.answers import Answer
from shared.notes.search import Search
from shared.notes.vault import Vault

READ, WRITE = "notes:read", "notes:write"
Given = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Tool:
    """`takes` and `answers` are JSON Schemas; `scope` is what a token needs; `needs_index`: it asks the index."""

    name: str
    title: str
    description: str
    takes: dict[str, Any]
    answers: dict[str, Any]
    run: Callable[[Vault, Search, Given], Answer]
    scope: str = READ
    is_destructive: bool = False
    is_idempotent: bool = True
    needs_index: bool = True
