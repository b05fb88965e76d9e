"""The deployment guide's own flow on Node: a Hugging Face token in, notes out, with two requests and no library."""

import json
import subprocess
from collections.abc import Iterator

import pytest

from tests.provider import NODE, Provider, signing_in_at
from tests.running import ROOT, Running

GUIDE = ROOT / "tests/clients/guide.mjs"
GUIDE_SECONDS_MAX = 60


@pytest.fixture(scope="module")
def server(provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with signing_in_at(provider, tmp_path_factory.mktemp("guide")) as server:
        yield server


def follow(server: Running, token: str, user_id: str) -> subprocess.CompletedProcess[str]:
    given = {"GUIDE_BASE": server.config.base_url, "GUIDE_TOKEN": token, "GUIDE_USER": user_id}
    return subprocess.run([NODE, GUIDE], env=given, capture_output=True, text=True, timeout=GUIDE_SECONDS_MAX)


@pytest.mark.parametrize("called", ["user id", "subject", "name"])
def test_the_guide_ends_with_the_notes_listed(provider: Provider, server: Running, called: str):
    names = {"user id": provider.user_id("ada"), "subject": provider.subjects["ada"], "name": "ada"}
    ran = follow(server, provider.token_for("ada"), names[called])
    assert ran.returncode == 0, ran.stderr
    assert [note["path"] for note in json.loads(ran.stdout)] == ["Welcome.md"]
    assert (server.config.vault_base_path / provider.user_id("ada") / "Welcome.md").exists()


def test_the_guide_ends_at_its_first_request_for_anybody_else(provider: Provider, server: Running):
    token = provider.token_for("ada")
    assert "create-token: 403" in follow(server, token, provider.user_id("bob")).stderr
    assert "create-token: 401" in follow(server, "hf_of_nobody", provider.user_id("ada")).stderr
