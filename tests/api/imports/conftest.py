"""The site on a Space and as Lambdas, and steps that are small."""

from pathlib import Path
from typing import Any

import pytest

from shared import jobs as jobs_module
from shared.notes import imports
from shared.service import Service
from tests.api.imports.site import WAYS, Open, Site
from tests.conftest import Clock, config_in, serve
from tests.shelves import Shelves


@pytest.fixture
def opened(
    request: pytest.FixtureRequest, shelves: Shelves, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> Open:
    """Opens a site with settings of its own, on a Space and as Lambdas."""
    mode, send = WAYS[request.node.callspec.params["shelves"]]

    def site(**settings: Any) -> Site:
        config = config_in(tmp_path, mode=mode, table_name="t", bucket_name="b", **settings)
        vaults = Service(config, shelves.records, shelves.files, clock=clock)
        serve(vaults, monkeypatch)
        return Site(vaults, shelves, send)

    return site


@pytest.fixture
def site(opened: Open) -> Site:
    return opened()


@pytest.fixture
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every step deals with one file, and every call with one step."""
    monkeypatch.setattr(imports, "EDITS_PER_COMMIT", 1)
    monkeypatch.setattr(jobs_module, "STEP_SECONDS", 0)
