"""How often somebody may call, wherever from."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.provider import Provider
from tests.sign_in.house import House, house_of


@pytest.fixture(scope="module")
def strict(provider: Provider, way: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house_of(provider, tmp_path_factory.mktemp("strict"), way, RATE_LIMIT_PER_MINUTE="30") as house:
        yield house


def until_limited(house: House, token: str, *what: Any, **options: Any) -> httpx.Response:
    """The first 429 of a hundred calls, if there is one."""
    for _ in range(100):
        answer = house.mcp(token, *what, **options)
        if answer.status_code != 200:
            break
    assert answer.status_code == 429, f"a hundred calls, and still {answer.status_code}"
    return answer


NEAR = {"X-Forwarded-For": "198.19.4.4"}


def test_who_calls_too_often_is_told_how_long_to_wait(strict: House):
    answer = until_limited(strict, strict.register().sign_in("ada").access, headers=NEAR)
    wait = int(answer.headers["retry-after"])
    assert 0 < wait <= 60
    assert answer.headers["ratelimit"].endswith(f"r=0;t={wait}")  # draft-ietf-httpapi-ratelimit-headers
    assert ";q=" in answer.headers["ratelimit-policy"] and ";w=" in answer.headers["ratelimit-policy"]
    assert answer.json()["error"]["data"]["retry_after_seconds"] == wait


def test_a_tool_that_is_called_too_often_refuses_in_words_for_the_model(strict: House):
    call = {"name": "list_notes", "arguments": {}}
    answer = until_limited(strict, strict.register().sign_in("ada").access, "tools/call", call, headers=NEAR)
    result = answer.json()["result"]
    error = result["structuredContent"]["error"]
    assert result["isError"] is True
    assert (error["code"], str(error["retry_after_seconds"])) == ("rate_limited", answer.headers["retry-after"])
    assert "wait" in result["content"][0]["text"]


def test_a_user_is_counted_wherever_they_call_from(strict: House):
    """Who has a hundred addresses (any IPv6 network has more) may not call a hundred times as often."""
    until_limited(strict, strict.register().sign_in("bob").access)


def test_one_user_who_is_limited_costs_nobody_else(strict: House):
    until_limited(strict, strict.register().sign_in("ada").access, headers=NEAR)
    assert strict.mcp(strict.forged(), headers=NEAR).status_code == 200
