"""How often an address may register and ask for a sign-in."""

from tests.sign_in.house import CALLBACK, App, House, is_page


def test_what_an_address_may_register_in_an_hour_has_an_end(house: House):
    where = {"X-Forwarded-For": "198.19.1.1"}
    for _ in range(2 * 60 + 1):  # twice, for an hour may end meanwhile
        answer = house.ask("POST", "/register", json={"redirect_uris": [CALLBACK]}, headers=where)
        if answer.status_code != 201:
            break
    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= 3_600
    assert answer.json()["error"] == "rate_limited"
    assert house.register().asks().status_code == 200  # another address


def test_how_often_an_address_may_ask_for_a_sign_in_in_an_hour_has_an_end(house: House, app: App):
    where = {"X-Forwarded-For": "198.19.6.6"}
    for _ in range(2 * 240 + 1):
        answer = house.http.get(app.url(), headers=where)
        if answer.status_code != 200:
            break
    assert answer.status_code == 429 and is_page(answer)
    assert app.asks().status_code == 200


def test_an_address_cannot_be_made_up(house: House):
    """A Space's edge appends the true address; what stands before it is the caller's word."""
    for made_up in range(2 * 60 + 1):
        where = {"X-Forwarded-For": f"203.0.113.{made_up}, 198.19.2.2"}
        answer = house.ask("POST", "/register", json={"redirect_uris": [CALLBACK]}, headers=where)
        if answer.status_code != 201:
            break
    assert answer.status_code == 429
