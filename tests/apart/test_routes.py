"""Nothing was forgotten: every route of the server is tried here."""

import local_server
from handlers import account, mcp, oauth, page, transfer
from tests.apart.house import House
from tests.apart.routes import FILE_ROUTES, OPERATIONS, TOKEN_ROUTES


def test_every_route_of_the_server_is_in_a_table_here(house: House):
    """Those of a sign-in and the page's know no user yet; a new route needs a place in one of these tables."""
    anonymous = {route.path for route in (*oauth.routes, *page.routes)}
    assert {route.path for route in mcp.routes} == {"/mcp"}
    assert [(mount.path, mount.app) for mount in account.routes] == [("/api", account.api)]
    served = {route.path for route in local_server.app().routes}
    assert served == {"/mcp", "/api", *TOKEN_ROUTES, *FILE_ROUTES, *anonymous}
    hidden = {"/openapi.json"}
    routes = [*account.api.routes, *transfer.router.routes]
    paths = {route.path for route in routes if hasattr(route, "path")}
    assert paths - hidden == {path for _, path in OPERATIONS}
