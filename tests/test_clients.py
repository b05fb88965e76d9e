"""The official clients, each with every tool: whatever library speaks to the server, it gets the same answers."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.running import ROOT, Running, environ_of, running

LEGACY, MODERN = "2025-11-25", "2026-07-28"
CLIENTS = ROOT / "tests/clients"
NODE, MCP_1 = str(ROOT / ".venv/bin/node"), str(ROOT / ".venv/mcp-1/bin/python")
CLIENT_SECONDS_MAX = 120

MOSS = "# Moss\n\nLikes shade, not Sonne ☀. #plant/low\n"
STORY: tuple[tuple[str, dict[str, Any]], ...] = (
    ("write_note", {"path": "garden/Moss", "body": MOSS}),
    ("write_note", {"path": "Pond", "body": "Beside [[Moss|the moss]]. #water"}),
    ("write_note", {"path": "garden/Moss", "body": "lost"}),
    ("read_note", {"path": "garden/Moss"}),
    ("list_notes", {}),
    ("search_notes", {"query": "shade"}),
    ("get_backlinks", {"path": "garden/Moss"}),
    ("get_tags", {}),
    ("delete_note", {"path": "garden/Moss"}),
    ("read_note", {"path": "garden/Moss"}),
    ("edit_note", {"path": "Pond", "do": "append", "text": "Fed by rain ☔."}),
    ("restore_note", {"path": "garden/Moss"}),
    ("move_note", {"path": "garden/Moss", "to": "Stone"}),
    ("get_history", {"path": "Pond"}),
    ("undo_changes", {"changes": [4, 6]}),
)
"""What every client does, in this order; it must name every tool that the server lists."""


@dataclass(frozen=True)
class Client:
    """A program that is given a task as JSON and prints what came of it, and the version it is to agree on."""

    command: tuple[str, ...]
    agrees_on: str
    mode: str = "legacy"


OVER_HTTP = {
    "python-2-legacy": Client((sys.executable, "python_2.py"), LEGACY),
    "python-2-auto": Client((sys.executable, "python_2.py"), MODERN, "auto"),
    "python-1": Client((MCP_1, "python_1.py"), LEGACY),
    "typescript-1": Client((NODE, "typescript_1.mjs"), LEGACY),
    "typescript-2-legacy": Client((NODE, "typescript_2.mjs"), LEGACY),
    "typescript-2-auto": Client((NODE, "typescript_2.mjs"), MODERN, "auto"),
}
OVER_STDIO = {name: OVER_HTTP[name] for name in ("python-2-legacy", "python-2-auto")}


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("clients")) as server:
        yield server


@pytest.mark.parametrize("name", OVER_HTTP)
def test_a_client_gets_on_with_the_server_over_http(server: Running, name: str):
    token = server.token(f"hf-{name}")
    check(OVER_HTTP[name], {"url": server.url, "token": token})


@pytest.mark.parametrize("name", OVER_STDIO)
def test_a_client_gets_on_with_the_server_over_stdio(tmp_path: Path, name: str):
    environ = environ_of(tmp_path, MCP_TRANSPORT="stdio")
    command = [sys.executable, str(ROOT / "local_server.py")]
    check(OVER_STDIO[name], {"command": command, "environ": environ, "folder": str(ROOT)})
    assert (tmp_path / "vaults/local/Pond.md").read_text() == STORY[1][1]["body"]


def check(client: Client, where: dict[str, Any]) -> None:
    """Let the client act out the story, and hold what it was told against what must be."""
    told = act_out(client, where)
    assert (told["server"], told["protocol"]) == ("notes-vault", client.agrees_on)
    assert {tool for tool, _ in STORY} == set(told["tools"]), "the story leaves out a tool, or the server has lost one"
    for result in told["results"]:
        assert result["content"] and all(part["type"] == "text" and part["text"] for part in result["content"])
    errors = [position for position, result in enumerate(told["results"]) if result.get("isError")]
    answers = [result["structuredContent"] for result in told["results"]]
    assert errors == [2, 9]
    check_notes(answers[:10])
    check_changes(answers[10:])


def check_notes(answers: list[dict[str, Any]]) -> None:
    written, linked, refused, read, listed, found, links, tags, deleted, gone = answers
    assert written == {"path": "garden/Moss.md", "version": 1, "created": True}
    assert linked == {"path": "Pond.md", "version": 2, "created": True}
    assert (refused["error"]["code"], refused["error"]["current_version"]) == ("conflict", 1)
    assert (read["text"], read["version"], read["title"]) == (MOSS, 1, "Moss")
    assert ([note["path"] for note in listed["notes"]], listed["total"]) == (["garden/Moss.md", "Pond.md"], 2)
    assert listed["next_cursor"] is None
    assert [(note["path"], note["line"]) for note in found["notes"]] == [("garden/Moss.md", 3)]
    assert [(link["path"], link["line"]) for link in links["backlinks"]] == [("Pond.md", 1)]
    assert {tag["tag"]: tag["count"] for tag in tags["tags"]} == {"plant": 1, "plant/low": 1, "water": 1}
    dangling = [{"path": "Pond.md", "line": 1, "link": "Moss", "means": None}]
    assert deleted == {"path": "garden/Moss.md", "version": 1, "dangling": dangling}
    assert gone["error"]["code"] == "not_found"


def check_changes(answers: list[dict[str, Any]]) -> None:
    edited, restored, moved, history, undone = answers
    assert edited["version"] == 4 and "+Fed by rain ☔." in edited["diff"]
    assert restored == {"path": "garden/Moss.md", "version": 5}
    assert moved["moved"] == [{"from": "garden/Moss.md", "to": "Stone.md"}]
    assert moved["rewritten"] == [{"path": "Pond.md", "links": 1}]
    assert [(change["change"], change["what"]) for change in history["changes"]] == [
        (6, "move"),
        (4, "edit"),
        (2, "write"),
    ]
    assert (undone["changes"], undone["left"]) == ([4, 6], [])


def act_out(client: Client, where: dict[str, Any]) -> dict[str, Any]:
    """What the program prints; anything but success is a failure of the test."""
    assert Path(client.command[0]).exists(), f"{client.command[0]} is missing; `make test` puts it there"
    steps = [{"tool": tool, "arguments": arguments} for tool, arguments in STORY]
    task = json.dumps({**where, "mode": client.mode, "steps": steps})
    ran = subprocess.run(
        client.command, cwd=CLIENTS, input=task, capture_output=True, text=True, timeout=CLIENT_SECONDS_MAX
    )
    assert ran.returncode == 0, ran.stderr
    told: dict[str, Any] = json.loads(ran.stdout)
    return told
