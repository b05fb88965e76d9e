"""A plugin of pytest for `make mutants`: tests that sign in have their server in their own process.

Which tests a function has, and which mutant is on, is known in that process alone.
"""

import atexit
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import _lru_cache_wrapper, cache
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import uvicorn

import local_server
from shared.config import Config
from shared.service import build
from tests import provider
from tests.conftest import serve
from tests.provider import Provider, openid_provider
from tests.running import Running, environ_of, free_port
from tests.sign_in import house


@contextmanager
def signing_in_here(provider: Provider, folder: Path, **settings: str) -> Iterator[Running]:
    """Our server as on a Space, with its data in `folder`, in a thread of this process."""
    port = settings.get("MCP_PORT") or str(free_port())
    ours = {"MODE": "space", "MCP_PORT": port, "PUBLIC_BASE_URL": f"http://127.0.0.1:{port}"}
    config = Config.from_environ(environ_of(folder, **{**ours, **provider.settings, **settings}))
    with pytest.MonkeyPatch.context() as patch:
        serve(build(config), patch)
        options: dict[str, Any] = {"server_header": False, "proxy_headers": False, "log_level": "critical"}
        server = uvicorn.Server(uvicorn.Config(local_server.app(), port=config.mcp_port, lifespan="off", **options))
        thread = Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started:
            thread.join(0.01)
            assert thread.is_alive(), "the server ended before it listened"
        try:
            yield Running(config, process=None, log=folder / "server.log")
        finally:
            server.should_exit = True
            thread.join()


@cache
def our_provider() -> Provider:
    """A provider that every mutant asks; to start one takes longer than most tests."""
    running = openid_provider()
    atexit.register(running.__exit__, None, None, None)
    return running.__enter__()


@contextmanager
def shared_provider() -> Iterator[Provider]:
    yield our_provider()


house.WAYS["process"] = signing_in_here
provider.openid_provider = shared_provider
COUNTING = (
    "test_a_code_of_the_provider_that_is_invented",
    "test_a_token_of_ours_is_never_shown_to_the_provider",
    "test_the_provider_is_asked_who_it_was_once",
)
"""How tests begin that count what is asked of the provider; here several mutants ask it at once."""
LONG = (
    "test_a_large_canvas_is_read",
    "test_a_mebibyte_of_brackets_is_read",
    "test_an_export_holds_what_an_import_took",
    "test_any_name_without_hidden_parts_gets",
    "test_every_link_means_its_file_wherever_files_go",
    "test_of_files_that_share_their_bytes_one_comes_in",
    "test_stopped_at_any_commit_it_goes_on",
    "test_too_many_entries_are_refused",
    "test_whatever_value_is_set_is_the_value",
)
"""They take half of the time of all. A mutant that these alone would notice counts as one that lives."""
LEFT_OUT = COUNTING + LONG
ROOMS = ("shared.access.", "shared.notes.")
"""Where mutants are made."""

_named = pytest.StashKey[set[str]]()


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Tests are named by the thousand, some with characters that pytest cannot find again: collect their functions.

    What they write goes into a folder of its own, for pytest would tidy up those of earlier mutants first.
    """
    config.option.basetemp = tempfile.mkdtemp()
    config.stash[_named] = {name for name in config.args if "::" in name}
    config.args[:] = dict.fromkeys(name.partition("[")[0] for name in config.args)


def pytest_runtest_setup() -> None:
    """What was worked out and remembered before is worked out anew, so that each test is known to be of it.

    It is also what a mutant would find in a process of its own.
    """
    for name, module in list(sys.modules.items()):
        if name.startswith(ROOMS):
            for remembered in vars(module).values():
                if isinstance(remembered, _lru_cache_wrapper):
                    remembered.cache_clear()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Of what was collected, leave what was named, in the order it is written in: mutmut names it in any order."""
    named = config.stash[_named]
    left_out = {item for item in items if item.name.startswith(LEFT_OUT) or (named and item.nodeid not in named)}
    config.hook.pytest_deselected(items=list(left_out))
    items[:] = sorted((item for item in items if item not in left_out), key=_place_of)


def _place_of(item: pytest.Item) -> tuple[str, int]:
    file, line, _ = item.location
    return file, line or 0
