"""How many calls a user and a connection may make, and what who is too fast is told."""

import logging
from typing import Any

import pytest

from shared.errors import RateLimited
from tests.api.site import Open, User, on_a_laptop
from tests.conftest import ADA, BOB, Clock


def spent(user: User, calls: int) -> None:
    for _ in range(calls):
        assert user.rpc("tools/list").status_code == 200


def refused(user: User, path: str = "") -> Any:
    answer = user.ask("GET", path) if path else user.rpc("tools/call", name="list_notes", arguments={})
    assert answer.status_code == 429, answer.text
    return answer


def test_a_user_may_make_a_third_of_a_minutes_calls_in_ten_seconds(opened: Open, clock: Clock):
    ada = opened(rate_limit_per_minute=30).user()
    clock.forward(3)
    spent(ada, 10)
    assert refused(ada).headers["Retry-After"] == "7"
    clock.forward(6)
    refused(ada)
    clock.forward(1)
    spent(ada, 10)


def test_a_user_may_make_so_many_calls_in_a_minute(opened: Open, clock: Clock):
    ada = opened(rate_limit_per_minute=30).user()
    for _ in range(3):
        spent(ada, 10)
        clock.forward(10)
    assert refused(ada).headers["Retry-After"] == "30"
    clock.forward(29)
    refused(ada)
    clock.forward(1)
    spent(ada, 10)


def test_one_connection_leaves_calls_to_the_others(opened: Open, clock: Clock):
    site = opened(rate_limit_per_minute=30)
    editor, script = site.connected(client="editor"), site.connected(client="script")
    spent(editor, 8)
    assert "this connection may make 8 in 10 seconds" in refused(editor).text
    spent(script, 1)
    assert "you may make 10 in 10 seconds" in refused(script).text, "what is refused was asked for, and counts"
    clock.forward(10)
    spent(editor, 8)
    clock.forward(10)
    spent(editor, 7)
    refused(editor)


def test_another_user_is_not_affected(opened: Open):
    site = opened(rate_limit_per_minute=3)
    ada, bob = site.user(), site.user(BOB)
    spent(ada, 1)
    refused(ada)
    spent(bob, 1)


@on_a_laptop
@pytest.mark.parametrize("path", ["", "/api/me", "/api/activity", "/api/vault/export"])
def test_who_is_too_fast_is_told_how_long_to_wait(opened: Open, clock: Clock, path: str):
    ada = opened(rate_limit_per_minute=30).user()
    clock.forward(4)
    spent(ada, 10)
    answer = refused(ada, path)
    assert answer.headers["Retry-After"] == "6"
    assert answer.headers["RateLimit"] == '"calls";r=0;t=6'
    assert answer.headers["RateLimit-Policy"] == '"calls";q=10;w=10'
    if path:
        facts = {"limit": 10, "window_seconds": 10, "retry_after_seconds": 6}
        assert {**answer.json(), "message": ""} == {"error": "rate_limited", "message": "", **facts}


def test_a_tool_that_is_called_too_often_answers_what_a_model_can_read(opened: Open):
    ada = opened(rate_limit_per_minute=3).user()
    spent(ada, 1)
    result = refused(ada).json()["result"]
    error = result["structuredContent"]["error"]
    assert result["isError"] is True
    assert result["content"] == [{"type": "text", "text": error["message"]}]
    assert (error["code"], error["limit"], error["retry_after_seconds"]) == ("rate_limited", 1, 10)
    assert "error" in ada.rpc("tools/list").json()


@pytest.mark.parametrize("addresses", [1, 2, 30])
def test_a_connection_is_not_faster_from_several_addresses(opened: Open, clock: Clock, addresses: int):
    site = opened(rate_limit_per_minute=30)
    token, admitted = site.connected().token, 0
    with pytest.raises(RateLimited):
        for call in range(30):
            site.vaults.gate.admit(token, address=f"192.0.2.{call % addresses}")
            admitted += 1
    assert admitted == 8


def test_a_connection_that_rested_is_not_faster_for_it(opened: Open, clock: Clock):
    site = opened(rate_limit_per_minute=30)
    ada = site.connected()
    clock.forward(3_600)
    for _ in range(9):
        ada.rpc("tools/list")
    refused(ada)


@on_a_laptop
def test_who_is_too_fast_is_in_the_log(opened: Open, caplog: pytest.LogCaptureFixture):
    ada = opened(rate_limit_per_minute=3).user()
    spent(ada, 1)
    with caplog.at_level(logging.INFO):
        refused(ada)
        refused(ada, "/api/me")
    told = [vars(line) for line in caplog.records if line.name == "notes_vault.audit"]
    assert [(line["action"], line["outcome"], line["user_id"]) for line in told] == [("admit", "rate_limited", ADA)] * 2
