"""What is another user's: their session, connections and activity are not there."""

from tests.sign_in.house import ALL, App, House


def test_another_users_session_is_not_there(house: House, app: App):
    ada, bob = app.sign_in(), app.sign_in("bob")
    params = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "x", "version": "1"}}
    session = house.mcp(ada.access, "initialize", params).headers["mcp-session-id"]
    headers = {"Mcp-Session-Id": session}
    assert house.mcp(bob.access, headers=headers).status_code == 404  # GHSA-qvqr-5cv7-wh35
    assert house.ask("DELETE", "/mcp", bob.access, headers=headers).status_code == 404
    assert house.mcp("", headers=headers).status_code == 401
    assert house.mcp(ada.access, headers=headers).status_code == 200


def test_another_users_connections_sessions_and_activity_are_not_there(house: House, app: App):
    ada, bob = app.sign_in(scope=ALL), app.sign_in("bob", scope=ALL)
    assert house.ask("DELETE", f"/api/grants/{ada.grant}", bob.access).status_code == 404
    change = {"scopes": ["notes:read"], "folder": ""}
    assert house.ask("PATCH", f"/api/grants/{ada.grant}", bob.access, json=change).status_code == 404
    assert ada.grant not in house.ask("GET", "/api/grants", bob.access).text
    assert house.provider.user_id("ada") not in house.ask("GET", "/api/activity", bob.access).text
    assert house.takes(ada.access)
