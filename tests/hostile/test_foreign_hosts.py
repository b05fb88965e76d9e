"""Foreign hosts: no answer repeats one."""

import pytest

from tests.hostile.house import House
from tests.hostile.line import send_one_way
from tests.hostile.request import LIST, with_headers


@pytest.mark.parametrize("target", ["/", "/healthz", "/mcp", "/mcp/", "/nowhere", "//evil.example/x"])
def test_no_answer_repeats_a_foreign_host(house: House, target: str):
    for method in ("GET", "POST"):
        response = send_one_way(with_headers(LIST, ("host", "evil.example"), method=method, target=target)(house))
        assert "evil.example" not in response.body.decode() + repr(response.headers)
        assert response.status < 500
