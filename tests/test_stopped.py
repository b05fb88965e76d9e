"""A server that is told to stop has written down what it answered."""

from pathlib import Path

import httpx

from shared.access.audit import ACTIVITY
from shared.storage.local import LocalRecords
from tests.conftest import ADA
from tests.running import Running, running


def reads(server: Running, calls: int) -> None:
    headers = {"Authorization": f"Bearer {server.token(ADA)}"}
    with httpx.Client(headers=headers) as client:
        for number in range(calls):
            asked = {"name": "list_notes", "arguments": {"folder": str(number)}}
            body = {"jsonrpc": "2.0", "id": number, "method": "tools/call", "params": asked}
            assert not client.post(server.url, json=body).json()["result"]["isError"]


def test_every_call_that_was_answered_is_in_the_activity_of_a_server_that_stopped(tmp_path: Path):
    with running(tmp_path) as server:
        reads(server, 25)
        server.process.terminate()
    records = LocalRecords(tmp_path / "vault.db")
    targets = [record.value["target"] for record in records.under(ADA, ACTIVITY)]
    assert sorted(targets, key=int) == [str(number) for number in range(25)]


def test_whoever_asks_a_server_for_the_activity_sees_their_last_call(tmp_path: Path):
    with running(tmp_path) as server:
        for calls in range(1, 6):
            reads(server, 1)
            token = {"Authorization": f"Bearer {server.token(ADA)}"}
            told = httpx.get(f"{server.config.base_url}/api/activity", headers=token).json()
            assert len([event for event in told["activity"] if event["action"] == "list_notes"]) == calls
