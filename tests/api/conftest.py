"""The site on every backend, and a sign-in on a laptop."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

import local_server
from shared.service import Service
from shared.storage.local import LocalRecords
from tests.api.flow import Flow
from tests.api.site import ADDRESS, Open, Site
from tests.conftest import ORIGIN, Clock, config_in, serve
from tests.shelves import Shelves, local_shelves


@pytest.fixture
def opened(shelves: Shelves, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Opens a site with settings of its own, on every backend."""

    def site(**settings: Any) -> Site:
        mode = "local" if isinstance(shelves.records, LocalRecords) else "lambda"
        vaults = Service(config_in(tmp_path, mode=mode, **settings), shelves.records, shelves.files, clock=clock)
        serve(vaults, monkeypatch)
        web = TestClient(local_server.app(), base_url=ORIGIN, client=(ADDRESS, 50_000), follow_redirects=False)
        return Site(vaults, web, shelves)

    return site


@pytest.fixture
def site(opened: Open) -> Site:
    return opened()


@pytest.fixture
def flow(tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flow]:
    shelves = local_shelves(tmp_path, clock)
    vaults = Service(config_in(tmp_path), shelves.records, shelves.files, clock=clock)
    serve(vaults, monkeypatch)
    with TestClient(local_server.app(), base_url=ORIGIN, client=(ADDRESS, 50_000), follow_redirects=False) as web:
        yield Flow(Site(vaults, web, shelves))
