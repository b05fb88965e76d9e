"""Hostile input, row by row: what is sent, what the documents say comes back, and that nothing leaks on the way.

Bob sends; ada has the notes he must not see. A row is answered once, in one way; every fourth row in all four.
The answers are those of the tables "HTTP status and error-code matrix" (2026-07-28) and of `shared/errors.py`."""

import logging
from unicodedata import category

import pytest

from shared.access.gate import Caller
from shared.service import Service
from tests.conftest import ADA, BOB, KEY, Send
from tests.hostile.answer import assert_challenged, assert_nothing_leaks, told
from tests.hostile.house import SECRET, House
from tests.hostile.line import send_one_way
from tests.hostile.row import Row
from tests.hostile.table import TABLE


def test_the_table_is_long_and_no_row_stands_in_it_twice(house: House):
    assert len({row.id for row in TABLE}) == len(TABLE)
    sent = [row.make(house) for row in TABLE]
    assert len({(one.method, one.target, one.body, tuple(one.headers)) for one in sent}) >= 400


@pytest.mark.parametrize("row", TABLE, ids=[row.id for row in TABLE])
def test_hostile_input_gets_its_documented_answer(row: Row, house: House, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    before = [house.vaults.vault(Caller(user)).seq() for user in (ADA, BOB)]
    sent = row.make(house)
    response = send_one_way(sent)
    assert told(response) == (row.status, row.code)
    assert_nothing_leaks(response, house)
    if response.status == 401:
        assert_challenged(response, sent)
    if response.status == 405:
        assert {verb.strip() for verb in response.headers["allow"].split(",")} == {"POST", "DELETE"}
    assert [house.vaults.vault(Caller(user)).seq() for user in (ADA, BOB)] == before
    assert not any(kept in caplog.text for kept in (house.ada, house.bob, KEY, SECRET))
    # One event, one line: nobody writes lines of his own into the operator's log.
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("notes_vault")]
    assert not any(category(sign) == "Cc" for line in ours for sign in line)


def is_alike_everywhere(row: Row, house: House) -> bool:
    """Whether a request can be sent as a dictionary of headers, to /mcp, by any client."""
    sent = row.make(house)
    names = [name for name, _ in sent.headers]
    is_plain = len(set(names)) == len(names) and all(value.isascii() for _, value in sent.headers)
    is_plain &= dict(sent.headers)["host"].count(":") <= 1  # API Gateway passes on no other, and Mangum reads no other
    return is_plain and sent.target == "/mcp" and "content-length" not in names


def test_every_tenth_is_answered_alike_in_every_way(vaults: Service, send: Send):
    house = House.of(vaults)
    before = house.state()
    wrong = []
    for row in [row for row in TABLE if is_alike_everywhere(row, house)][::10]:
        sent = row.make(house)
        try:
            response = send(sent.method, sent.target, dict(sent.headers), sent.body)
        except Exception as error:  # noqa: BLE001 - httpx hands on what the application raises
            wrong.append((row.id, repr(error), (row.status, row.code)))
            continue
        assert_nothing_leaks(response, house)
        if told(response) != (row.status, row.code):
            wrong.append((row.id, told(response), (row.status, row.code)))
    assert wrong == []
    assert house.state() == before
