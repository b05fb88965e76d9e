"""Foreign hosts: no answer repeats one, and none connects a client where nobody is asked who they are."""

from pathlib import Path

import pytest

from shared.service import Service
from tests.conftest import Clock, config_in, serve
from tests.hostile.house import House
from tests.hostile.line import send_one_way
from tests.hostile.request import LIST, Sent, with_headers
from tests.shelves import local_shelves


@pytest.mark.parametrize("target", ["/", "/healthz", "/mcp", "/mcp/", "/nowhere", "//evil.example/x"])
def test_no_answer_repeats_a_foreign_host(house: House, target: str):
    for method in ("GET", "POST"):
        response = send_one_way(with_headers(LIST, ("host", "evil.example"), method=method, target=target)(house))
        assert "evil.example" not in response.body.decode() + repr(response.headers)
        assert response.status < 500


@pytest.mark.parametrize(("method", "path"), [("GET", "/authorize?client_id=page"), ("POST", "/authorize/consent")])
def test_on_a_laptop_nobody_elsewhere_connects_a_client(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch, method: str, path: str
):
    """It asks nobody who they are, and may have been told to listen to the network."""
    shelves = local_shelves(tmp_path, clock)
    laptop = Service(config_in(tmp_path, mode="local"), shelves.records, shelves.files, clock=clock)
    serve(laptop, monkeypatch)
    answer = send_one_way(Sent(b"", [("host", "notes.example")], method, path))
    assert answer.status == 403
    assert b"from this machine only" in answer.body
