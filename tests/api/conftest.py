"""The site on every backend, on AWS as Lambdas, and a sign-in on a laptop."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.testclient import TestClient

import local_server
from shared.service import Service
from shared.storage.local import LocalRecords
from tests.api.flow import Flow
from tests.api.site import ADDRESS, Open, Site
from tests.conftest import ORIGIN, Clock, config_in, serve
from tests.lambda_events import LambdaTransport
from tests.shelves import Shelves, local_shelves


@pytest.fixture
def opened(shelves: Shelves, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Opens a site with settings of its own, on every backend. A page of metrics is one process's everywhere."""

    def site(**settings: Any) -> Site:
        is_local = isinstance(shelves.records, LocalRecords)
        mode = "local" if is_local else "lambda"
        vaults = Service(config_in(tmp_path, mode=mode, **settings), shelves.records, shelves.files, clock=clock)
        serve(vaults, monkeypatch)
        return Site(vaults, one_process() if is_local or "metrics_token" in settings else lambdas(), shelves)

    return site


def one_process() -> TestClient:
    return TestClient(local_server.app(), base_url=ORIGIN, client=(ADDRESS, 50_000), follow_redirects=False)


def lambdas() -> httpx.Client:
    return httpx.Client(transport=LambdaTransport(ADDRESS), base_url=ORIGIN)


@pytest.fixture
def site(opened: Open) -> Site:
    return opened()


@pytest.fixture
def flow(tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flow]:
    shelves = local_shelves(tmp_path, clock)
    vaults = Service(config_in(tmp_path), shelves.records, shelves.files, clock=clock)
    serve(vaults, monkeypatch)
    with one_process() as web:
        yield Flow(Site(vaults, web, shelves))
