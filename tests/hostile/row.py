"""A row of the table of hostile input: what is sent, and its documented answer."""

from dataclasses import dataclass

from tests.hostile.request import Make


@dataclass(frozen=True)
class Row:
    """What is sent, and its documented answer: the HTTP status, and the JSON-RPC or tool error code ("ok": none)."""

    id: str
    make: Make
    status: int
    code: int | str | list[int] | None
