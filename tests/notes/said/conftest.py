"""Ada's vault in this process, and what its tools say."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from shared.access.gate import Caller
from shared.notes.answers import Answer
from shared.service import Service
from tests.conftest import ADA, Clock, config_in
from tests.shelves import local_shelves

Ask, Says = Callable[..., Answer], Callable[..., list[str]]


@pytest.fixture
def service(tmp_path: Path, clock: Clock) -> Service:
    clock.now = 1_800_000_000.0  # 2027-01-15T08:00:00Z
    shelves = local_shelves(tmp_path, clock)
    return Service(config_in(tmp_path, mode="lambda"), shelves.records, shelves.files, clock=clock)


@pytest.fixture
def answer(service: Service, clock: Clock) -> Callable[..., Answer]:
    """A tool's whole answer; a minute passes. `client` is who asks, `folder` all that it may see."""

    def call(tool: str, /, client: str = "editor", folder_only: str = "", **arguments: Any) -> Answer:
        clock.forward(60)
        return service.call(Caller(ADA, client, folder=folder_only), tool, arguments)

    return call


@pytest.fixture
def says(answer: Callable[..., Answer]) -> Says:
    """What a tool says, block by block."""
    return lambda tool, /, **arguments: [str(text) for text in answer(tool, **arguments).texts]


@pytest.fixture
def garden(service: Service, answer: Ask) -> None:
    """A note of two versions, one that links to it twice, and a picture."""
    answer("write_note", path="garden/Moss", body="# Moss\n\nLikes shade.\n")
    answer("write_note", path="garden/Moss", body="# Moss\n\nLikes [[Fern]].\n", overwrite=True)
    answer("write_note", path="Fern", body="Beside [[garden/Moss]] and [moss](garden/Moss.md).\n")
    service.vault(Caller(ADA, "editor")).attach("pics/cat.png", b"\x89PNG12345")
