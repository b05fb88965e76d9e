"""Kill -9 in the middle of writing: what was acknowledged is there, no note is torn, nothing needs repair by hand."""

import json
import random
from hashlib import sha256
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import Condition, Thread
from typing import Any

import pytest

from tests.running import Running, running

ADA = "hf-ada"
WRITERS = 4
PATHS_PER_WRITER = 5


def text_of(path: str, round_: int, size: int) -> str:
    """A text that tells by itself whether it is whole, and of which round it is."""
    body = f"{path} {round_} " * (size // 16 + 1)
    return f"{round_} {sha256(body.encode()).hexdigest()}\n{body}"


def round_of(text: str) -> int:
    """The round of a text; a torn text has none."""
    head, _, body = text.partition("\n")
    round_, digest = head.split(" ")
    assert digest == sha256(body.encode()).hexdigest(), "a torn note"
    return int(round_)


class Client:
    """One keep-alive connection that calls tools and tells an answer from a broken line."""

    def __init__(self, server: Running) -> None:
        self._token = server.token(ADA)
        self._connection = HTTPConnection("127.0.0.1", server.config.mcp_port, timeout=60)

    def call(self, name: str, **arguments: Any) -> dict[str, Any]:
        body = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": name, "arguments": arguments}}
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        self._connection.request("POST", "/mcp", json.dumps(body), headers)
        result: dict[str, Any] = json.loads(self._connection.getresponse().read())["result"]
        assert not result["isError"], result
        structured: dict[str, Any] = result["structuredContent"]
        return structured


class Acknowledged:
    """The last round of each note that the server said it has."""

    def __init__(self) -> None:
        self.rounds: dict[str, int] = {}
        self.count = 0
        self._changed = Condition()

    def add(self, path: str, round_: int) -> None:
        with self._changed:
            self.rounds[path] = round_
            self.count += 1
            self._changed.notify_all()

    def wait_for(self, count: int) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: self.count >= count, timeout=60)


def write_until_it_dies(server: Running, writer: int, round_: int, acknowledged: Acknowledged, seed: int) -> None:
    chance = random.Random(seed)
    client = Client(server)
    try:
        while True:
            path = f"writer {writer}/{chance.randrange(PATHS_PER_WRITER)}.md"
            round_ += 1
            client.call(
                "write_note", path=path, body=text_of(path, round_, chance.choice([50, 5_000, 200_000])), overwrite=True
            )
            acknowledged.add(path, round_)
    except (OSError, HTTPException, ValueError):
        return


def crash_once(folder: Path, acknowledged: Acknowledged, number: int) -> None:
    with running(folder, RATE_LIMIT_PER_MINUTE="1000000") as server:
        check(server, folder, acknowledged)
        before, first = acknowledged.count, number * 1_000_000
        threads = [
            Thread(target=write_until_it_dies, args=(server, writer, first, acknowledged, number * WRITERS + writer))
            for writer in range(WRITERS)
        ]
        for thread in threads:
            thread.start()
        acknowledged.wait_for(before + random.Random(number).randrange(1, 40))
        server.kill()
        for thread in threads:
            thread.join()


def check(server: Running, folder: Path, acknowledged: Acknowledged) -> None:
    client = Client(server)
    listed = client.call("list_notes", limit=1000)["notes"]
    assert {note["path"] for note in listed} >= set(acknowledged.rounds)
    for note in listed:
        text = client.call("read_note", path=note["path"])["text"]
        assert round_of(text) >= acknowledged.rounds.get(note["path"], 0), "an acknowledged write is lost"
        assert (folder / "vaults" / ADA / note["path"]).read_text() == text
        [hit] = client.call("search_notes", query=f'"{text.split()[1]}"')["notes"]
        assert hit["path"] == note["path"]


def crash(folder: Path, times: int) -> None:
    acknowledged = Acknowledged()
    for number in range(times):
        crash_once(folder, acknowledged, number)
    with running(folder, RATE_LIMIT_PER_MINUTE="1000000") as server:
        check(server, folder, acknowledged)
    assert acknowledged.count >= times
    assert not list(folder.glob("*.damaged-*"))
    print(f"\n{times} crashes, {acknowledged.count} acknowledged writes, none lost")


def test_no_acknowledged_write_is_lost_when_the_server_is_killed(tmp_path: Path):
    crash(tmp_path, 3)


@pytest.mark.slow
def test_no_acknowledged_write_is_lost_in_fifty_kills(tmp_path: Path):
    crash(tmp_path, 50)
