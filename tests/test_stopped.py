"""What a server does after its answers: nobody waits for it, and a server that is told to stop has done it."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

from local_server import Afterwards
from shared.access.audit import ACTIVITY
from shared.storage.local import LocalRecords
from tests.running import running
from tests.test_crash import ADA, Client


def test_every_call_that_was_answered_is_in_the_activity_of_a_server_that_stopped(tmp_path: Path):
    with running(tmp_path) as server:
        client = Client(server)
        for number in range(25):
            client.call("list_notes", folder=str(number))
        server.process.terminate()
    records = LocalRecords(tmp_path / "vault.db")
    targets = [record.value["target"] for record in records.under(ADA, ACTIVITY)]
    assert sorted(targets, key=int) == [str(number) for number in range(25)]


def test_whoever_asks_a_server_for_the_activity_sees_their_last_call(tmp_path: Path):
    with running(tmp_path) as server:
        client = Client(server)
        for calls in range(1, 6):
            client.call("list_notes")
            token = {"Authorization": f"Bearer {server.token(ADA)}"}
            told = httpx.get(f"{server.config.base_url}/api/activity", headers=token).json()
            assert len([event for event in told["activity"] if event["action"] == "list_notes"]) == calls


async def asked_for_in_many_ways(done: list[str]) -> None:
    loop = asyncio.get_running_loop()
    afterwards = Afterwards(loop, wait_seconds=0.001)

    def count() -> None:
        done.append("count")

    for _ in range(5):
        afterwards(count)
    afterwards(lambda: done.append("other"))
    done.append("answered")
    await loop.run_in_executor(None, afterwards, lambda: done.append("thread"))
    while len(done) < 4:
        await asyncio.sleep(0)
    afterwards(count)
    while len(done) < 5:
        await asyncio.sleep(0)


def test_what_may_wait_is_done_once_after_the_answer_and_by_another_thread_at_once():
    done = list[str]()
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, asked_for_in_many_ways(done)).result()
    assert done[0] == "answered"
    assert sorted(done[1:4]) == ["count", "other", "thread"]
    assert done[4:] == ["count"]


def test_where_the_loop_has_ended_it_is_done_at_once():
    done = list[str]()

    def ended() -> None:
        loop = asyncio.new_event_loop()
        afterwards = Afterwards(loop)
        loop.close()
        afterwards(lambda: done.append("done"))

    with ThreadPoolExecutor(1) as thread:
        thread.submit(ended).result()
    assert done == ["done"]
