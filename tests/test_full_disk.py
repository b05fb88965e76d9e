"""A disk that takes no more: what is there is still read and carried away, and what is written is refused."""

import resource
from pathlib import Path
from typing import Any

import httpx

from tests.running import Running, running

ROOM_BYTES = 16_384
TRIES_MAX = 200


def called(server: Running, tool: str, **arguments: object) -> dict[str, Any]:
    """The structured answer of a tool."""
    request = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": tool, "arguments": arguments}}
    headers = {"Authorization": f"Bearer {server.token('local')}"}
    answer = httpx.post(server.url, json=request, headers=headers)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()["result"]["structuredContent"]
    return told


def let_no_file_grow(server: Running) -> None:
    _, hard = resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (ROOM_BYTES, hard))


def test_on_a_full_disk_notes_are_read_found_and_exported_and_none_is_written(tmp_path: Path):
    with running(tmp_path) as server:
        called(server, "write_note", path="Moss", body="It grows on stones.")
        let_no_file_grow(server)
        writes = (called(server, "write_note", path=f"More/{number}", body="More.") for number in range(TRIES_MAX))
        assert next(told["error"]["code"] for told in writes if "error" in told) == "unavailable"
        for _ in range(3):
            assert called(server, "read_note", path="Moss")["text"] == "It grows on stones."
            assert called(server, "search_notes", query="stones")["total"] == 1
        headers = {"Authorization": f"Bearer {server.token('local')}"}
        assert httpx.get(f"{server.config.base_url}/api/vault/export", headers=headers).content.startswith(b"PK")
