"""Nesting: however deep, wherever, it is refused."""

import pytest

from tests.hostile.answer import assert_nothing_leaks, told
from tests.hostile.house import House
from tests.hostile.line import send_one_way
from tests.hostile.request import nested, post


@pytest.mark.parametrize("depth", range(50, 1_050, 50))
@pytest.mark.parametrize("place", ["arguments", "params", "_meta", "body"])
def test_however_deep_it_is_nested_it_is_refused_and_never_an_internal_error(house: House, place: str, depth: int):
    deep = nested(depth, '{"a":', "}").replace("}", "1}", 1).encode()
    bodies = {
        "arguments": b'{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"get_tags","arguments":%s}}',
        "params": b'{"jsonrpc":"2.0","id":1,"method":"tools/call","params":%s}',
        "_meta": b'{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"_meta":%s}}',
        "body": b"%s",
    }
    response = send_one_way(post(bodies[place].replace(b"%s", deep))(house))
    allowed = {(400, -32700), (400, -32600), (200, -32602), (200, "invalid")} | (
        {(200, "ok")} if place == "_meta" else set()
    )
    assert told(response) in allowed
    assert_nothing_leaks(response, house)
