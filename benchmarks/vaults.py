"""Vaults to measure: a service on a directory of its own, filled in batches as one writer would."""

import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from shared.access.gate import Caller
from shared.config import Config
from shared.notes.change import Edit
from shared.service import Service, build

JWT_SECRET_KEY = "a key of this benchmark alone, 32+ bytes"
NOTES_PER_CHANGE = 480


def config_in(folder: Path, port: int = 7860) -> Config:
    """Settings of a server whose data lies in one directory."""
    return Config(
        mcp_port=port,
        jwt_secret_key=JWT_SECRET_KEY,
        vault_base_path=folder / "vaults",
        database_path=folder / "vault.db",
        search_cache_path=folder / "search",
    )


def environ_of(config: Config) -> dict[str, str]:
    """The same settings as a server process reads them; no limit on calls, though each is still counted."""
    names = ("host", "mcp_port", "jwt_secret_key", "vault_base_path", "database_path", "search_cache_path")
    return {"RATE_LIMIT_PER_MINUTE": "1000000000", **{name.upper(): str(getattr(config, name)) for name in names}}


def service_in(folder: Path) -> Service:
    return build(config_in(folder))


def fill(service: Service, user_id: str, notes: Iterable[tuple[str, str]]) -> float:
    """Write notes into a user's vault, its index and its visible folder; answer how many seconds that took."""
    began = time.perf_counter()
    vault = service.vault(Caller(user_id, client="benchmark"))
    edits = (Edit(path, text.encode()) for path, text in notes)
    with _no_waiting_for_the_disk():
        while part := list(islice(edits, NOTES_PER_CHANGE)):
            vault.change(part, "write")
        service.search(vault).catch_up()
        service.take_in(user_id)
    return time.perf_counter() - began


@contextmanager
def _no_waiting_for_the_disk() -> Iterator[None]:
    """Filling is not what is measured, and 50,000 notes are 100,000 waits; a power cut may take this vault."""
    fsync, os.fsync = os.fsync, lambda fd: None
    try:
        yield
    finally:
        os.fsync = fsync
