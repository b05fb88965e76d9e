"""An answer of the server, and whether it is one that is documented: a code of `shared/errors.py` with one sentence."""

import json
import re
from dataclasses import dataclass, field
from typing import Any

from handlers.edge import STATUS
from tests.load.ledger import BrokenPromise

SURELY_NOT = {"invalid", "unauthorized", "forbidden", "not_found", "conflict", "too_large", "quota_exceeded"}
SURELY_NOT |= {"rate_limited", "refused"}
"""Whatever was asked for with such an answer has not happened; `refused` is a connection that nobody took."""
SENTENCE = re.compile(r"[^\n]{4,400}\.")
LEAKS = re.compile(r"Traceback|sqlite|Errno|\.py\b|/(?:tmp|home|vaults|mnt)/|\.files/", re.I)


@dataclass(frozen=True)
class Answer:
    """`code` is "ok", a documented code, or "dropped" and "refused" where no answer came."""

    code: str
    facts: dict[str, Any] = field(default_factory=dict)
    body: bytes = b""

    @property
    def is_ok(self) -> bool:
        return self.code == "ok"

    @property
    def is_unsure(self) -> bool:
        """Whether what was asked for may have happened."""
        return not self.is_ok and self.code not in SURELY_NOT


def of_http(status: int, body: bytes) -> Answer:
    """The answer of an address other than /mcp.

    Raises:
        BrokenPromise: it is an error that no document knows.
    """
    if status < 400:
        return Answer("ok", body=body)
    return _refusal(status, _json(status, body), "error")


def of_tool(status: int, body: bytes) -> Answer:
    """The answer to the call of a tool.

    Raises:
        BrokenPromise: as `of_http`.
    """
    said = _json(status, body)
    if "jsonrpc" not in said:
        return _refusal(status, said, "error")
    if "error" in said:
        told = said["error"]
        return _refusal(status, {**(told.get("data") or {}), "message": told["message"]}, "code")
    result = said["result"]
    if result["isError"]:
        return _refusal(status, result["structuredContent"]["error"], "code", is_tool=True)
    return Answer("ok", result["structuredContent"])


def _json(status: int, body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except ValueError:
        said = None
    if not isinstance(said, dict):
        raise BrokenPromise(f"HTTP {status} without a code: {body[:200]!r}")
    return said


def _refusal(status: int, said: dict[str, Any], name: str, *, is_tool: bool = False) -> Answer:
    code, message = said.get(name), str(said.get("message", ""))
    statuses = {STATUS.get(str(code))} | ({200} if is_tool else set())
    if code == "internal" or code not in STATUS or status not in statuses:
        raise BrokenPromise(f"HTTP {status} is not documented: {json.dumps(said)[:300]}")
    if not SENTENCE.fullmatch(message) or LEAKS.search(message):
        raise BrokenPromise(f"{code} does not say it in a sentence: {message[:300]!r}")
    return Answer(str(code), said)
