"""Many who write into one vault at once, seen from the event loop that all of them come in by."""

from pathlib import Path

import anyio
import pytest
from anyio.from_thread import start_blocking_portal

from handlers.door import called
from shared.access.gate import Caller
from shared.errors import Conflict
from shared.service import Service, build
from tests.conftest import ADA, BOB, config_in

WRITERS = 40


@pytest.fixture
def vaults(tmp_path: Path) -> Service:
    return build(config_in(tmp_path, mode="local"))


@pytest.fixture
def folder(vaults: Service) -> Path:
    return vaults.config.vault_base_path


def test_each_finds_its_file_as_soon_as_it_is_answered(vaults: Service, folder: Path):
    shown = []

    async def write(user_id: str, number: int) -> None:
        path, text = f"notes/{number}.md", f"note {number} of {user_id}"
        await called(vaults, Caller(user_id), "write_note", {"path": path, "body": text})
        shown.append((folder / user_id / path).read_text() == text)

    async def everybody() -> None:
        async with anyio.create_task_group() as tasks:
            for number in range(WRITERS):
                tasks.start_soon(write, ADA, number)
                tasks.start_soon(write, BOB, number)

    with start_blocking_portal() as portal:
        portal.call(everybody)
    assert shown == [True] * (2 * WRITERS)
    for user_id in (ADA, BOB):
        found = vaults.call(Caller(user_id), "search_notes", {"query": f"of {user_id}", "limit": 100}).structured
        assert found["total"] == WRITERS


def test_who_is_refused_holds_up_nobody(vaults: Service, folder: Path):
    refused = []

    async def write(number: int) -> None:
        try:
            await called(vaults, Caller(ADA), "write_note", {"path": f"{number // 2}.md", "body": str(number)})
        except Conflict:
            refused.append(number)

    async def everybody() -> None:
        async with anyio.create_task_group() as tasks:
            for number in range(WRITERS):
                tasks.start_soon(write, number)

    with start_blocking_portal() as portal:
        portal.call(everybody)
    assert sorted(number // 2 for number in refused) == list(range(WRITERS // 2))
    assert len(list((folder / ADA).glob("*.md"))) == WRITERS // 2
